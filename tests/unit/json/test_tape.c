/* What is JSON, and what its texts say: as jansson has it. */
#include "unit.h"

#include <jansson.h>

#include "json/tape.h"

/* What jansson takes in its strictest way is taken; nothing else is, but for what tape.h names. */
static const struct {
    const char *json;
    bool is_taken;
} documents[] = {
    {"{}", true},
    {" \t\r\n[ ] ", true},
    {"[1,-0,0.5,1e3,1E-3,-1.25e+10]", true},
    {"[true,false,null]", true},
    {"{\"a\":{\"b\":[{\"c\":[]}]},\"d\":\"\"}", true},
    {"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"]", true},
    {"[\"\\u0000\",\"\xc3\xa9\",\"\x7f\"]", true},
    {"", false},
    {" ", false},
    {"1", false},
    {"\"text\"", false},
    {"null", false},
    {"[", false},
    {"[1", false},
    {"[1,", false},
    {"[1,]", false},
    {"[,1]", false},
    {"[1 2]", false},
    {"[1]]", false},
    {"[1}", false},
    {"{]", false},
    {"{\"a\"}", false},
    {"{\"a\":}", false},
    {"{\"a\" 1}", false},
    {"{\"a\":1,}", false},
    {"{a:1}", false},
    {"{1:1}", false},
    {"{\"\\u0000\":1}", false},
    {"[]x", false},
    {"[01]", false},
    {"[-]", false},
    {"[+1]", false},
    {"[.5]", false},
    {"[1.]", false},
    {"[1e]", false},
    {"[1e+]", false},
    {"[0x10]", false},
    {"[NaN]", false},
    {"[True]", false},
    {"[nul]", false},
    {"[truefalse]", false},
    {"['a']", false},
    {"[\"a]", false},
    {"[\"a\\\"]", false},
    {"[\"\\", false},
    {"[\"\\x\"]", false},
    {"[\"\\u12\"]", false},
    {"[\"\\u12g4\"]", false},
    {"[\"\\ud83d\"]", false},
    {"[\"\\ud83d\\u0041\"]", false},
    {"[\"\\ude00\"]", false},
    {"[\"a\nb\"]", false},
    {"[\"\xff\"]", false},
    {"[\"\xed\xa0\x80\"]", false},
    {"[\"\xc0\xaf\"]", false},
    {"\xef\xbb\xbf[]", false},
    {"[]/* all */", false},
};

static void what_is_json_is_taken(void **state)
{
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct str json = str_of(documents[i].json);
        json_t *root = json_loadb(json.data, json.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
        struct tape tape;

        if (tape_read(json, arena, &tape) != documents[i].is_taken || (root != NULL) != documents[i].is_taken)
            fail_msg("%s", json.data);
        json_decref(root);
        arena_free(arena);
    }
}

static void what_jansson_refuses_beside(void **state)
{
    struct arena *arena = arena_new(64 << 20);
    struct buf deep = {0};
    struct tape tape;

    assert_true(tape_read(STR("{\"a\":1,\"a\":2}"), arena, &tape));
    assert_true(tape_read(STR("[1e400,123456789012345678901234567890]"), arena, &tape));
    assert_true(str_is(tape.values[2].text, "123456789012345678901234567890"));
    for (int i = 0; i < 100000; i++)
        buf_char(&deep, '[');
    assert_false(tape_read(buf_as_str(&deep), arena, &tape));
    for (int i = 0; i < 100000; i++)
        buf_char(&deep, ']');
    assert_true(tape_read(buf_as_str(&deep), arena, &tape));
    assert_int_equal(tape.count, 100000);
    buf_free(&deep);
    arena_free(arena);
}

static void values_stand_behind_one_another(void **state)
{
    static const struct {
        const char *name, *text;
        uint32_t end;
        enum tape_kind kind;
    } expected[] = {
        {"", "", 8, TAPE_OBJECT},
        {"a", "", 4, TAPE_LIST},
        {"", "1.50", 3, TAPE_PLAIN},
        {"", "null", 4, TAPE_PLAIN},
        {"b", "x\"\xf0\x9f\x98\x80\xc3\xa9", 5, TAPE_TEXT},
        {"c\n", "", 7, TAPE_OBJECT},
        {"", "", 7, TAPE_LIST},
        {"d", "", 8, TAPE_OBJECT},
    };
    struct arena *arena = arena_new(1 << 20);
    struct tape tape;

    assert_true(tape_read(
        STR("{\"a\":[1.50, null],\"b\":\"x\\\"\\uD83D\\ude00\\u00E9\", \"c\\n\" :{\"\":[]},\"d\":{}}"), arena,
        &tape));
    assert_int_equal(tape.count, COUNT_OF(expected));
    for (size_t i = 0; i < tape.count; i++) {
        assert_true(str_is(tape.values[i].name, expected[i].name));
        assert_true(str_is(tape.values[i].text, expected[i].text));
        assert_int_equal(tape.values[i].end, expected[i].end);
        assert_int_equal(tape.values[i].kind, expected[i].kind);
    }
    arena_free(arena);
}

static void what_is_too_large_is_refused(void **state)
{
    struct arena *arena = arena_new(1000);
    struct buf json = {0};
    struct tape tape;

    buf_str(&json, STR("[0"));
    for (int i = 0; i < 1000; i++)
        buf_str(&json, STR(",0"));
    buf_char(&json, ']');
    assert_false(tape_read(buf_as_str(&json), arena, &tape));
    buf_free(&json);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_is_taken),
        cmocka_unit_test(what_jansson_refuses_beside),
        cmocka_unit_test(values_stand_behind_one_another),
        cmocka_unit_test(what_is_too_large_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
