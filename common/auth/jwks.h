/* auth/jwks.h: the public keys of an issuer of tokens, from its JWKS document (RFC 7517). Owner, with jwt.c,
 * of OpenSSL's signatures.
 *
 * Each key is for one algorithm only: the one that it names, else ES256 for P-256, EdDSA for Ed25519, RS256
 * for RSA. Taken are RSA keys of 2048 to 8192 bits, P-256 and Ed25519, for signatures, with a kid; all others
 * are left out, so that an issuer may have keys for others, too. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define JWKS_KEYS_MAX 64

enum jwt_alg { JWT_RS256, JWT_PS256, JWT_ES256, JWT_EDDSA, JWT_ALGS };

struct jwks;

/* False: not a JWKS document, or without a key that can be used. */
MUST_CHECK bool jwks_read(struct str json, struct jwks **ret_keys, struct error *err);
bool jwks_has(const struct jwks *keys, struct str kid);
void jwks_free(struct jwks *keys); /* NULL does nothing */

MUST_CHECK bool jwt_alg_from(struct str name, enum jwt_alg *ret_alg); /* "RS256" */
/* Is it the signature of `text` by the key of that name and algorithm? */
bool jwks_verify(const struct jwks *keys, struct str kid, enum jwt_alg alg, struct str text,
                 struct str signature);
