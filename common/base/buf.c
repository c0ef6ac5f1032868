/* buf: the growing buffer of base/str.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

enum { SMALLEST = 64 };

char *buf_reserve(struct buf *buf, size_t more)
{
    size_t needed, room;

    if (__builtin_add_overflow(buf->len, more, &needed) || __builtin_add_overflow(needed, 1, &needed))
        needed = SIZE_MAX; /* mem_grow refuses it */
    if (needed > buf->room) {
        room = buf->room < SIZE_MAX / 2 ? buf->room * 2 : needed;
        if (room < needed)
            room = needed;
        if (room < SMALLEST)
            room = SMALLEST;
        buf->data = mem_grow(buf->data, room, 1);
        buf->room = room;
    }
    return buf->data + buf->len;
}

void buf_add(struct buf *buf, const void *data, size_t len)
{
    char *end = buf_reserve(buf, len);

    if (len)
        memcpy(end, data, len);
    end[len] = '\0';
    buf->len += len;
}

void buf_str(struct buf *buf, struct str s)
{
    buf_add(buf, s.data, s.len);
}

void buf_escaped(struct buf *buf, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                        str_has_char("-._~", c);

        buf_printf(buf, is_plain ? "%c" : "%%%02X", (unsigned char)c);
    }
}

void buf_char(struct buf *buf, char c)
{
    char *end = buf_reserve(buf, 1);

    end[0] = c;
    end[1] = '\0';
    buf->len++;
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
    size_t space = buf->room - buf->len;
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(space ? buf->data + buf->len : NULL, space, format, args);
    if (len > 0 && (size_t)len >= space)
        vsnprintf(buf_reserve(buf, (size_t)len), (size_t)len + 1, format, again);
    va_end(again);
    if (len > 0)
        buf->len += (size_t)len;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

void buf_drop_front(struct buf *buf, size_t count)
{
    if (count >= buf->len) {
        buf_clear(buf);
        return;
    }
    if (!count)
        return;
    buf->len -= count;
    memmove(buf->data, buf->data + count, buf->len);
    buf->data[buf->len] = '\0';
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

void buf_free(struct buf *buf)
{
    mem_free(buf->data);
    *buf = (struct buf){0};
}
