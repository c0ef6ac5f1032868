/* acl_file: lines as rules, and lines that are none. */
#include "acl_file.h"

#include <string.h>

#include "unit.h"

static const struct {
    const char *text, *principal;
    const char *error; /* a part of it; NULL: good */
    size_t count;
    const char *first; /* the first rule's principal */
} cases[] = {
    {"", "User:SERVICE", NULL, 0, NULL},
    {"# a comment\n\n  \n", "User:SERVICE", NULL, 0, NULL},
    {"catalog read topic t\n", "User:steward-SERVICE", NULL, 1, "User:steward-catalog"},
    {"catalog read topic t", "User:CN=SERVICE,O=x", NULL, 1, "User:CN=catalog,O=x"},
    {"catalog  read\ttopic t", "User:SERVICE", "line 1", 0, NULL},
    {" catalog   read topic   t  \r\nmedia write topic u\r\n", "User:all", NULL, 2, "User:all"},
    {"catalog Read Group g\n", "User:SERVICE", NULL, 1, "User:catalog"},
    {"\ncatalog read topic\n", "User:SERVICE", "line 2", 0, NULL},
    {"catalog read topic a b\n", "User:SERVICE", "line 1", 0, NULL},
    {"catalog see topic a\n", "User:SERVICE", "\"see\"", 0, NULL},
    {"catalog read table a\n", "User:SERVICE", "\"table\"", 0, NULL},
    {"catalog any topic a\n", "User:SERVICE", "\"any\"", 0, NULL},
};

static void test_lines(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct acl *list;
    struct error err;
    size_t count;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool is_good = acl_file_read(str_of(cases[i].text), cases[i].principal, arena, &list, &count, &err);

        assert_int_equal(is_good, cases[i].error == NULL);
        if (!is_good) {
            assert_non_null(strstr(err.text, cases[i].error));
            continue;
        }
        assert_int_equal(count, cases[i].count);
        if (count)
            assert_string_equal(list[0].principal, cases[i].first);
    }
    arena_free(arena);
}

static void test_rule_is_exact_and_from_anywhere(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct acl *list;
    struct error err;
    size_t count;

    assert_true(acl_file_read(STR("catalog read topic t"), "User:SERVICE", arena, &list, &count, &err));
    assert_true(
        acl_equals(&list[0], &(struct acl){"User:catalog", "*", "Read", "Topic", "t", "literal", "allow"}));
    assert_false(
        acl_equals(&list[0], &(struct acl){"User:catalog", "*", "write", "topic", "t", "literal", "allow"}));
    assert_false(
        acl_equals(&list[0], &(struct acl){"User:catalog", "*", "read", "topic", "t", "prefixed", "allow"}));
    assert_false(
        acl_equals(&list[0], &(struct acl){"User:catalog", "*", "read", "topic", "t", "literal", "deny"}));
    arena_free(arena);
}

static void test_there_is_a_most(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct buf text = {0};
    struct acl *list;
    struct error err;
    size_t count;

    for (int i = 0; i <= ACL_FILE_RULES_MAX; i++)
        buf_str(&text, STR("catalog read topic t\n"));
    assert_false(acl_file_read(buf_as_str(&text), "User:SERVICE", arena, &list, &count, &err));
    assert_non_null(strstr(err.text, "line 1001"));
    buf_free(&text);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_rule_is_exact_and_from_anywhere),
        cmocka_unit_test(test_there_is_a_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
