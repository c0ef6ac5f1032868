/* jwt, jwks, claims: what is read, before any signature is looked at, and whose a token is. Signatures of
 * every algorithm are tried with a real provider: tests/system/test_tokens.py. */
#include "auth/claims.h"
#include "unit.h"
#include "json/base64.h"

#include <openssl/evp.h>
#include <stdio.h>

#define GOOD_HEADER "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"k\"}"
#define CLAIMS(more)                                                                                         \
    "{\"iss\":\"https://a.example\",\"sub\":\"anna\",\"aud\":\"steward\",\"exp\":2000000000" more "}"
/* RFC 8037, appendix A.2 */
#define KEYS                                                                                                 \
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"x\":"                                   \
    "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}"

static struct arena *arena;

static int set_up(void **state)
{
    arena = arena_new(1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(arena);
    return 0;
}

static void add_part(struct buf *token, struct str part)
{
    struct buf text = {0};

    base64_add(&text, part);
    for (size_t i = 0; i < text.len && text.data[i] != '='; i++)
        buf_char(token, text.data[i] == '+' ? '-' : text.data[i] == '/' ? '_' : text.data[i]);
    buf_free(&text);
}

static struct str token_of(const char *header, const char *claims)
{
    struct buf token = {0};
    struct str copy;

    add_part(&token, str_of(header));
    buf_char(&token, '.');
    add_part(&token, str_of(claims));
    buf_str(&token, STR(".c2ln"));
    copy = str_copy(arena, buf_as_str(&token));
    buf_free(&token);
    return copy;
}

/* Signed with the private half of the key in KEYS (RFC 8037, appendix A.1). */
static struct str signed_token_of(const char *header, const char *claims)
{
    struct str token = token_of(header, claims), text = str_n(token.data, token.len - STR(".c2ln").len),
               secret;
    unsigned char signature[64];
    size_t len = sizeof(signature);
    EVP_MD_CTX *signing = EVP_MD_CTX_new();
    struct buf whole = {0};
    EVP_PKEY *key;

    assert_true(base64_decode(STR("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"), arena, &secret));
    key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)secret.data, secret.len);
    assert_int_equal(EVP_DigestSignInit(signing, NULL, NULL, NULL, key), 1);
    assert_int_equal(EVP_DigestSign(signing, signature, &len, (const unsigned char *)text.data, text.len), 1);
    buf_str(&whole, text);
    buf_char(&whole, '.');
    add_part(&whole, str_n((const char *)signature, len));
    token = str_copy(arena, buf_as_str(&whole));
    buf_free(&whole);
    EVP_MD_CTX_free(signing);
    EVP_PKEY_free(key);
    return token;
}

static void what_is_no_token_is_told(void **state)
{
    static const struct {
        const char *header, *claims, *why;
    } cases[] = {
        {GOOD_HEADER, CLAIMS(""), NULL},
        {"{\"alg\":\"ES256\",\"typ\":\"Application/AT+JWT\",\"kid\":\"k\"}", CLAIMS(""), NULL},
        {"{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"k\"}", CLAIMS(""), "alg"},
        {"{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}", CLAIMS(""), "alg"},
        {"{\"alg\":\"rs256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}", CLAIMS(""), "alg"},
        {"{\"alg\":[\"RS256\"],\"typ\":\"at+jwt\",\"kid\":\"k\"}", CLAIMS(""), "alg"},
        {"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k\"}", CLAIMS(""), "typ"},
        {"{\"alg\":\"RS256\",\"kid\":\"k\"}", CLAIMS(""), "typ"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", CLAIMS(""), "kid"},
        {"{\"alg\":\"RS256\",\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"k\"}", CLAIMS(""), "header"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\",\"jku\":\"x\"}", CLAIMS(""), "jku"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\",\"jwk\":{}}", CLAIMS(""), "jwk"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\",\"x5u\":\"x\"}", CLAIMS(""), "x5u"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\",\"x5c\":[]}", CLAIMS(""), "x5c"},
        {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\",\"crit\":[]}", CLAIMS(""), "crit"},
        {"[]", CLAIMS(""), "header"},
        {GOOD_HEADER, "[]", "claims"},
        {GOOD_HEADER, "{}", "iss"},
        {GOOD_HEADER, "{\"iss\":\"a\"}", "sub"},
        {GOOD_HEADER, "{\"iss\":\"a\",\"sub\":\"\"}", "sub"},
        {GOOD_HEADER, "{\"iss\":\"a\",\"sub\":\"b\\u0000\"}", "sub"},
        {GOOD_HEADER, "{\"iss\":\"a\",\"sub\":\"b\"}", "exp"},
        {GOOD_HEADER, "{\"iss\":\"a\",\"sub\":\"b\",\"exp\":\"2000000000\"}", "exp"},
        {GOOD_HEADER, "{\"iss\":\"a\",\"sub\":\"b\",\"exp\":-1}", "exp"},
        {GOOD_HEADER, CLAIMS(",\"nbf\":\"now\""), "nbf"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        struct jwt jwt;
        bool is_read = jwt_read(token_of(cases[i].header, cases[i].claims), arena, &jwt, &err);

        if (is_read != !cases[i].why || (cases[i].why && !strstr(err.text, cases[i].why)))
            fail_msg("case %zu: %s", i, err.text);
    }
}

static void what_is_cut_or_padded_is_none(void **state)
{
    struct str token = token_of(GOOD_HEADER, CLAIMS(""));
    struct jwt jwt;

    for (size_t len = 0; len < token.len - 3; len++)
        assert_false(jwt_read(str_n(token.data, len), arena, &jwt, NULL));
    assert_false(jwt_read(str_of(str_printf(arena, "%s=", token.data)), arena, &jwt, NULL));
    assert_false(jwt_read(str_of(str_printf(arena, "%s.x", token.data)), arena, &jwt, NULL));
}

static void keys_that_cannot_be_used_are_left_out(void **state)
{
    static const struct {
        const char *json;
        bool is_usable;
    } cases[] = {
        {KEYS, true},
        {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":"
         "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
         "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}", /* RFC 7515, A.3 */
         true},
        {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"k\",\"x\":"
         "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
         "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}]}", /* not on the curve */
         false},
        {"{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"AAAA\"}]}", false},
        {"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"e\":\"AQAB\",\"n\":"
         "\"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsue"
         "RbkBNi-YdPiUWqjoV30k3S\"}]}", /* too short */
         false},
        {"{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"
         "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}",
         false},
        {"{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"use\":\"enc\",\"x\":"
         "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}",
         false},
        {"{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"alg\":\"RS256\",\"x\":"
         "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}",
         false},
        {"{\"keys\":[]}", false},
        {"{\"keys\":\"none\"}", false},
        {"[]", false},
        {"", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err;
        struct jwks *keys = NULL;

        if (jwks_read(str_of(cases[i].json), &keys, &err) != cases[i].is_usable)
            fail_msg("case %zu", i);
        jwks_free(keys);
    }
}

/* RFC 8037, appendix A.4: a signature by the key above. */
static void a_signature_is_of_one_text_one_key_and_one_algorithm(void **state)
{
    struct str text = STR("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"), signature;
    struct jwks *keys;
    struct error err;

    assert_true(base64_decode(
        STR("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"), arena,
        &signature));
    assert_true(jwks_read(STR(KEYS), &keys, &err));
    assert_true(jwks_verify(keys, STR("k"), JWT_EDDSA, text, signature));
    assert_false(jwks_verify(keys, STR("other"), JWT_EDDSA, text, signature));
    assert_false(jwks_verify(keys, STR("k"), JWT_RS256, text, signature));
    assert_false(jwks_verify(keys, STR("k"), JWT_ES256, text, signature));
    assert_false(jwks_verify(keys, STR("k"), JWT_EDDSA, str_n(text.data, text.len - 1), signature));
    assert_false(jwks_verify(keys, STR("k"), JWT_EDDSA, text, str_n(signature.data, 63)));
    jwks_free(keys);
}

#define UNTIL         2000000000
#define SINCE         "1900000000"
#define OF(aud, more) "{\"iss\":\"a\",\"sub\":\"b\",\"exp\":2000000000" aud more "}"
#define OURS          ",\"aud\":\"steward\""

static void a_token_is_good_for_its_audience_and_its_time(void **state)
{
    static const struct {
        const char *claims;
        int64_t now_s;
        const char *why; /* NULL: it is good */
    } cases[] = {
        {OF(OURS, ""), UNTIL - 1000, NULL},
        {OF(",\"aud\":[\"other\",\"steward\"]", ""), UNTIL - 1000, NULL},
        {OF(",\"aud\":\"stewards\"", ""), UNTIL - 1000, "aud"},
        {OF(",\"aud\":\"other steward\"", ""), UNTIL - 1000, "aud"},
        {OF(",\"aud\":[\"other\"]", ""), UNTIL - 1000, "aud"},
        {OF(",\"aud\":[]", ""), UNTIL - 1000, "aud"},
        {OF(",\"aud\":7", ""), UNTIL - 1000, "aud"},
        {OF("", ""), UNTIL - 1000, "aud"},
        {OF(OURS, ""), UNTIL + JWT_LEEWAY_S - 1, NULL},
        {OF(OURS, ""), UNTIL + JWT_LEEWAY_S, "expired"},
        {OF(OURS, ",\"nbf\":" SINCE), 1900000000 - JWT_LEEWAY_S, NULL},
        {OF(OURS, ",\"nbf\":" SINCE), 1900000000 - JWT_LEEWAY_S - 1, "not good yet"},
    };
    struct jwks *keys;
    struct error err;
    struct jwt jwt;

    assert_true(jwks_read(STR(KEYS), &keys, &err));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool is_good;

        assert_true(jwt_read(signed_token_of(GOOD_HEADER, cases[i].claims), arena, &jwt, &err));
        is_good = jwt_verify(&jwt, keys, STR("steward"), cases[i].now_s, arena, &err);
        if (is_good != !cases[i].why || (cases[i].why && !strstr(err.text, cases[i].why)))
            fail_msg("case %zu: %s", i, is_good ? "good" : err.text);
    }
    jwks_free(keys);
}

static void a_token_is_signed_by_the_key_that_it_names(void **state)
{
    struct str good = signed_token_of(GOOD_HEADER, OF(OURS, "")), other;
    char *changed = str_c(arena, good);
    struct jwks *keys;
    struct error err;
    struct jwt jwt;

    assert_true(jwks_read(STR(KEYS), &keys, &err));
    changed[good.len - 10] = changed[good.len - 10] == 'A' ? 'B' : 'A';
    assert_true(jwt_read(str_of(changed), arena, &jwt, &err));
    assert_false(jwt_verify(&jwt, keys, STR("steward"), UNTIL - 1000, arena, &err));
    assert_non_null(strstr(err.text, "not signed"));
    other = signed_token_of("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"l\"}", OF(OURS, ""));
    assert_true(jwt_read(other, arena, &jwt, &err));
    assert_false(jwt_verify(&jwt, keys, STR("steward"), UNTIL - 1000, arena, &err));
    assert_non_null(strstr(err.text, "no such key"));
    other = signed_token_of("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}", OF(OURS, ""));
    assert_true(jwt_read(other, arena, &jwt, &err));
    assert_false(jwt_verify(&jwt, keys, STR("steward"), UNTIL - 1000, arena, &err));
    assert_non_null(strstr(err.text, "not signed"));
    jwks_free(keys);
}

static void claims_say_whose_it_is(void **state)
{
    static const struct {
        const char *more, *tenant_claim, *tenant;
        enum role usual, role;
        const char *scopes; /* NULL: all of the role */
    } cases[] = {
        {"", "", "default", ROLE_VIEWER, ROLE_VIEWER, NULL},
        {",\"scope\":\"search openid chat\"", "", "default", ROLE_VIEWER, ROLE_VIEWER, "search chat"},
        {",\"scope\":[\"search\",\"keys:write\"]", "", "default", ROLE_VIEWER, ROLE_VIEWER, "search"},
        {",\"scope\":\"openid\"", "", "default", ROLE_VIEWER, ROLE_VIEWER, ""},
        {",\"r\":{\"roles\":[\"x\",\"viewer\",\"operator\",7]}", "", "default", ROLE_VIEWER, ROLE_OPERATOR,
         NULL},
        {",\"r\":{\"roles\":\"admin\"}", "", "default", ROLE_NONE, ROLE_ADMIN, NULL},
        {",\"r\":\"admin\"", "", "default", ROLE_NONE, ROLE_NONE, NULL},
        {",\"r.roles\":\"auditor\"", "", "default", ROLE_NONE, ROLE_AUDITOR, NULL},
        {",\"t\":\"acme\"", "t", "acme", ROLE_VIEWER, ROLE_VIEWER, NULL},
        {",\"t\":\"acme\"", "", "default", ROLE_VIEWER, ROLE_VIEWER, NULL},
        {"", "t", NULL, ROLE_VIEWER, 0, NULL},
        {",\"t\":\"a/b\"", "t", NULL, ROLE_VIEWER, 0, NULL},
        {",\"t\":\"*\"", "t", NULL, ROLE_VIEWER, 0, NULL},
        {",\"t\":[\"acme\"]", "t", NULL, ROLE_VIEWER, 0, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char claims[400];
        struct claim_names names = {str_of(cases[i].tenant_claim), STR("r.roles"), STR("scope"),
                                    cases[i].usual};
        struct principal p;
        struct jwt jwt;
        struct error err;

        snprintf(claims, sizeof(claims), CLAIMS("%s"), cases[i].more);
        assert_true(jwt_read(token_of(GOOD_HEADER, claims), arena, &jwt, &err));
        if (principal_of_jwt(&jwt, &names, arena, &p, &err) != (cases[i].tenant != NULL))
            fail_msg("case %zu", i);
        if (!cases[i].tenant)
            continue;
        if (!str_is(p.tenant_id, cases[i].tenant) || p.role != cases[i].role || !str_is(p.subject, "anna") ||
            p.scopes !=
                (cases[i].scopes ? scopes_from(str_of(cases[i].scopes), NULL) : scopes_of_role(p.role)))
            fail_msg("case %zu: %.*s %s", i, STR_ARGS(p.tenant_id), role_name(p.role));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_no_token_is_told),
        TEST(what_is_cut_or_padded_is_none),
        TEST(keys_that_cannot_be_used_are_left_out),
        TEST(a_signature_is_of_one_text_one_key_and_one_algorithm),
        TEST(a_token_is_good_for_its_audience_and_its_time),
        TEST(a_token_is_signed_by_the_key_that_it_names),
        TEST(claims_say_whose_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
