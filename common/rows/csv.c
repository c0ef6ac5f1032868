/* csv: see csv.h. The end of the record is found first, so that its fields are cut only once it is whole. */
#include "rows/csv.h"

enum { FIELDS_MAX = 4096 };

struct shape {
    size_t end;  /* of the record, without its line break */
    size_t used; /* with it */
    size_t fields;
    size_t lines;
    bool is_whole;
};

/* Where in a field: a quote means something at its beginning and between quotes only. */
enum place { AT_START, IN_PLAIN, IN_QUOTES, BEHIND_QUOTE };

static enum place next_place(enum place place, char c)
{
    if (place == IN_QUOTES)
        return c == '"' ? BEHIND_QUOTE : IN_QUOTES;
    if (c == ',')
        return AT_START;
    return c == '"' && place != IN_PLAIN ? IN_QUOTES : IN_PLAIN;
}

/* Where the record ends: at the first line break that is not between quotes. */
static struct shape measure(struct str text)
{
    struct shape shape = {.fields = 1, .lines = 1};
    enum place place = AT_START;

    for (size_t at = 0; at < text.len; at++) {
        char c = text.data[at];

        if (c == '\n' && place != IN_QUOTES) {
            shape.used = at + 1;
            shape.end = at > 0 && text.data[at - 1] == '\r' ? at - 1 : at;
            shape.is_whole = true;
            return shape;
        }
        shape.fields += c == ',' && place != IN_QUOTES;
        shape.lines += c == '\n';
        place = next_place(place, c);
    }
    shape.end = shape.used = text.len;
    shape.is_whole = place != IN_QUOTES;
    return shape;
}

/* "with ""quotes"" in it", up to the closing quote; *at is then behind it. */
static struct str take_quoted(struct str text, size_t *at, struct arena *arena)
{
    size_t from = *at + 1, len = 0;
    char *field;

    for (*at = from; *at < text.len; (*at)++) {
        if (text.data[*at] != '"')
            continue;
        if (*at + 1 >= text.len || text.data[*at + 1] != '"')
            break;
        (*at)++;
    }
    field = arena_alloc(arena, *at - from + 1);
    for (size_t i = from; i < *at; i++) {
        field[len++] = text.data[i];
        i += text.data[i] == '"';
    }
    (*at)++;
    return str_n(field, len);
}

static bool take_field(struct str text, size_t *at, struct arena *arena, struct str *ret_field,
                       struct error *err)
{
    size_t from = *at;

    if (*at < text.len && text.data[*at] == '"') {
        *ret_field = take_quoted(text, at, arena);
        if (*at < text.len && text.data[*at] != ',')
            return error_set(err, ERROR_SKIP, "csv", "text stands behind a closing quote");
        return true;
    }
    for (; *at < text.len && text.data[*at] != ','; (*at)++) {
        if (text.data[*at] == '"')
            return error_set(err, ERROR_SKIP, "csv",
                             "a quote stands within a field that does not begin with one");
        if (text.data[*at] == '\r')
            return error_set(err, ERROR_SKIP, "csv",
                             "a carriage return stands within a field without quotes");
    }
    *ret_field = str_copy(arena, str_sub(text, from, *at));
    return true;
}

static bool cut(struct str text, struct arena *arena, struct csv_record *record, struct error *err)
{
    size_t at = 0;

    for (record->count = 0;;) {
        if (!take_field(text, &at, arena, &record->fields[record->count++], err))
            return false;
        if (at >= text.len)
            return true;
        at++; /* the comma */
    }
}

static size_t next_line(struct str text)
{
    const char *end = memchr(text.data, '\n', text.len);

    return end ? (size_t)(end - text.data) + 1 : text.len;
}

enum csv_verdict csv_read(struct str text, bool is_end, struct arena *arena, struct csv_record *ret_record,
                          size_t *ret_used, struct error *err)
{
    struct shape shape = measure(text);

    if (!is_end && (!shape.is_whole || shape.end == text.len))
        return CSV_MORE;
    *ret_record = (struct csv_record){.lines = 1};
    *ret_used = next_line(text);
    if (!shape.is_whole) {
        error_set(err, ERROR_SKIP, "csv", "a quoted field is not closed before the end of the file");
        return CSV_BAD;
    }
    if (shape.fields > FIELDS_MAX) {
        error_set(err, ERROR_SKIP, "csv", "more than %d fields", FIELDS_MAX);
        return CSV_BAD;
    }
    ret_record->fields = arena_array(arena, shape.fields, sizeof(ret_record->fields[0]));
    if (!cut(str_sub(text, 0, shape.end), arena, ret_record, err))
        return CSV_BAD;
    ret_record->lines = shape.lines;
    *ret_used = shape.used;
    return CSV_RECORD;
}
