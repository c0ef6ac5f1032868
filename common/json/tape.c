/* tape: read from front to back, once.
 *
 * The complication: nesting is the peer's choice, so nothing calls itself: what is not closed yet is a chain
 * through the values' `end`, which is only known when they are closed. */
#include "json/tape.h"

#include <string.h>

#define NONE          UINT32_MAX
#define ROOM_MAX      (UINT32_MAX / 2)
#define BYTES_A_VALUE 16 /* about so many, with their names and what is between them */

struct reader {
    const char *at, *end;
    struct arena *arena;
    struct tape tape;
    uint32_t room;   /* for values */
    uint32_t open;   /* the innermost that is not closed; the `end` of each is what it is in */
    struct str name; /* of the value that comes */
};

static char peek(const struct reader *r)
{
    return r->at < r->end ? *r->at : '\0';
}

static bool take(struct reader *r, char c)
{
    if (peek(r) != c)
        return false;
    r->at++;
    return true;
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

/* ---- texts ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_unit(const char **at, const char *end, uint32_t *ret_unit)
{
    *ret_unit = 0;
    if (end - *at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        int value = hex_value(*(*at)++);

        if (value < 0)
            return false;
        *ret_unit = *ret_unit << 4 | (uint32_t)value;
    }
    return true;
}

/* Behind "\u": one of UTF-16, or two that belong together. */
static bool read_character(const char **at, const char *end, uint32_t *ret_character)
{
    uint32_t low;

    if (!read_unit(at, end, ret_character) || (*ret_character >> 10) == 0x37)
        return false;
    if ((*ret_character >> 10) != 0x36)
        return true;
    if (end - *at < 2 || *(*at)++ != '\\' || *(*at)++ != 'u' || !read_unit(at, end, &low) ||
        low >> 10 != 0x37)
        return false;
    *ret_character = 0x10000 + ((*ret_character & 0x3ff) << 10) + (low & 0x3ff);
    return true;
}

static char *put_character(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xe0 | c >> 12);
        } else {
            *out++ = (char)(0xf0 | c >> 18);
            *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        }
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
    }
    *out++ = (char)(0x80 | (c & 0x3f));
    return out;
}

/* What stands behind a backslash. NULL: it is none of JSON's. */
static char *put_escaped(const char **at, const char *end, char *out)
{
    static const char signs[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char c = *(*at)++;
    const char *sign = c ? strchr(signs, c) : NULL;
    uint32_t character;

    if (sign) {
        *out = meant[sign - signs];
        return out + 1;
    }
    return c == 'u' && read_character(at, end, &character) ? put_character(out, character) : NULL;
}

/* No text becomes longer by it. */
static bool unescape(struct reader *r, struct str raw, struct str *ret_text)
{
    const char *at = raw.data, *end = raw.data + raw.len;
    char *text = arena_alloc_bounded(r->arena, raw.len + 1), *out = text;

    while (out && at < end) {
        if (*at == '\\') {
            at++;
            out = put_escaped(&at, end, out);
        } else
            *out++ = *at++;
    }
    *ret_text = str_n(text, out ? (size_t)(out - text) : 0);
    return out;
}

static bool read_text(struct reader *r, struct str *ret_text)
{
    const char *begin = ++r->at;
    bool is_plain = true;

    while (r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < ' ')
            return false;
        if (*r->at == '\\') {
            is_plain = false;
            r->at++;
        }
        r->at++;
    }
    if (r->at >= r->end)
        return false;
    *ret_text = str_n(begin, (size_t)(r->at++ - begin));
    return is_plain || unescape(r, *ret_text, ret_text);
}

/* ---- what is no text ---- */

static bool skip_digits(struct reader *r)
{
    const char *begin = r->at;

    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return r->at > begin;
}

static bool read_number(struct reader *r)
{
    (void)take(r, '-');
    if (!take(r, '0') && !skip_digits(r))
        return false;
    if (take(r, '.') && !skip_digits(r))
        return false;
    if (!take(r, 'e') && !take(r, 'E'))
        return true;
    (void)(take(r, '-') || take(r, '+'));
    return skip_digits(r);
}

static bool read_plain(struct reader *r, struct str *ret_text)
{
    static const struct str names[] = {STR("true"), STR("false"), STR("null")};
    const char *begin = r->at;
    struct str rest = str_n(begin, (size_t)(r->end - begin));

    for (size_t i = 0; i < COUNT_OF(names); i++)
        r->at += str_starts(rest, names[i]) ? names[i].len : 0;
    if (r->at == begin && !read_number(r))
        return false;
    *ret_text = str_n(begin, (size_t)(r->at - begin));
    return true;
}

/* ---- the row ---- */

static bool open_value(struct reader *r, struct tape_value *value, enum tape_kind kind)
{
    value->kind = kind;
    value->end = r->open;
    r->open = r->tape.count - 1;
    r->at++;
    return true;
}

static bool has_room(struct reader *r)
{
    struct tape_value *more;

    if (r->tape.count < r->room)
        return true;
    more = r->room < ROOM_MAX ? arena_alloc_bounded(r->arena, 2 * r->room * sizeof(*more)) : NULL;
    if (!more)
        return false;
    r->tape.values = memcpy(more, r->tape.values, r->room * sizeof(*more));
    r->room *= 2;
    return true;
}

static bool read_value(struct reader *r)
{
    struct tape_value *value;

    if (!has_room(r))
        return false;
    value = &r->tape.values[r->tape.count++];
    *value = (struct tape_value){.name = r->name, .end = r->tape.count, .kind = TAPE_PLAIN};
    skip_blanks(r);
    switch (peek(r)) {
    case '{':
        return open_value(r, value, TAPE_OBJECT);
    case '[':
        return open_value(r, value, TAPE_LIST);
    case '"':
        value->kind = TAPE_TEXT;
        return read_text(r, &value->text);
    default:
        return read_plain(r, &value->text);
    }
}

static bool read_name(struct reader *r)
{
    skip_blanks(r);
    if (peek(r) != '"' || !read_text(r, &r->name) || memchr(r->name.data, '\0', r->name.len))
        return false;
    skip_blanks(r);
    return take(r, ':');
}

/* To where the next value begins, past all that ends here. */
static bool go_on(struct reader *r, bool is_first)
{
    while (r->open != NONE) {
        struct tape_value *in = &r->tape.values[r->open];

        skip_blanks(r);
        if (take(r, in->kind == TAPE_OBJECT ? '}' : ']')) {
            r->open = in->end;
            in->end = r->tape.count;
            is_first = false;
            continue;
        }
        if (!is_first && !take(r, ','))
            return false;
        r->name = STR_NONE;
        return in->kind == TAPE_LIST || read_name(r);
    }
    return true;
}

bool tape_read(struct str json, struct arena *arena, struct tape *ret_tape)
{
    struct reader r = {.at = json.data, .end = json.data + json.len, .arena = arena, .open = NONE};
    bool ok = json.len && utf8_valid(json);

    r.room = (uint32_t)(json.len / BYTES_A_VALUE < ROOM_MAX ? json.len / BYTES_A_VALUE + 1 : ROOM_MAX);
    r.tape.values = ok ? arena_alloc_bounded(arena, r.room * sizeof(*r.tape.values)) : NULL;
    ok = r.tape.values != NULL;
    do {
        uint32_t open = r.open;

        ok = ok && read_value(&r) && go_on(&r, r.open != open);
    } while (ok && r.open != NONE);
    skip_blanks(&r);
    *ret_tape = r.tape;
    return ok && r.at == r.end && r.tape.values[0].kind <= TAPE_LIST;
}
