/* A list inside a document: where it is found, and how its items are laid flat. */
#include "unit.h"

#include "json/json.h"

enum { MOST = 8 };

static struct json_list *opened(struct arena *arena, const char *json, const char *path)
{
    struct json_list *list;

    assert_true(json_list_open(str_of(json), path, arena, &list));
    return list;
}

static void check(const struct json_member *field, const char *name, const char *value, bool is_text)
{
    assert_true(str_is(field->name, name));
    assert_true(str_is(field->value, value));
    assert_int_equal(field->is_text, is_text);
}

static void items_are_laid_flat(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct json_member fields[MOST];
    struct json_list *list =
        opened(arena,
               "{\"data\":{\"hits\":[{\"id\":-12,\"price\":{\"value\":1.5,\"in\":\"EUR\"},"
               "\"images\":[{\"url\":\"a\\u0021\"},[true,null]],\"none\":{}},7]}}",
               "data.hits");

    assert_int_equal(json_list_count(list), 2);
    assert_int_equal(json_list_fields(list, 0, fields, MOST), 6);
    check(&fields[0], "id", "-12", false);
    check(&fields[1], "price.value", "1.5", false);
    check(&fields[2], "price.in", "EUR", true);
    check(&fields[3], "images.0.url", "a!", true);
    check(&fields[4], "images.1.0", "true", false);
    check(&fields[5], "images.1.1", "null", false);
    assert_int_equal(json_list_fields(list, 0, fields, 3), 3);
    assert_int_equal(json_list_fields(list, 1, fields, MOST), 0);
    assert_int_equal(json_list_fields(list, 2, fields, MOST), 0);
    arena_free(arena);
}

static void what_is_not_there_is_nothing(void **state)
{
    static const char *const paths[] = {"data.hits", "data.0", "other",  "none",
                                        "none.more", "list.7", "list.-1"};
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(paths); i++)
        assert_null(opened(arena, "{\"data\":{\"found\":[]},\"none\":null,\"list\":[1]}", paths[i]));
    assert_int_equal(json_list_count(opened(arena, "{\"list\":[[1,2,3]]}", "list.0")), 3);
    assert_int_equal(json_list_count(opened(arena, "[{},{}]", "")), 2);
    arena_free(arena);
}

static void what_is_no_list_is_refused(void **state)
{
    static const char *const documents[] = {"{\"hits\":{}}", "{\"hits\":7}", "{\"hits\":\"x\"}",
                                            "{\"hits\":[1}", ""};
    struct arena *arena = arena_new(1 << 20);
    struct json_list *list;

    for (size_t i = 0; i < COUNT_OF(documents); i++)
        assert_false(json_list_open(str_of(documents[i]), "hits", arena, &list));
    arena_free(arena);
}

static void what_is_too_deep_is_left_out(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct json_member fields[MOST];

    assert_int_equal(json_fields(STR("{\"a\":[[[[[[[1]]]]]]],\"b\":[[[[[[[[2]]]]]]]]}"), arena, fields, MOST),
                     1);
    check(&fields[0], "a.0.0.0.0.0.0.0", "1", false);
    assert_int_equal(json_fields(STR("[1]"), arena, fields, MOST), 0);
    assert_int_equal(json_fields(STR("{\"a\":"), arena, fields, MOST), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_laid_flat),
        cmocka_unit_test(what_is_not_there_is_nothing),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(what_is_too_deep_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
