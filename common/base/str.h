/* base/str.h: text as a pointer and a length, and a buffer that grows.
 *
 * A struct str borrows: it never owns what it points to and need not end with NUL. Text that is kept lives in
 * an arena (str_copy) or in a buffer. Nothing here fails; memory that cannot be had ends the process
 * (base/mem.h). */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct str {
    const char *data;
    size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NONE     ((struct str){NULL, 0})
/* For printf: printf("%.*s", STR_ARGS(s)). */
#define STR_ARGS(s) (int)(s).len, (s).data ? (s).data : ""

static inline struct str str_of(const char *text) /* NULL gives the empty one */
{
    return (struct str){text, text ? strlen(text) : 0};
}

static inline struct str str_n(const char *data, size_t len)
{
    return (struct str){data, len};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool str_is(struct str a,
                          const char *literal) /* here, so that its length is known beforehand */
{
    return str_eq(a, str_of(literal));
}

bool str_eq_nocase(struct str a, struct str b); /* ASCII only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_compare(struct str a, struct str b);
bool str_has_word(struct str words, struct str word);     /* among words with a blank between them */
ptrdiff_t str_find(struct str s, struct str needle);      /* -1: not there */
bool str_has_char(const char *set, char c);               /* as strchr(), but no set has NUL in it */
size_t str_span(struct str s, const char *set);           /* how many bytes at its beginning are of the set */
struct str str_sub(struct str s, size_t from, size_t to); /* clamped */
struct str str_trim(struct str s);
/* Takes what stands before `separator` off *rest; true as long as there was anything. */
bool str_split(struct str *rest, char separator, struct str *ret_part);
bool str_to_int64(struct str s, int64_t *ret_value); /* the whole of s, decimal, no blanks */
bool str_to_double(struct str s, double *ret_value); /* the same; finite; locale does not matter */

/* Copies into the arena, NUL-terminated, so that .data is a C string too. */
struct str str_copy(struct arena *arena, struct str s);
char *str_c(struct arena *arena, struct str s);
/* The text with each `from` that is a whole word, in any case, as `to`. */
char *str_replace_word(struct arena *arena, struct str text, struct str from, struct str to);
char *str_to_text(struct str s); /* outside of arenas: mem_free */
char *str_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* UTF-8 as the standard has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_valid(struct str s);
bool utf16_marked(struct str s); /* begins with the mark of UTF-16, in either order */
size_t utf8_clip(struct str s,
                 size_t max_bytes); /* the longest whole-character prefix of at most that length */

/* A growing buffer. {0} is an empty one; buf_free gives its memory back and leaves it empty. Always
 * NUL-terminated once anything was added. */
struct buf {
    char *data;
    size_t len;
    size_t room;
};

void buf_add(struct buf *buf, const void *data, size_t len);
void buf_str(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);
void buf_escaped(struct buf *buf, struct str s); /* percent-encoded, as a part of a URL */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
char *buf_reserve(struct buf *buf,
                  size_t more); /* at least that much room behind len; the caller adds to len */
void buf_drop_front(struct buf *buf, size_t count);
void buf_clear(struct buf *buf); /* keeps the memory */
void buf_free(struct buf *buf);

static inline struct str buf_as_str(const struct buf *buf)
{
    return (struct str){buf->data, buf->len};
}
