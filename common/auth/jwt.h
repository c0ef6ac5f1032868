/* auth/jwt.h: is a token (a signed JWT, RFC 9068) good, and what does it say? Pure: keys and time come in.
 *
 * The key and its algorithm are chosen by the token's kid, and must be the token's alg; everything else in
 * its header that could name a key (jwk, jku, x5c, x5u) or that would have to be understood (crit) is
 * refused. */
#pragma once

#include "auth/jwks.h"
#include "base/arena.h"
#include "json/json.h"

#define JWT_MAX_BYTES 8192
#define JWT_LEEWAY_S  60

struct jwt {
    struct str issuer, kid, subject;
    enum jwt_alg alg;
    int64_t expires_s;
    const struct json_member *claims; /* all of them */
    size_t claim_count;
    struct str signed_text, signature;
    int64_t not_before_s;
    struct str audience; /* as JSON, or text */
    bool audience_is_text;
};

/* Reads it, without believing anything. False: *err says why it is none; the signature is not looked at. */
MUST_CHECK bool jwt_read(struct str token, struct arena *arena, struct jwt *ret_jwt, struct error *err);
/* Is it signed by these keys, of the issuer that it names, for this audience, and good at this time? */
MUST_CHECK bool jwt_verify(const struct jwt *jwt, const struct jwks *keys, struct str audience, int64_t now_s,
                           struct arena *arena, struct error *err);
/* A claim by its name, or by a path into objects ("realm_access.roles"); NULL: there is none. */
const struct json_member *jwt_claim(const struct jwt *jwt, struct str path, struct arena *arena);
/* A claim that is a text of words, or a list of texts: calls back with each. */
void claim_words(const struct json_member *claim, struct arena *arena,
                 void (*take)(void *owner, struct str word), void *owner);
