/* csv: RFC 4180, strictly, and in pieces of any size. */
#include "rows/csv.h"

#include "unit.h"

static const struct {
    const char *text;
    enum csv_verdict verdict;
    size_t used, lines, count;
    const char *fields[4];
} cases[] = {
    {"a,b\nrest", CSV_RECORD, 4, 1, 2, {"a", "b"}},
    {"a,b\r\n", CSV_RECORD, 5, 1, 2, {"a", "b"}},
    {"a,b", CSV_RECORD, 3, 1, 2, {"a", "b"}},
    {"\n", CSV_RECORD, 1, 1, 1, {""}},
    {",\n", CSV_RECORD, 2, 1, 2, {"", ""}},
    {",,\n", CSV_RECORD, 3, 1, 3, {"", "", ""}},
    {" a , b \n", CSV_RECORD, 8, 1, 2, {" a ", " b "}},
    {"\"a,b\",c\n", CSV_RECORD, 8, 1, 2, {"a,b", "c"}},
    {"\"say \"\"hi\"\"\"\n", CSV_RECORD, 13, 1, 1, {"say \"hi\""}},
    {"\"two\nlines\",x\n", CSV_RECORD, 14, 2, 2, {"two\nlines", "x"}},
    {"\"crlf\r\ninside\"\r\n", CSV_RECORD, 16, 2, 1, {"crlf\r\ninside"}},
    {"\"\"\n", CSV_RECORD, 3, 1, 1, {""}},
    {"\"\"\"\"\n", CSV_RECORD, 5, 1, 1, {"\""}},
    {"\"\",\"\"", CSV_RECORD, 5, 1, 2, {"", ""}},
    {"a\"b\",c\nnext", CSV_BAD, 7, 1, 0, {0}},
    {"\"a\"b,c\nnext", CSV_BAD, 7, 1, 0, {0}},
    {"\"a\" ,c\nnext", CSV_BAD, 7, 1, 0, {0}},
    {"a\rb\nnext", CSV_BAD, 4, 1, 0, {0}},
    {"\"open,c\nnext", CSV_BAD, 8, 1, 0, {0}},
    {"\"", CSV_BAD, 1, 1, 0, {0}},
};

static void assert_record(size_t i, const struct csv_record *record)
{
    assert_int_equal(record->lines, cases[i].lines);
    assert_int_equal(record->count, cases[i].count);
    for (size_t at = 0; at < record->count; at++)
        assert_true(str_is(record->fields[at], cases[i].fields[at]));
}

static void reads_a_record(void **state)
{
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct csv_record record;
        struct error err = {0};
        size_t used = 0;

        assert_int_equal(csv_read(str_of(cases[i].text), true, arena, &record, &used, &err),
                         cases[i].verdict);
        assert_int_equal(used, cases[i].used);
        if (cases[i].verdict == CSV_RECORD)
            assert_record(i, &record);
        else
            assert_true(err.text[0]);
    }
    arena_free(arena);
}

/* Whatever part of the text has come: it is the same record, or more is asked for. */
static void asks_for_more_until_it_is_whole(void **state)
{
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t len = 1; cases[i].verdict == CSV_RECORD && len <= strlen(cases[i].text); len++) {
            struct csv_record record;
            size_t used = 0;
            enum csv_verdict verdict =
                csv_read(str_n(cases[i].text, len), false, arena, &record, &used, NULL);

            if (verdict == CSV_MORE)
                continue;
            assert_int_equal(verdict, CSV_RECORD);
            assert_int_equal(used, cases[i].used);
            assert_record(i, &record);
        }
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_record),
        cmocka_unit_test(asks_for_more_until_it_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
