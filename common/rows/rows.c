/* rows: a window onto the file, moved on record by record. A record that does not fit into the window is
 * refused, so that a missing line break or quote cannot fill the memory. */
#include "rows/rows.h"

#include "rows/csv.h"

enum { CHUNK = 256 * 1024, HEADER_ARENA = 4 << 20, LONGEST_MARK = 3 };

struct rows {
    rows_read_fn *read;
    void *owner;
    enum row_format format;
    struct buf text;
    size_t at; /* what is before it has been given out */
    bool is_end;
    bool is_begun;
    int64_t number, line;
    struct arena *arena; /* of the names */
    struct csv_record names;
};

struct rows *rows_new(rows_read_fn *read, void *owner, enum row_format format)
{
    struct rows *rows = mem_new(struct rows);

    rows->read = read;
    rows->owner = owner;
    rows->format = format;
    rows->line = 1;
    rows->arena = arena_new(HEADER_ARENA);
    return rows;
}

void rows_free(struct rows *rows)
{
    if (!rows)
        return;
    buf_free(&rows->text);
    arena_free(rows->arena);
    mem_free(rows);
}

enum row_format rows_format(const struct rows *rows)
{
    return rows->format;
}

static struct str window(const struct rows *rows)
{
    return str_sub(buf_as_str(&rows->text), rows->at, rows->text.len);
}

static bool read_more(struct rows *rows, struct error *err)
{
    ptrdiff_t got;

    buf_drop_front(&rows->text, rows->at);
    rows->at = 0;
    got = rows->read(rows->owner, buf_reserve(&rows->text, CHUNK), CHUNK, err);
    if (got < 0)
        return false;
    rows->text.len += (size_t)got;
    rows->text.data[rows->text.len] = '\0';
    rows->is_end = got == 0;
    return true;
}

static bool is_too_long(const struct rows *rows)
{
    return rows->text.len - rows->at > ROW_MAX_BYTES;
}

static void refuse_row(struct row *row, const struct error *err)
{
    row->is_bad = true;
    row->err = *err;
}

/* Skips to the line after one that is too long; its text is not kept. */
static bool skip_long_line(struct rows *rows, struct row *row, struct error *err)
{
    const char *end;

    row->is_bad = true;
    error_set(&row->err, ERROR_SKIP, "json", "the line is longer than %d bytes", ROW_MAX_BYTES);
    while (!(end = memchr(window(rows).data, '\n', window(rows).len))) {
        rows->at = rows->text.len;
        if (rows->is_end)
            return true;
        if (!read_more(rows, err))
            return false;
    }
    rows->at = (size_t)(end - rows->text.data) + 1;
    return true;
}

static bool take_line(struct rows *rows, struct row *row, struct error *err)
{
    struct str text;
    const char *end;

    while (!(end = memchr(window(rows).data, '\n', window(rows).len)) && !rows->is_end &&
           !is_too_long(rows)) {
        if (!read_more(rows, err))
            return false;
    }
    row->line = rows->line++;
    text = window(rows);
    if (end)
        text.len = (size_t)(end - text.data);
    if (text.len > ROW_MAX_BYTES)
        return skip_long_line(rows, row, err);
    rows->at += text.len + (end != NULL);
    row->json = str_trim(text);
    return true;
}

/* *ret_record of a bad row has no fields. */
static bool take_record(struct rows *rows, struct arena *arena, struct row *row,
                        struct csv_record *ret_record, struct error *err)
{
    enum csv_verdict verdict = CSV_MORE;
    size_t used = 0;

    if (rows->at == rows->text.len && !rows->is_end && !read_more(rows, err))
        return false;
    *ret_record = (struct csv_record){0};
    if (rows->at == rows->text.len)
        return true;
    row->line = rows->line;
    for (;;) {
        struct error why = {0};

        verdict = csv_read(window(rows), rows->is_end, arena, ret_record, &used, &why);
        if (verdict == CSV_BAD)
            refuse_row(row, &why);
        if (verdict != CSV_MORE)
            break;
        if (is_too_long(rows))
            return error_set(err, ERROR_FATAL, "csv",
                             "line %lld: the record is longer than %d bytes; is a quote missing?",
                             (long long)row->line, ROW_MAX_BYTES);
        if (!read_more(rows, err))
            return false;
    }
    rows->at += used;
    rows->line += (int64_t)ret_record->lines;
    return true;
}

static bool is_blank(const struct csv_record *record)
{
    return record->count == 1 && !record->fields[0].len;
}

static void name_fields(const struct rows *rows, const struct csv_record *record, struct arena *arena,
                        struct row *row)
{
    struct error why;

    if (record->count != rows->names.count) {
        error_set(&why, ERROR_SKIP, "csv", "%zu fields, but the header has %zu", record->count,
                  rows->names.count);
        refuse_row(row, &why);
        return;
    }
    row->fields = arena_array(arena, record->count, sizeof(row->fields[0]));
    for (size_t i = 0; i < record->count; i++) {
        struct str value = str_trim(record->fields[i]);

        if (value.len)
            row->fields[row->field_count++] = (struct json_member){rows->names.fields[i], value, true};
    }
}

static bool read_header(struct rows *rows, struct error *err)
{
    struct row row = {0};

    if (!take_record(rows, rows->arena, &row, &rows->names, err))
        return false;
    if (row.is_bad)
        return error_set(err, ERROR_FATAL, "csv", "the header line cannot be read: %s", row.err.text);
    for (size_t i = 0; i < rows->names.count; i++) {
        struct str *name = &rows->names.fields[i];

        *name = str_trim(*name);
        if (!name->len)
            return error_set(err, ERROR_FATAL, "csv", "column %zu has no name in the header line", i + 1);
        for (size_t before = 0; before < i; before++) {
            if (str_eq(rows->names.fields[before], *name))
                return error_set(err, ERROR_FATAL, "csv", "the header line has \"%.60s\" twice", name->data);
        }
    }
    return true;
}

/* A byte order mark is skipped; by what follows the format is known. */
static bool begin(struct rows *rows, struct error *err)
{
    rows->is_begun = true;
    while (!rows->is_end && window(rows).len <= LONGEST_MARK) {
        if (!read_more(rows, err))
            return false;
    }
    if (utf16_marked(window(rows)))
        return error_set(err, ERROR_FATAL, "file",
                         "it is UTF-16, and has to be UTF-8: iconv -f UTF-16 -t UTF-8 makes it so");
    if (str_starts(window(rows), STR("\xef\xbb\xbf")))
        rows->at = 3;
    if (rows->format == ROWS_GUESS)
        rows->format = str_starts(str_trim(window(rows)), STR("{")) ? ROWS_JSON : ROWS_CSV;
    return rows->format == ROWS_JSON || read_header(rows, err);
}

static bool has_more(const struct rows *rows)
{
    return rows->at < rows->text.len || !rows->is_end;
}

bool rows_next(struct rows *rows, struct arena *arena, struct row *ret_row, struct error *err)
{
    err->origin = NULL;
    if (!rows->is_begun && !begin(rows, err))
        return false;
    while (has_more(rows)) {
        struct csv_record record = {0};

        *ret_row = (struct row){0};
        if (rows->format == ROWS_JSON ? !take_line(rows, ret_row, err)
                                      : !take_record(rows, arena, ret_row, &record, err))
            return false;
        if (!ret_row->is_bad &&
            (rows->format == ROWS_JSON ? !ret_row->json.len : !record.count || is_blank(&record)))
            continue;
        ret_row->number = ++rows->number;
        if (record.count && !ret_row->is_bad)
            name_fields(rows, &record, arena, ret_row);
        return true;
    }
    return false;
}
