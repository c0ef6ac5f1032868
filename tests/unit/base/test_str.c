/* str: cutting, searching and reading text. */
#include "base/str.h"

#include "base/arena.h"
#include "base/mem.h"
#include "unit.h"

static void compares(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
        bool is_equal_nocase;
    } cases[] = {
        {"", "", 0, true},     {"a", "a", 0, true},    {"a", "A", 1, true},         {"a", "b", -1, false},
        {"ab", "a", 1, false}, {"a", "ab", -1, false}, {"\xc3\xa4", "a", 1, false}, {"[", "{", -1, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str a = str_of(cases[i].a), b = str_of(cases[i].b);
        int order = str_compare(a, b);

        assert_int_equal((order > 0) - (order < 0), cases[i].order);
        assert_int_equal(str_eq(a, b), cases[i].order == 0);
        assert_int_equal(str_is(a, cases[i].b), cases[i].order == 0);
        assert_int_equal(str_eq_nocase(a, b), cases[i].is_equal_nocase);
    }
    assert_true(str_eq(STR_NONE, STR("")));
    assert_true(str_eq(str_of(NULL), STR_NONE));
}

static void finds(void **state)
{
    static const struct {
        const char *s, *needle;
        ptrdiff_t at;
        bool starts, ends;
    } cases[] = {
        {"banana", "an", 1, false, false}, {"banana", "ban", 0, true, false},
        {"banana", "na", 2, false, true},  {"banana", "", 0, true, true},
        {"", "a", -1, false, false},       {"ban", "banana", -1, false, false},
        {"a", "a", 0, true, true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str s = str_of(cases[i].s), needle = str_of(cases[i].needle);

        assert_int_equal(str_find(s, needle), cases[i].at);
        assert_int_equal(str_starts(s, needle), cases[i].starts);
        assert_int_equal(str_ends(s, needle), cases[i].ends);
    }
    assert_int_equal(str_find(STR_NONE, STR_NONE), 0);
    assert_int_equal(str_find(STR("a\0b"), STR("b")), 2);
    assert_true(str_has_char("+-", '-'));
    assert_false(str_has_char("+-", '\0'));
    assert_int_equal(str_span(STR("--+a-"), "+-"), 3);
    assert_int_equal(str_span(STR("-\0-"), "+-"), 1);
    assert_int_equal(str_span(STR("--"), "+-"), 2);
    assert_int_equal(str_span(STR_NONE, "+-"), 0);
}

static void finds_words(void **state)
{
    assert_true(str_has_word(STR("tea pot red"), STR("pot")));
    assert_true(str_has_word(STR("tea"), STR("tea")));
    assert_false(str_has_word(STR("tea pots"), STR("pot")));
    assert_false(str_has_word(STR(""), STR("pot")));
}

static void cuts(void **state)
{
    struct str s = STR("hello");

    assert_true(str_is(str_sub(s, 1, 3), "el"));
    assert_true(str_is(str_sub(s, 3, 99), "lo"));
    assert_true(str_is(str_sub(s, 9, 3), ""));
    assert_int_equal(str_sub(STR_NONE, 0, 5).len, 0);
    assert_true(str_is(str_trim(STR(" \t\r\n a b \v\f")), "a b"));
    assert_int_equal(str_trim(STR("   ")).len, 0);
}

static void splits(void **state)
{
    static const struct {
        const char *s;
        size_t count;
        const char *parts[4];
    } cases[] = {
        {"a,b,c", 3, {"a", "b", "c"}}, {"a", 1, {"a"}},      {"", 1, {""}},
        {"a,", 2, {"a", ""}},          {",a", 2, {"", "a"}}, {",", 2, {"", ""}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str rest = str_of(cases[i].s), part;
        size_t count = 0;

        while (str_split(&rest, ',', &part)) {
            assert_true(count < cases[i].count);
            assert_true(str_is(part, cases[i].parts[count++]));
        }
        assert_int_equal(count, cases[i].count);
    }
    assert_false(str_split(&(struct str){NULL, 0}, ',', &(struct str){NULL, 0}));
}

static void reads_integers(void **state)
{
    static const struct {
        const char *s;
        bool is_number;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"+7", true, 7},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"1.0", false, 0},
        {"0x1", false, 0},
        {"--1", false, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t value = 42;

        assert_int_equal(str_to_int64(str_of(cases[i].s), &value), cases[i].is_number);
        assert_true(value == (cases[i].is_number ? cases[i].value : 42));
    }
}

static void reads_doubles(void **state)
{
    static const struct {
        const char *s;
        bool is_number;
        double value;
    } cases[] = {
        {"1.5", true, 1.5},   {"-2e3", true, -2000}, {".5", true, 0.5},   {"5.", true, 5},
        {"1E-2", true, 0.01}, {"+3", true, 3},       {"1,5", false, 0},   {"inf", false, 0},
        {"nan", false, 0},    {"0x10", false, 0},    {"1e999", false, 0}, {"", false, 0},
        {".", false, 0},      {"e5", false, 0},      {"1e", false, 0},    {"1e+", false, 0},
        {" 1", false, 0},     {"1 ", false, 0},      {"-", false, 0},     {"1.5.2", false, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double value = 42;

        assert_int_equal(str_to_double(str_of(cases[i].s), &value), cases[i].is_number);
        assert_true(value == (cases[i].is_number ? cases[i].value : 42));
    }
}

static void replaces_words(void **state)
{
    static const struct {
        const char *text, *from, *to, *becomes;
    } cases[] = {
        {"wireless hedphones", "hedphones", "headphones", "wireless headphones"},
        {"Hedphones, hedphones!", "hedphones", "headphones", "headphones, headphones!"},
        {"hedphones2 xhedphones", "hedphones", "headphones", "hedphones2 xhedphones"},
        {"caf\u00e9 caf", "caf", "cafe", "caf\u00e9 cafe"},
        {"a a", "a", "a a", "a a a a"},
        {"tea", "", "x", "tea"},
        {"", "tea", "x", ""},
        {"te", "tea", "x", "te"},
    };
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(str_replace_word(arena, str_of(cases[i].text), str_of(cases[i].from),
                                             str_of(cases[i].to)),
                            cases[i].becomes);
    arena_free(arena);
}

static void copies_end_with_nul(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    char long_text[1000];
    struct str copy = str_copy(arena, str_n("abcdef", 3));

    memset(long_text, 'x', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    assert_string_equal(copy.data, "abc");
    assert_int_equal(copy.len, 3);
    assert_string_equal(str_c(arena, STR_NONE), "");
    assert_string_equal(str_printf(arena, "%d-%s", 7, "x"), "7-x");
    assert_string_equal(str_printf(arena, "%s", long_text), long_text);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares),
        cmocka_unit_test(finds),
        cmocka_unit_test(finds_words),
        cmocka_unit_test(cuts),
        cmocka_unit_test(splits),
        cmocka_unit_test(reads_integers),
        cmocka_unit_test(reads_doubles),
        cmocka_unit_test(replaces_words),
        cmocka_unit_test(copies_end_with_nul),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
