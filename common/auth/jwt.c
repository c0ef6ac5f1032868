#include "auth/jwt.h"

#include "json/base64.h"

#define SUBJECT_MAX 255

static bool bad(struct error *err, const char *why)
{
    return error_set(err, ERROR_SKIP, "token", "%s", why);
}

/* The alphabet of URLs, without padding: the only way to write it. */
static bool decode(struct str text, struct arena *arena, struct str *ret_bytes)
{
    for (size_t i = 0; i < text.len; i++)
        if (str_has_char("+/=", text.data[i]))
            return false;
    return text.len > 0 && base64_decode(text, arena, ret_bytes);
}

/* Seconds since 1970. False: it is there and is no time. */
static bool time_of(const struct json_member *members, size_t count, struct str name, int64_t *ret_time)
{
    const struct json_member *found = json_member_of(members, count, name);
    double seconds;

    *ret_time = 0;
    if (!found)
        return true;
    if (found->is_text || !str_to_double(found->value, &seconds) || !(seconds > 0 && seconds < 1e12))
        return false;
    *ret_time = (int64_t)seconds;
    return true;
}

static bool read_header(struct str text, struct arena *arena, struct jwt *jwt, struct error *err)
{
    static const char *const refused[] = {"jwk", "jku", "x5c", "x5u", "crit", "b64"};
    struct json_member *members;
    size_t count;
    struct str json, type;

    if (!decode(text, arena, &json) || !json_members(json, arena, &members, &count, NULL))
        return bad(err, "its header cannot be read");
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (json_member_of(members, count, str_of(refused[i])))
            return error_set(err, ERROR_SKIP, "token", "its header may not have %s", refused[i]);
    if (!jwt_alg_from(json_text_of(members, count, STR("alg")), &jwt->alg))
        return bad(err, "its alg must be RS256, PS256, ES256 or EdDSA");
    type = json_text_of(members, count, STR("typ"));
    if (!str_eq_nocase(type, STR("at+jwt")) && !str_eq_nocase(type, STR("application/at+jwt")))
        return bad(err, "its typ must be at+jwt: an access token is wanted, not another");
    jwt->kid = json_text_of(members, count, STR("kid"));
    return jwt->kid.len || bad(err, "it must name its key, kid");
}

static bool is_subject(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
            return false;
    return text.len > 0 && text.len <= SUBJECT_MAX;
}

static bool read_claims(struct str text, struct arena *arena, struct jwt *jwt, struct error *err)
{
    struct json_member *members;
    const struct json_member *audience;
    size_t count;
    struct str json;

    if (!decode(text, arena, &json) || !json_members(json, arena, &members, &count, NULL))
        return bad(err, "its claims cannot be read");
    jwt->claims = members;
    jwt->claim_count = count;
    jwt->issuer = json_text_of(members, count, STR("iss"));
    jwt->subject = json_text_of(members, count, STR("sub"));
    audience = json_member_of(members, count, STR("aud"));
    if (audience) {
        jwt->audience = audience->value;
        jwt->audience_is_text = audience->is_text;
    }
    if (!jwt->issuer.len)
        return bad(err, "it must name its issuer, iss");
    if (!is_subject(jwt->subject))
        return bad(err, "it must name its subject, sub, in 1 to 255 bytes without control characters");
    if (!time_of(members, count, STR("exp"), &jwt->expires_s) || !jwt->expires_s)
        return bad(err, "it must say until when it is good, exp");
    return time_of(members, count, STR("nbf"), &jwt->not_before_s) || bad(err, "its nbf is no time");
}

bool jwt_read(struct str token, struct arena *arena, struct jwt *ret_jwt, struct error *err)
{
    struct str rest = token, header, claims, signature;
    bool has_three;

    memset(ret_jwt, 0, sizeof(*ret_jwt));
    if (token.len > JWT_MAX_BYTES)
        return error_set(err, ERROR_SKIP, "token", "it is longer than %d bytes", JWT_MAX_BYTES);
    has_three = str_split(&rest, '.', &header) && str_split(&rest, '.', &claims);
    signature = rest;
    if (!has_three || str_find(signature, STR(".")) >= 0)
        return bad(err, "it must have three parts with dots between");
    if (!decode(signature, arena, &ret_jwt->signature))
        return bad(err, "its signature cannot be read");
    ret_jwt->signed_text = str_n(token.data, header.len + 1 + claims.len);
    return read_header(header, arena, ret_jwt, err) && read_claims(claims, arena, ret_jwt, err);
}

struct wanted {
    struct str word;
    bool is_there;
};

static void compare(void *owner, struct str word)
{
    struct wanted *wanted = owner;

    wanted->is_there = wanted->is_there || str_eq(word, wanted->word);
}

static bool is_for(const struct jwt *jwt, struct str audience, struct arena *arena)
{
    struct json_member claim = {.value = jwt->audience};
    struct wanted wanted = {audience, false};

    if (jwt->audience_is_text)
        return str_eq(jwt->audience, audience);
    claim_words(&claim, arena, compare, &wanted);
    return wanted.is_there;
}

bool jwt_verify(const struct jwt *jwt, const struct jwks *keys, struct str audience, int64_t now_s,
                struct arena *arena, struct error *err)
{
    if (!jwks_has(keys, jwt->kid))
        return bad(err, "its issuer has no such key");
    if (!jwks_verify(keys, jwt->kid, jwt->alg, jwt->signed_text, jwt->signature))
        return bad(err, "it is not signed by the key that it names");
    if (!is_for(jwt, audience, arena))
        return bad(err, "it is for another audience, aud");
    if (jwt->expires_s + JWT_LEEWAY_S <= now_s)
        return bad(err, "it has expired");
    if (jwt->not_before_s > now_s + JWT_LEEWAY_S)
        return bad(err, "it is not good yet");
    return true;
}

const struct json_member *jwt_claim(const struct jwt *jwt, struct str path, struct arena *arena)
{
    const struct json_member *members = jwt->claims, *found = json_member_of(members, jwt->claim_count, path);
    size_t count = jwt->claim_count;
    struct str name;

    if (found) /* names with dots in them: "https://shop.example/role" */
        return found;
    while (str_split(&path, '.', &name)) {
        struct json_member *inner;

        found = json_member_of(members, count, name);
        if (!found || !path.len)
            return found;
        if (found->is_text || !json_members(found->value, arena, &inner, &count, NULL))
            return NULL;
        members = inner;
    }
    return NULL;
}

void claim_words(const struct json_member *claim, struct arena *arena,
                 void (*take)(void *owner, struct str word), void *owner)
{
    struct json_member *items;
    struct str rest, word;
    size_t count;

    if (claim->is_text) {
        rest = claim->value;
        while (str_split(&rest, ' ', &word))
            if (word.len)
                take(owner, word);
    } else if (json_items(claim->value, arena, &items, &count, NULL)) {
        for (size_t i = 0; i < count; i++)
            if (items[i].is_text)
                take(owner, items[i].value);
    }
}
