/* html_text: what stands in tags goes, and so does what scripts and styles say; blanks become one. */
#include "shopify/html_text.h"

#include "base/hex.h"
#include "base/mem.h"

static const struct {
    const char *name;
    int64_t code;
} entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", 0xA0},    {"copy", 0xA9},    {"reg", 0xAE},      {"deg", 0xB0},     {"times", 0xD7},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},  {"rsquo", 0x2019}, {"ldquo", 0x201C},
    {"rdquo", 0x201D}, {"bull", 0x2022},  {"hellip", 0x2026}, {"euro", 0x20AC},  {"trade", 0x2122},
};

/* They are inside a word as often as not. */
static const char *const inline_tags[] = {"a",    "b",     "strong", "i",   "em", "u",
                                          "span", "small", "font",   "sub", "sup"};

struct reading {
    struct str rest;
    struct buf out;
    bool has_gap; /* a blank comes before what comes next */
};

static void add(struct reading *r, struct str text)
{
    if (r->has_gap && r->out.len)
        buf_char(&r->out, ' ');
    r->has_gap = false;
    buf_str(&r->out, text);
}

static struct str tag_name(struct str tag)
{
    struct str name = str_sub(tag, str_starts(tag, STR("/")) ? 1 : 0, tag.len);

    return str_sub(name, 0, str_span(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
}

static bool is_inline(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(inline_tags); i++) {
        if (str_eq_nocase(name, str_of(inline_tags[i])))
            return true;
    }
    return false;
}

/* Up to `end`, or to the end of all. */
static void skip(struct reading *r, const char *end)
{
    ptrdiff_t at = str_find(r->rest, str_of(end));

    r->rest = at < 0 ? STR("") : str_sub(r->rest, (size_t)at + strlen(end), r->rest.len);
}

static void take_tag(struct reading *r)
{
    struct str name = tag_name(str_sub(r->rest, 1, r->rest.len));

    if (str_starts(r->rest, STR("<!--"))) {
        skip(r, "-->");
    } else if (str_eq_nocase(name, STR("script")) || str_eq_nocase(name, STR("style"))) {
        bool is_end = r->rest.data[1] == '/';

        skip(r, ">");
        if (!is_end)
            skip(r, "</");
        if (!is_end)
            skip(r, ">");
    } else {
        skip(r, ">");
        r->has_gap |= !is_inline(name);
    }
}

static void add_character(struct reading *r, int64_t code)
{
    char bytes[4];
    size_t len = 0;

    if (code <= ' ' || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || code == 0xA0) {
        r->has_gap = true;
        return;
    }
    if (code < 0x80) {
        bytes[len++] = (char)code;
    } else if (code < 0x800) {
        bytes[len++] = (char)(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        bytes[len++] = (char)(0xE0 | code >> 12);
        bytes[len++] = (char)(0x80 | (code >> 6 & 0x3F));
    } else {
        bytes[len++] = (char)(0xF0 | code >> 18);
        bytes[len++] = (char)(0x80 | (code >> 12 & 0x3F));
        bytes[len++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    if (code >= 0x80)
        bytes[len++] = (char)(0x80 | (code & 0x3F));
    add(r, str_n(bytes, len));
}

/* "8364", or "x20AC". */
static bool read_code(struct str digits, int64_t *ret_code)
{
    if (!str_starts(digits, STR("x")) && !str_starts(digits, STR("X")))
        return str_to_int64(digits, ret_code);
    *ret_code = 0;
    for (size_t i = 1; i < digits.len; i++) {
        int digit = hex_digit(digits.data[i]);

        if (digit < 0)
            return false;
        *ret_code = *ret_code << 4 | digit;
    }
    return digits.len > 1;
}

/* What is none is an ampersand that nobody has escaped. */
static void take_entity(struct reading *r)
{
    struct str name = str_sub(r->rest, 1, r->rest.len < 12 ? r->rest.len : 12);
    ptrdiff_t end = str_find(name, STR(";"));
    int64_t code;

    name = str_sub(name, 0, end < 0 ? 0 : (size_t)end);
    r->rest = str_sub(r->rest, name.len ? name.len + 2 : 1, r->rest.len);
    if (str_starts(name, STR("#")) && read_code(str_sub(name, 1, name.len), &code)) {
        add_character(r, code);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(entities); i++) {
        if (str_is(name, entities[i].name)) {
            add_character(r, entities[i].code);
            return;
        }
    }
    add(r, STR("&"));
    if (name.len)
        buf_printf(&r->out, "%.*s;", STR_ARGS(name));
}

static void take_text(struct reading *r)
{
    size_t len = 0;

    while (len < r->rest.len && !str_has_char("<& \t\r\n\f", r->rest.data[len]))
        len++;
    add(r, str_sub(r->rest, 0, len));
    r->rest = str_sub(r->rest, len, r->rest.len);
}

struct str html_text(struct str html, size_t max_bytes, struct arena *arena)
{
    struct reading r = {.rest = html};
    struct str text;

    while (r.rest.len && r.out.len <= max_bytes) {
        if (r.rest.data[0] == '<') {
            take_tag(&r);
        } else if (r.rest.data[0] == '&') {
            take_entity(&r);
        } else if (str_has_char(" \t\r\n\f", r.rest.data[0])) {
            r.rest = str_sub(r.rest, 1, r.rest.len);
            r.has_gap = true;
        } else {
            take_text(&r);
        }
    }
    text = buf_as_str(&r.out);
    text = str_copy(arena, str_sub(text, 0, utf8_clip(text, max_bytes)));
    buf_free(&r.out);
    return text;
}
