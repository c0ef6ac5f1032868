#include "auth/jwks.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/arena.h"
#include "json/base64.h"
#include "json/json.h"

#define ARENA_BYTES  (4 << 20)
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define P256_BYTES   32
#define KID_MAX      256

struct key {
    char kid[KID_MAX + 1];
    enum jwt_alg alg;
    EVP_PKEY *pkey;
};

struct jwks {
    size_t count;
    struct key keys[JWKS_KEYS_MAX];
};

static const char *const alg_names[JWT_ALGS] = {"RS256", "PS256", "ES256", "EdDSA"};

bool jwt_alg_from(struct str name, enum jwt_alg *ret_alg)
{
    for (enum jwt_alg alg = 0; alg < JWT_ALGS; alg++) {
        if (!str_is(name, alg_names[alg]))
            continue;
        *ret_alg = alg;
        return true;
    }
    return false;
}

/* ---- reading ---- */

struct reading {
    struct arena *arena;
    const struct json_member *members;
    size_t count;
};

/* What is there and no text is a text that nothing is. */
static struct str text_of(const struct reading *r, struct str name)
{
    const struct json_member *found = json_member_of(r->members, r->count, name);

    if (!found)
        return STR_NONE;
    return found->is_text ? found->value : STR("?");
}

static bool bytes_of(const struct reading *r, struct str name, struct str *ret_bytes)
{
    struct str text = text_of(r, name);

    return text.len && base64_decode(text, r->arena, ret_bytes) && ret_bytes->len;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *built)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL), *check;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(built);
    EVP_PKEY *pkey = NULL;

    if (!context || !params || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    check = pkey ? EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL) : NULL;
    if (pkey && (!check || EVP_PKEY_public_check(check) != 1)) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    EVP_PKEY_CTX_free(check);
    OSSL_PARAM_free(params);
    EVP_PKEY_CTX_free(context);
    return pkey;
}

static EVP_PKEY *read_rsa(const struct reading *r)
{
    struct str n, e;
    BIGNUM *modulus, *exponent;
    OSSL_PARAM_BLD *built;
    EVP_PKEY *pkey = NULL;

    if (!bytes_of(r, STR("n"), &n) || !bytes_of(r, STR("e"), &e) || n.len > RSA_BITS_MAX / 8 || e.len > 8)
        return NULL;
    modulus = BN_bin2bn((const unsigned char *)n.data, (int)n.len, NULL);
    exponent = BN_bin2bn((const unsigned char *)e.data, (int)e.len, NULL);
    built = OSSL_PARAM_BLD_new();
    if (modulus && exponent && built && BN_num_bits(modulus) >= RSA_BITS_MIN && BN_is_odd(exponent) &&
        !BN_is_one(exponent) && OSSL_PARAM_BLD_push_BN(built, OSSL_PKEY_PARAM_RSA_N, modulus) &&
        OSSL_PARAM_BLD_push_BN(built, OSSL_PKEY_PARAM_RSA_E, exponent))
        pkey = from_params("RSA", built);
    OSSL_PARAM_BLD_free(built);
    BN_free(exponent);
    BN_free(modulus);
    return pkey;
}

static EVP_PKEY *read_p256(const struct reading *r)
{
    unsigned char point[1 + 2 * P256_BYTES] = {POINT_CONVERSION_UNCOMPRESSED};
    struct str x, y;
    OSSL_PARAM_BLD *built;
    EVP_PKEY *pkey = NULL;

    if (!str_is(text_of(r, STR("crv")), "P-256") || !bytes_of(r, STR("x"), &x) ||
        !bytes_of(r, STR("y"), &y) || x.len != P256_BYTES || y.len != P256_BYTES)
        return NULL;
    memcpy(point + 1, x.data, x.len);
    memcpy(point + 1 + P256_BYTES, y.data, y.len);
    built = OSSL_PARAM_BLD_new();
    if (built && OSSL_PARAM_BLD_push_utf8_string(built, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
        OSSL_PARAM_BLD_push_octet_string(built, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)))
        pkey = from_params("EC", built);
    OSSL_PARAM_BLD_free(built);
    return pkey;
}

static EVP_PKEY *read_ed25519(const struct reading *r)
{
    struct str x;

    if (!str_is(text_of(r, STR("crv")), "Ed25519") || !bytes_of(r, STR("x"), &x) || x.len != 32)
        return NULL;
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)x.data, x.len);
}

static bool is_of_rsa(enum jwt_alg alg)
{
    return alg == JWT_RS256 || alg == JWT_PS256;
}

static bool is_of_p256(enum jwt_alg alg)
{
    return alg == JWT_ES256;
}

static bool is_of_ed25519(enum jwt_alg alg)
{
    return alg == JWT_EDDSA;
}

static const struct {
    const char *kty;
    enum jwt_alg usual;
    bool (*takes)(enum jwt_alg alg);
    EVP_PKEY *(*read)(const struct reading *r);
} kinds[] = {
    {"RSA", JWT_RS256, is_of_rsa, read_rsa},
    {"EC", JWT_ES256, is_of_p256, read_p256},
    {"OKP", JWT_EDDSA, is_of_ed25519, read_ed25519},
};

static void add_key(struct jwks *keys, struct str json, struct arena *arena)
{
    struct reading r = {.arena = arena};
    struct json_member *members;
    struct str kid, alg, use;
    struct key *key = &keys->keys[keys->count];

    if (keys->count == JWKS_KEYS_MAX || !json_members(json, arena, &members, &r.count, NULL))
        return;
    r.members = members;
    kid = text_of(&r, STR("kid"));
    alg = text_of(&r, STR("alg"));
    use = text_of(&r, STR("use"));
    if (!kid.len || kid.len > KID_MAX || (use.data && !str_is(use, "sig")))
        return;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (!str_is(text_of(&r, STR("kty")), kinds[i].kty))
            continue;
        key->alg = kinds[i].usual;
        if (alg.data && (!jwt_alg_from(alg, &key->alg) || !kinds[i].takes(key->alg)))
            return;
        key->pkey = kinds[i].read(&r);
        memcpy(key->kid, kid.data, kid.len);
        key->kid[kid.len] = '\0';
        keys->count += key->pkey != NULL;
    }
}

bool jwks_read(struct str json, struct jwks **ret_keys, struct error *err)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct json_member *members, *items;
    const struct json_member *list = NULL;
    struct jwks *keys = mem_new(struct jwks);
    size_t count;

    if (json_members(json, arena, &members, &count, NULL))
        list = json_member_of(members, count, STR("keys"));
    if (!list || list->is_text || !json_items(list->value, arena, &items, &count, NULL))
        count = 0;
    for (size_t i = 0; i < count; i++)
        add_key(keys, items[i].value, arena);
    arena_free(arena);
    if (keys->count) {
        *ret_keys = keys;
        return true;
    }
    jwks_free(keys);
    return error_set(err, ERROR_RETRY, "jwks", "there is no key in it that can be used");
}

bool jwks_has(const struct jwks *keys, struct str kid)
{
    for (size_t i = 0; i < keys->count; i++)
        if (str_is(kid, keys->keys[i].kid))
            return true;
    return false;
}

void jwks_free(struct jwks *keys)
{
    if (!keys)
        return;
    for (size_t i = 0; i < keys->count; i++)
        EVP_PKEY_free(keys->keys[i].pkey);
    mem_free(keys);
}

/* ---- verifying ---- */

/* r and s, one behind the other, as OpenSSL wants them. False: not two numbers. */
static bool to_der(struct str raw, unsigned char **ret_der, size_t *ret_len)
{
    ECDSA_SIG *pair = ECDSA_SIG_new();
    const unsigned char *bytes = (const unsigned char *)raw.data;
    BIGNUM *r = BN_bin2bn(bytes, P256_BYTES, NULL), *s = BN_bin2bn(bytes + P256_BYTES, P256_BYTES, NULL);
    int len;

    *ret_der = NULL;
    if (!pair || !r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(pair);
        return false;
    }
    len = i2d_ECDSA_SIG(pair, ret_der);
    ECDSA_SIG_free(pair);
    *ret_len = len > 0 ? (size_t)len : 0;
    return len > 0;
}

static bool verify_with(EVP_PKEY *pkey, enum jwt_alg alg, struct str text, const unsigned char *signature,
                        size_t len)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *details = NULL;
    const EVP_MD *hash = alg == JWT_EDDSA ? NULL : EVP_sha256();
    bool is_good = context && EVP_DigestVerifyInit(context, &details, hash, NULL, pkey) == 1;

    if (is_good && alg == JWT_PS256)
        is_good = EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING) == 1 &&
                  EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) == 1;
    is_good =
        is_good && EVP_DigestVerify(context, signature, len, (const unsigned char *)text.data, text.len) == 1;
    EVP_MD_CTX_free(context);
    return is_good;
}

bool jwks_verify(const struct jwks *keys, struct str kid, enum jwt_alg alg, struct str text,
                 struct str signature)
{
    unsigned char *der = NULL;
    size_t len = 0;
    bool is_good = false;

    if (alg == JWT_ES256 && (signature.len != 2 * P256_BYTES || !to_der(signature, &der, &len)))
        return false;
    for (size_t i = 0; i < keys->count && !is_good; i++) {
        const struct key *key = &keys->keys[i];

        if (key->alg == alg && str_is(kid, key->kid))
            is_good = verify_with(key->pkey, alg, text, der ? der : (const unsigned char *)signature.data,
                                  der ? len : signature.len);
    }
    OPENSSL_free(der);
    return is_good;
}
