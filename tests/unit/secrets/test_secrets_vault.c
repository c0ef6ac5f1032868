/* secrets_vault: what is understood of a setting and of Vault's answers. */
#include <stdio.h>
#include <string.h>

#include "secrets/secrets_parts.h"
#include "unit.h"

static void a_setting_says_path_and_key(void **state)
{
    static const struct {
        const char *where, *path, *key; /* path NULL: refused */
    } cases[] = {
        {"secret/data/steward#ebay", "secret/data/steward", "ebay"},
        {"kv/data/a-b_c.d~/e#a key#with more", "kv/data/a-b_c.d~/e", "a key#with more"},
        {"", NULL, NULL},
        {"secret/data/steward", NULL, NULL},
        {"secret/data/steward#", NULL, NULL},
        {"#ebay", NULL, NULL},
        {"/secret/data/steward#ebay", NULL, NULL},
        {"secret/data/../sys/raw#ebay", NULL, NULL},
        {"secret/data/steward?version=1#ebay", NULL, NULL},
        {"secret/data/two words#ebay", NULL, NULL},
        {"secret/data/%2e%2e#ebay", NULL, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str path = STR_NONE, key = STR_NONE;
        struct error err = {0};
        bool is_good = vault_where(str_of(cases[i].where), &path, &key, &err);

        assert_int_equal(is_good, cases[i].path != NULL);
        assert_int_equal(is_good, !err.text[0]);
        assert_true(!is_good || (str_is(path, cases[i].path) && str_is(key, cases[i].key)));
    }
}

static void a_path_has_an_end(void **state)
{
    char where[700];
    struct str path, key;
    struct error err = {0};

    memset(where, 'a', sizeof(where));
    where[sizeof(where) - 3] = '#';
    where[sizeof(where) - 1] = '\0';
    assert_false(vault_where(str_of(where), &path, &key, &err));
    assert_true(vault_where(str_of(where + 200), &path, &key, &err));
}

#define HIDDEN "geheim-7Kq"

static void an_answer_is_one_of_the_second_version_or_none(void **state)
{
    static const struct {
        const char *body, *value, *says; /* value NULL: refused */
    } cases[] = {
        {"{\"request_id\":\"1\",\"lease_duration\":0,\"data\":{\"data\":{\"other\":\"x\",\"ebay\":\"" HIDDEN
         "\"},\"metadata\":{\"version\":3}},\"auth\":null}",
         HIDDEN, NULL},
        {"{\"data\":{\"data\":{\"ebay\":\"a \\\"b\\\"\\n\\u00e4\"}}}", "a \"b\"\n\xc3\xa4", NULL},
        {"{\"data\":{\"ebay\":\"" HIDDEN "\"}}", NULL, "version 2"},
        {"{\"data\":{\"data\":null,\"metadata\":{\"destroyed\":true}}}", NULL, "version 2"},
        {"{\"data\":{\"data\":\"{\\\"ebay\\\":\\\"" HIDDEN "\\\"}\"}}", NULL, "version 2"},
        {"{\"data\":[{\"ebay\":\"" HIDDEN "\"}]}", NULL, "version 2"},
        {"{\"errors\":[]}", NULL, "version 2"},
        {"<html>" HIDDEN "</html>", NULL, "version 2"},
        {"", NULL, "version 2"},
        {"{\"data\":{\"data\":{\"ebay\":\"" HIDDEN, NULL, "version 2"},
        {"{\"data\":{\"data\":{\"Ebay\":\"" HIDDEN "\"}}}", NULL, "no such key"},
        {"{\"data\":{\"data\":{}}}", NULL, "no such key"},
        {"{\"data\":{\"data\":{\"ebay\":42}}}", NULL, "no text"},
        {"{\"data\":{\"data\":{\"ebay\":null}}}", NULL, "no text"},
        {"{\"data\":{\"data\":{\"ebay\":{\"is\":\"" HIDDEN "\"}}}}", NULL, "no text"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct str value = STR_NONE;
        struct error err = {0};

        if (vault_answer(str_of(cases[i].body), STR("ebay"), arena, &value, &err)) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_says_path_and_key),
        cmocka_unit_test(a_path_has_an_end),
        cmocka_unit_test(an_answer_is_one_of_the_second_version_or_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
