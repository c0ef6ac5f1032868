/* secrets_vault, secrets_aws, secrets_google: what is understood of their answers. */
#include <string.h>

#include "secrets/secrets_parts.h"
#include "unit.h"

#define HIDDEN "geheim-7Kq"

typedef bool answer_fn(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                       struct error *err);

struct answer_case {
    const char *body, *key, *value, *says; /* value NULL: refused */
};

static void check(answer_fn *answer, const struct answer_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new(1 << 20);
        struct str value = STR_NONE;
        struct error err = {0};

        if (answer(str_of(cases[i].body), str_of(cases[i].key), arena, &value, &err)) {
            assert_non_null(cases[i].value);
            assert_true(str_is(value, cases[i].value));
        } else {
            assert_null(cases[i].value);
            assert_non_null(strstr(err.text, cases[i].says));
            assert_null(strstr(err.text, HIDDEN));
        }
        arena_free(arena);
    }
}

static void of_vault(void **state)
{
    static const struct answer_case cases[] = {
        {"{\"request_id\":\"1\",\"lease_duration\":0,\"data\":{\"data\":{\"other\":\"x\",\"ebay\":\"" HIDDEN
         "\"},\"metadata\":{\"version\":3}},\"auth\":null}",
         "ebay", HIDDEN, NULL},
        {"{\"data\":{\"data\":{\"a#b\":\"a \\\"b\\\"\\n\\u00e4\"}}}", "a#b", "a \"b\"\n\xc3\xa4", NULL},
        {"{\"data\":{\"ebay\":\"" HIDDEN "\"}}", "ebay", NULL, "version 2"},
        {"{\"data\":{\"data\":null,\"metadata\":{\"destroyed\":true}}}", "ebay", NULL, "version 2"},
        {"{\"data\":{\"data\":\"{\\\"ebay\\\":\\\"" HIDDEN "\\\"}\"}}", "ebay", NULL, "version 2"},
        {"{\"data\":[{\"ebay\":\"" HIDDEN "\"}]}", "ebay", NULL, "version 2"},
        {"{\"errors\":[]}", "ebay", NULL, "version 2"},
        {"<html>" HIDDEN "</html>", "ebay", NULL, "version 2"},
        {"", "ebay", NULL, "version 2"},
        {"{\"data\":{\"data\":{\"ebay\":\"" HIDDEN, "ebay", NULL, "version 2"},
        {"{\"data\":{\"data\":{\"Ebay\":\"" HIDDEN "\"}}}", "ebay", NULL, "no such key"},
        {"{\"data\":{\"data\":{}}}", "ebay", NULL, "no such key"},
        {"{\"data\":{\"data\":{\"ebay\":42}}}", "ebay", NULL, "no text"},
        {"{\"data\":{\"data\":{\"ebay\":null}}}", "ebay", NULL, "no text"},
        {"{\"data\":{\"data\":{\"ebay\":{\"is\":\"" HIDDEN "\"}}}}", "ebay", NULL, "no text"},
    };

    check(vault_answer, cases, COUNT_OF(cases));
}

static void of_aws(void **state)
{
    static const struct answer_case cases[] = {
        {"{\"ARN\":\"arn:aws:x\",\"CreatedDate\":1.52E9,\"SecretString\":\"" HIDDEN "\"}", "", HIDDEN, NULL},
        {"{\"SecretString\":\"{\\\"ebay\\\":\\\"" HIDDEN "\\\"}\"}", "ebay", HIDDEN, NULL},
        {"{\"SecretString\":\"{\\\"ebay\\\":\\\"x\\\"}\"}", "", "{\"ebay\":\"x\"}", NULL},
        {"{\"SecretBinary\":\"Z2VoZWlt\"}", "", "geheim", NULL},
        {"{\"SecretBinary\":\"eyJlYmF5IjoieCJ9\"}", "ebay", "x", NULL},
        {"{\"SecretBinary\":\"!!" HIDDEN "\"}", "", NULL, "none of Secrets Manager"},
        {"{\"SecretString\":\"" HIDDEN "\"}", "ebay", NULL, "no JSON object"},
        {"{\"SecretString\":\"{\\\"ebay\\\":7}\"}", "ebay", NULL, "no text"},
        {"{\"SecretString\":\"{}\"}", "ebay", NULL, "no such key"},
        {"{\"SecretString\":7}", "", NULL, "none of Secrets Manager"},
        {"[\"" HIDDEN "\"]", "", NULL, "none of Secrets Manager"},
        {"{}", "", NULL, "none of Secrets Manager"},
        {"", "", NULL, "none of Secrets Manager"},
    };

    check(aws_answer, cases, COUNT_OF(cases));
}

/* 3808858755 is the checksum of "123456789", Z2VoZWltLTdLcQ== is HIDDEN. */
static void of_google(void **state)
{
    static const struct answer_case cases[] = {
        {"{\"name\":\"n\",\"payload\":{\"data\":\"MTIzNDU2Nzg5\",\"dataCrc32c\":\"3808858755\"}}", "",
         "123456789", NULL},
        {"{\"payload\":{\"data\":\"MTIzNDU2Nzg5\",\"dataCrc32c\":\"3808858755\"}}", "ebay", NULL,
         "no JSON object"},
        {"{\"payload\":{\"data\":\"MTIzNDU2Nzg4\",\"dataCrc32c\":\"3808858755\"}}", "", NULL, "dataCrc32c"},
        {"{\"payload\":{\"data\":\"MTIzNDU2Nzg5\",\"dataCrc32c\":\"-486108541\"}}", "", NULL, "dataCrc32c"},
        {"{\"payload\":{\"data\":\"Z2VoZWltLTdLcQ==\"}}", "", NULL, "dataCrc32c"},
        {"{\"payload\":{\"data\":\"Z2VoZWltLTdLcQ==\",\"dataCrc32c\":\"x\"}}", "", NULL, "dataCrc32c"},
        {"{\"payload\":{\"data\":\"" HIDDEN "!\",\"dataCrc32c\":\"1\"}}", "", NULL, "none of Secret Manager"},
        {"{\"payload\":{\"data\":7,\"dataCrc32c\":\"1\"}}", "", NULL, "none of Secret Manager"},
        {"{\"payload\":\"" HIDDEN "\"}", "", NULL, "none of Secret Manager"},
        {"{\"error\":{\"code\":403}}", "", NULL, "none of Secret Manager"},
        {"", "", NULL, "none of Secret Manager"},
    };

    check(google_answer, cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_vault),
        cmocka_unit_test(of_aws),
        cmocka_unit_test(of_google),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
