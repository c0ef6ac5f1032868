/* utf8: what is valid, and clipping between characters. */
#include "base/mem.h"
#include "base/str.h"
#include "unit.h"

static void judges_validity(void **state)
{
    static const struct {
        struct str s;
        bool is_valid;
    } cases[] = {
        {STR(""), true},
        {STR("plain text that is longer than eight"), true},
        {STR("with a \0 in it"), true},
        {STR("gr\xc3\xbc\xc3\x9f"), true},
        {STR("\xe2\x82\xac"), true},
        {STR("\xf0\x9f\x98\x80"), true},
        {STR("\xf4\x8f\xbf\xbf"), true},
        {STR("\xef\xbf\xbf"), true},
        {STR("\xed\x9f\xbf"), true},
        {STR("\x80"), false},
        {STR("\xc3"), false},
        {STR("\xc0\x80"), false},         /* overlong */
        {STR("\xc1\xbf"), false},         /* overlong */
        {STR("\xe0\x9f\xbf"), false},     /* overlong */
        {STR("\xf0\x8f\xbf\xbf"), false}, /* overlong */
        {STR("\xed\xa0\x80"), false},     /* surrogate */
        {STR("\xf4\x90\x80\x80"), false}, /* above U+10FFFF */
        {STR("\xf5\x80\x80\x80"), false},
        {STR("\xff"), false},
        {STR("\xe2\x82"), false},
        {STR("\xe2\x28\xa1"), false},
        {STR("\xf0\x9f\x98"), false},
        {STR("eight ok\xc3"), false},
        {STR("eight ok\xc3\xbc eight ok"), true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(utf8_valid(cases[i].s), cases[i].is_valid);
}

static void clips_between_characters(void **state)
{
    static const struct {
        const char *s;
        size_t max, len;
    } cases[] = {
        {"abc", 5, 3},
        {"abc", 3, 3},
        {"abc", 2, 2},
        {"abc", 0, 0},
        {"a\xc3\xbc", 2, 1},
        {"a\xc3\xbc", 3, 3},
        {"\xe2\x82\xac", 1, 0},
        {"\xe2\x82\xac", 2, 0},
        {"\xe2\x82\xac", 3, 3},
        {"x\xf0\x9f\x98\x80", 4, 1},
        {"x\xf0\x9f\x98\x80y", 5, 5},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(utf8_clip(str_of(cases[i].s), cases[i].max), cases[i].len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_validity),
        cmocka_unit_test(clips_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
