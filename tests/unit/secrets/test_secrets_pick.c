/* secrets_pick: what a setting says of a place. */
#include <string.h>

#include "secrets/secrets_parts.h"
#include "unit.h"

#define ALLOWED "abcdefghijklmnopqrstuvwxyz-._/"

static void a_setting_says_name_and_key(void **state)
{
    static const struct {
        const char *where, *name, *key; /* name NULL: refused */
    } cases[] = {
        {"secret/data/steward#ebay", "secret/data/steward", "ebay"},
        {"kv/data/a-b_c.d/e#a key#with more", "kv/data/a-b_c.d/e", "a key#with more"},
        {"steward", "steward", ""},
        {"", NULL, NULL},
        {"secret/data/steward#", NULL, NULL},
        {"#ebay", NULL, NULL},
        {"/secret/data/steward#ebay", NULL, NULL},
        {"secret/data/../sys/raw#ebay", NULL, NULL},
        {"secret/data/steward?version=1#ebay", NULL, NULL},
        {"secret/data/two words#ebay", NULL, NULL},
        {"secret/data/%2e%2e#ebay", NULL, NULL},
        {"a\"b#ebay", NULL, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str name = STR_NONE, key = STR_NONE;
        struct error err = {0};
        bool is_good = secrets_split(str_of(cases[i].where), ALLOWED, &name, &key, &err);

        assert_int_equal(is_good, cases[i].name != NULL);
        assert_int_equal(is_good, !err.text[0]);
        assert_true(!is_good || (str_is(name, cases[i].name) && str_is(key, cases[i].key)));
    }
}

static void a_name_has_an_end(void **state)
{
    char where[700];
    struct str name, key;
    struct error err = {0};

    memset(where, 'a', sizeof(where));
    where[sizeof(where) - 3] = '#';
    where[sizeof(where) - 1] = '\0';
    assert_false(secrets_split(str_of(where), ALLOWED, &name, &key, &err));
    assert_true(secrets_split(str_of(where + 200), ALLOWED, &name, &key, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_says_name_and_key),
        cmocka_unit_test(a_name_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
