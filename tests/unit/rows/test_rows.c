/* rows: a file's records, however it comes in pieces. */
#include "rows/rows.h"

#include "unit.h"

struct memory {
    struct str text;
    size_t piece; /* how much a read gives */
    bool fails;   /* at the end */
};

static ptrdiff_t read_memory(void *owner, char *room, size_t size, struct error *err)
{
    struct memory *memory = owner;
    size_t len = memory->piece < memory->text.len ? memory->piece : memory->text.len;

    if (!len && memory->fails) {
        error_set(err, ERROR_FATAL, "file", "torn");
        return -1;
    }
    len = len < size ? len : size;
    if (len)
        memcpy(room, memory->text.data, len);
    memory->text = str_sub(memory->text, len, memory->text.len);
    return (ptrdiff_t)len;
}

/* "number@line:what|" for each row; what is the JSON, name=value pairs or !reason; then the failure. */
static const char *told(struct str text, size_t piece, bool fails)
{
    static struct buf out;
    struct memory memory = {text, piece, fails};
    struct arena *arena = arena_new(16 << 20);
    struct rows *rows = rows_new(read_memory, &memory, ROWS_GUESS);
    struct error err = {0};
    struct row row;

    buf_clear(&out);
    while (rows_next(rows, arena, &row, &err)) {
        buf_printf(&out, "%lld@%lld:", (long long)row.number, (long long)row.line);
        if (row.is_bad)
            buf_printf(&out, "!%s", row.err.text);
        buf_str(&out, row.json);
        for (size_t i = 0; i < row.field_count; i++)
            buf_printf(&out, "%.*s=%.*s;", STR_ARGS(row.fields[i].name), STR_ARGS(row.fields[i].value));
        buf_char(&out, '|');
    }
    if (err.origin)
        buf_printf(&out, "?%s", err.text);
    buf_char(&out, '\0');
    rows_free(rows);
    arena_free(arena);
    return out.data;
}

static const struct {
    const char *text, *told;
} cases[] = {
    {"{\"a\":1}\n{\"a\":2}\n", "1@1:{\"a\":1}|2@2:{\"a\":2}|"},
    {"{\"a\":1}\r\n\n  \n{\"a\":2}", "1@1:{\"a\":1}|2@4:{\"a\":2}|"},
    {"\xff\xfe{", "?it is UTF-16, and has to be UTF-8: iconv -f UTF-16 -t UTF-8 makes it so"},
    {"\xfe\xff", "?it is UTF-16, and has to be UTF-8: iconv -f UTF-16 -t UTF-8 makes it so"},
    {"\xef\xbb\xbf{}\nnot json\n", "1@1:{}|2@2:not json|"},
    {"a,b\n1,2\n3,\n", "1@2:a=1;b=2;|2@3:a=3;|"},
    {"\xef\xbb\xbf"
     "a,b\r\n1,\"x\ny\"\r\n\r\n3,4",
     "1@2:a=1;b=x\ny;|2@5:a=3;b=4;|"},
    {"a,b\n1\n1,2,3\n1,2\n",
     "1@2:!1 fields, but the header has 2|2@3:!3 fields, but the header has 2|3@4:a=1;b=2;|"},
    {"a,b\nx\"y,2\n1,2\n", "1@2:!a quote stands within a field that does not begin with one|2@3:a=1;b=2;|"},
    {"a,a\n1,2\n", "?the header line has \"a\" twice"},
    {"a,,b\n", "?column 2 has no name in the header line"},
    {"a,b\n", ""},
    {"a\n1\n\"open", "1@2:a=1;|2@3:!a quoted field is not closed before the end of the file|"},
};

static void tells_rows_however_they_come(void **state)
{
    static const size_t pieces[] = {1, 2, 3, 7, 100000};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t p = 0; p < COUNT_OF(pieces); p++)
            assert_string_equal(told(str_of(cases[i].text), pieces[p], false), cases[i].told);
    }
}

static void a_torn_file_ends_with_its_reason(void **state)
{
    assert_string_equal(told(STR("{\"a\":1}\n{\"a\":2}"), 100, true), "1@1:{\"a\":1}|?torn");
    assert_string_equal(told(STR("a\n1\n2"), 100, true), "1@2:a=1;|?torn");
}

static void a_line_without_end_does_not_fill_the_memory(void **state)
{
    struct buf text = {0};

    buf_str(&text, STR("{\"a\":1}\n{"));
    memset(buf_reserve(&text, 3 * ROW_MAX_BYTES), 'x', 3 * ROW_MAX_BYTES);
    text.len += 3 * ROW_MAX_BYTES;
    buf_str(&text, STR("\n{\"a\":3}\n"));
    assert_string_equal(told(buf_as_str(&text), 100000, false),
                        "1@1:{\"a\":1}|2@2:!the line is longer than 1048576 bytes|3@3:{\"a\":3}|");
    buf_clear(&text);
    buf_str(&text, STR("a\n1\n\""));
    memset(buf_reserve(&text, 3 * ROW_MAX_BYTES), 'x', 3 * ROW_MAX_BYTES);
    text.len += 3 * ROW_MAX_BYTES;
    assert_string_equal(told(buf_as_str(&text), 100000, false),
                        "1@2:a=1;|?line 3: the record is longer than 1048576 bytes; is a quote missing?");
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_rows_however_they_come),
        cmocka_unit_test(a_torn_file_ends_with_its_reason),
        cmocka_unit_test(a_line_without_end_does_not_fill_the_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
