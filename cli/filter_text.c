/* filter_text: the grammar. What a field takes and becomes is filter_fields.c. */
#include "filter_text.h"

#include "filter_parts.h"

enum { SHOWN_MAX = 30 };

/* The longer ones first: they begin like the others. */
static const struct {
    const char *text;
    enum filter_relation relation;
} operators[] = {{"!=", FILTER_IS_NOT}, {"<=", FILTER_AT_MOST}, {">=", FILTER_AT_LEAST},
                 {"=", FILTER_IS},      {"<", FILTER_BELOW},    {">", FILTER_ABOVE}};

const char *filter_operators_text(struct arena *arena, unsigned wanted)
{
    const char *text = "";

    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        if (!(wanted & operators[i].relation))
            continue;
        wanted &= ~(unsigned)operators[i].relation;
        text = str_printf(arena, "%s%s%s", text, !*text ? "" : wanted ? ", " : " or ", operators[i].text);
    }
    return text;
}

static int character_of(const struct filter_reading *r, struct str at)
{
    int count = 1;

    for (const char *c = r->text.data; c < at.data; c++)
        count += ((unsigned char)*c & 0xC0) != 0x80;
    return count;
}

bool filter_refuse(struct filter_reading *r, struct str at, const char *format, ...)
{
    struct buf reason = {0};
    va_list args;

    va_start(args, format);
    buf_vprintf(&reason, format, args);
    va_end(args);
    error_set(r->err, ERROR_SKIP, "filter", "character %d: %s", character_of(r, at), reason.data);
    buf_free(&reason);
    return false;
}

bool filter_expected(struct filter_reading *r, struct str at, const char *wanted)
{
    struct str shown = str_sub(at, 0, utf8_clip(at, SHOWN_MAX));

    if (!at.len)
        return filter_refuse(r, at, "%s is expected, but there is nothing more", wanted);
    return filter_refuse(r, at, "%s is expected, not %.*s%s", wanted, STR_ARGS(shown),
                         shown.len < at.len ? "…" : "");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_of_field(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

static struct str take(struct filter_reading *r, size_t len)
{
    struct str taken = str_sub(r->rest, 0, len);

    r->rest = str_sub(r->rest, len, r->rest.len);
    return taken;
}

static void skip_blanks(struct filter_reading *r)
{
    size_t len = 0;

    while (len < r->rest.len && is_blank(r->rest.data[len]))
        len++;
    take(r, len);
}

static bool take_if(struct filter_reading *r, char c)
{
    bool is_there = r->rest.len && r->rest.data[0] == c;

    take(r, is_there);
    return is_there;
}

static bool read_quoted(struct filter_reading *r, struct str *ret_value)
{
    struct str from = r->rest;
    const char *end = memchr(from.data + 1, from.data[0], from.len - 1);

    if (!end)
        return filter_refuse(r, from, "the quotation mark %c is never closed", from.data[0]);
    *ret_value = str_sub(from, 1, (size_t)(end - from.data));
    take(r, ret_value->len + 2);
    if (r->rest.len && !is_blank(r->rest.data[0]) && r->rest.data[0] != ',')
        return filter_expected(r, r->rest, "a blank or a comma");
    return true;
}

static bool read_value(struct filter_reading *r, struct str *ret_value)
{
    size_t len = 0;

    if (r->rest.len && (r->rest.data[0] == '"' || r->rest.data[0] == '\''))
        return read_quoted(r, ret_value);
    while (len < r->rest.len && !is_blank(r->rest.data[len]) && !str_has_char(",=<>", r->rest.data[len]))
        len++;
    if (!len)
        return filter_expected(r, r->rest, "a value");
    *ret_value = take(r, len);
    if (r->rest.len && str_has_char("=<>", r->rest.data[0]))
        return filter_expected(r, r->rest, "a blank or a comma (in quotes it is part of the value)");
    return true;
}

static void read_operator(struct filter_reading *r, struct filter_condition *c)
{
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        if (str_starts(r->rest, str_of(operators[i].text))) {
            c->relation = operators[i].relation;
            c->said = take(r, strlen(operators[i].text));
            return;
        }
    }
}

/* No blanks around the commas, so that brand=A, in_stock is a mistake and no list. */
static bool read_values(struct filter_reading *r, struct filter_condition *c)
{
    skip_blanks(r);
    do {
        if (c->count == FILTER_TEXT_VALUES)
            return filter_refuse(r, r->rest, "a list has at most %d values", FILTER_TEXT_VALUES);
        if (!read_value(r, &c->values[c->count++]))
            return false;
    } while (take_if(r, ','));
    return true;
}

static bool read_condition(struct filter_reading *r)
{
    struct filter_condition c = {.relation = FILTER_NONE};
    size_t len = 0;

    c.is_negated = take_if(r, '!');
    while (len < r->rest.len && is_of_field(r->rest.data[len]))
        len++;
    if (!len)
        return filter_expected(r, r->rest,
                               "a field as brand or weight (a value with blanks or commas stands in quotes)");
    c.field = take(r, len);
    skip_blanks(r);
    c.said = str_sub(r->rest, 0, 0);
    read_operator(r, &c);
    if (c.relation != FILTER_NONE && c.is_negated)
        return filter_refuse(r, c.said, "! stands before a field alone; what is not wanted is %.*s!=…",
                             STR_ARGS(utf8_clip(c.field, SHOWN_MAX) < c.field.len ? STR("field") : c.field));
    if (c.relation != FILTER_NONE && !read_values(r, &c))
        return false;
    return filter_apply(r, &c);
}

bool filter_text_read(struct str text, struct arena *arena, Steward__V1__Filters **ret_filters,
                      struct error *err)
{
    struct filter_reading r = {.text = text, .rest = text, .arena = arena, .err = err};

    if (text.len > FILTER_TEXT_MAX)
        return error_set(err, ERROR_SKIP, "filter", "longer than %d bytes", FILTER_TEXT_MAX);
    if (!utf8_valid(text) || (text.len && memchr(text.data, '\0', text.len)))
        return error_set(err, ERROR_SKIP, "filter", "the text is not UTF-8");
    r.filters = arena_new_of(arena, Steward__V1__Filters);
    steward__v1__filters__init(r.filters);
    skip_blanks(&r);
    do {
        if (!read_condition(&r))
            return false;
        skip_blanks(&r);
    } while (r.rest.len);
    *ret_filters = r.filters;
    return true;
}
