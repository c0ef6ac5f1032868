/* str: comparing, searching, cutting and reading text. */
#include "base/str.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"

enum { NUMBER_MAX = 400 }; /* longer is no number that anybody means */

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower((unsigned char)a.data[i]) != lower((unsigned char)b.data[i]))
            return false;
    }
    return true;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_n(s.data, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_sub(s, s.len - suffix.len, s.len), suffix);
}

int str_compare(struct str a, struct str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order;

    if (common && a.data[0] != b.data[0]) /* as most words differ that are halved through a table */
        return (unsigned char)a.data[0] - (unsigned char)b.data[0];
    order = common ? memcmp(a.data, b.data, common) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    const char *found;

    if (!needle.len)
        return 0;
    if (needle.len > s.len)
        return -1;
    found = memmem(s.data, s.len, needle.data, needle.len);
    return found ? found - s.data : -1;
}

bool str_has_char(const char *set, char c)
{
    return c && strchr(set, c);
}

size_t str_span(struct str s, const char *set)
{
    size_t len = 0;

    while (len < s.len && str_has_char(set, s.data[len]))
        len++;
    return len;
}

struct str str_sub(struct str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return str_n(s.data ? s.data + from : NULL, to - from);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len && is_blank(s.data[s.len - 1]))
        s.len--;
    while (s.len && is_blank(s.data[0])) {
        s.data++;
        s.len--;
    }
    return s;
}

/* When the last part has been given, rest->data is NULL: an empty part behind a last separator is still a
 * part. */
bool str_split(struct str *rest, char separator, struct str *ret_part)
{
    const char *end;

    if (!rest->data)
        return false;
    end = rest->len ? memchr(rest->data, separator, rest->len) : NULL;
    if (!end) {
        *ret_part = *rest;
        *rest = STR_NONE;
        return true;
    }
    *ret_part = str_n(rest->data, (size_t)(end - rest->data));
    *rest = str_n(end + 1, rest->len - ret_part->len - 1);
    return true;
}

bool str_has_word(struct str words, struct str word)
{
    struct str part;

    while (str_split(&words, ' ', &part)) {
        if (str_eq(part, word))
            return true;
    }
    return false;
}

bool str_to_int64(struct str s, int64_t *ret_value)
{
    bool is_negative = s.len && s.data[0] == '-';
    size_t at = is_negative || (s.len && s.data[0] == '+');
    int64_t value = 0;

    if (at == s.len)
        return false;
    for (; at < s.len; at++) {
        int digit = s.data[at] - '0';

        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) /* downwards, where there is room for INT64_MIN */
            return false;
    }
    if (!is_negative && value == INT64_MIN)
        return false;
    *ret_value = is_negative ? value : -value;
    return true;
}

static size_t skip_digits(struct str s, size_t at)
{
    while (at < s.len && s.data[at] >= '0' && s.data[at] <= '9')
        at++;
    return at;
}

/* sign? digits (. digits)? (e sign? digits)?, with digits before or behind the point. */
static bool looks_like_number(struct str s)
{
    size_t at = s.len && (s.data[0] == '-' || s.data[0] == '+');
    size_t whole = skip_digits(s, at) - at;
    size_t part = 0;

    at += whole;
    if (at < s.len && s.data[at] == '.') {
        part = skip_digits(s, at + 1) - (at + 1);
        at += 1 + part;
    }
    if (!whole && !part)
        return false;
    if (at < s.len && (s.data[at] == 'e' || s.data[at] == 'E')) {
        size_t from = at + 1;

        from += from < s.len && (s.data[from] == '-' || s.data[from] == '+');
        at = skip_digits(s, from);
        if (at == from)
            return false;
    }
    return at == s.len;
}

static locale_t plain_locale;

static void make_plain_locale(void)
{
    plain_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

bool str_to_double(struct str s, double *ret_value)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char text[NUMBER_MAX + 1];
    double value;

    if (s.len > NUMBER_MAX || !looks_like_number(s))
        return false;
    pthread_once(&once, make_plain_locale);
    memcpy(text, s.data, s.len);
    text[s.len] = '\0';
    value = strtod_l(text, NULL, plain_locale);
    if (!isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

char *str_c(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);

    if (s.len)
        memcpy(copy, s.data, s.len);
    return copy;
}

struct str str_copy(struct arena *arena, struct str s)
{
    return str_n(str_c(arena, s), s.len);
}

static bool is_letter(struct str text, size_t at)
{
    unsigned char byte = at < text.len ? (unsigned char)text.data[at] : ' ';

    return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

static bool is_word_at(struct str text, size_t at, struct str word)
{
    return word.len && word.len <= text.len - at && !(at && is_letter(text, at - 1)) &&
           !is_letter(text, at + word.len) && str_eq_nocase(str_n(text.data + at, word.len), word);
}

char *str_replace_word(struct arena *arena, struct str text, struct str from, struct str to)
{
    struct buf out = {0};
    char *replaced;

    if (!text.data || !from.data)
        return str_c(arena, text);
    for (size_t at = 0; at < text.len;) {
        bool found = is_word_at(text, at, from);

        if (found)
            buf_str(&out, to);
        else
            buf_char(&out, text.data[at]);
        at += found ? from.len : 1;
    }
    replaced = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return replaced;
}

char *str_to_text(struct str s)
{
    char *text = mem_alloc(s.len + 1);

    if (s.len)
        memcpy(text, s.data, s.len);
    return text;
}

char *str_printf(struct arena *arena, const char *format, ...)
{
    char quick[256];
    va_list args, again;
    char *text;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(quick, sizeof(quick), format, args);
    if (len < 0)
        len = 0;
    text = arena_alloc(arena, (size_t)len + 1);
    if ((size_t)len < sizeof(quick))
        memcpy(text, quick, (size_t)len);
    else
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}
