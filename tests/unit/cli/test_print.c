/* print: nothing that comes from elsewhere controls the terminal; columns stand under each other. */
#include "print.h"

#include <string.h>

#include "base/mem.h"
#include "unit.h"

static void text_cannot_control_the_terminal(void **state)
{
    static const struct {
        struct str text;
        const char *safe;
    } cases[] = {
        {STR("plain gr\xc3\xbc\xc3\x9f"), "plain gr\xc3\xbc\xc3\x9f"},
        {STR("\x1b[2Jgone\a"), " [2Jgone "},
        {STR("a\nb\tc\x7f"), "a b c "},
        {STR("\xc2\x9b"
             "31m"),
         " 31m"},
        {STR("a\xe2\x80\xae"
             "b\xe2\x81\xa9"),
         "a b "},
        {STR("\xe2\x82\xac 5"), "\xe2\x82\xac 5"},
        {STR("cut \xe2\x80"), "cut ??"},
        {STR("\xff no \xc3( text"), "? no ?( text"},
        {STR(""), ""},
    };
    struct arena *arena = arena_new(1 << 16);

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(print_safe(arena, cases[i].text), cases[i].safe);
    arena_free(arena);
}

static void columns_stand_under_each_other(void **state)
{
    static const char *const heads[] = {"NAME", ">N", "LAST", NULL};
    struct arena *arena = arena_new(1 << 16);
    struct table *table = table_new(arena, heads);
    char text[200] = "";
    FILE *out = fmemopen(text, sizeof(text), "w");

    table_cell(table, "%s", "gr\xc3\xbcn");
    table_cell(table, "%d", 5);
    table_cell(table, "x");
    table_cell(table, "longer");
    table_cell(table, "%d", 1234);
    table_cell(table, "%s", "");
    table_print(table, out);
    fclose(out);
    assert_string_equal(text, "NAME       N  LAST\ngr\xc3\xbcn       5  x\nlonger  1234  \n");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_cannot_control_the_terminal),
        cmocka_unit_test(columns_stand_under_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
