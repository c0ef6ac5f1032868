#include "json/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_add(struct buf *out, struct str bytes)
{
    const unsigned char *from = (const unsigned char *)bytes.data;
    char *to = buf_reserve(out, (bytes.len + 2) / 3 * 4);
    char *start = to;

    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        unsigned bits =
            (unsigned)from[i] << 16 | (left > 1 ? from[i + 1] << 8 : 0) | (left > 2 ? from[i + 2] : 0);

        *to++ = alphabet[bits >> 18];
        *to++ = alphabet[bits >> 12 & 63];
        *to++ = left > 1 ? alphabet[bits >> 6 & 63] : '=';
        *to++ = left > 2 ? alphabet[bits & 63] : '=';
    }
    out->len += (size_t)(to - start);
}

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

bool base64_decode(struct str text, struct arena *arena, struct str *ret_bytes)
{
    size_t padding = 0, len = 0;
    unsigned bits = 0;
    char *to;

    while (padding < 2 && padding < text.len && text.data[text.len - 1 - padding] == '=')
        padding++;
    if (padding > 0 && text.len % 4 != 0)
        return false;
    text.len -= padding;
    to = arena_alloc_bounded(arena, text.len / 4 * 3 + 4);
    if (!to || text.len % 4 == 1)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit = digit_of(text.data[i]);

        if (digit < 0)
            return false;
        bits = bits << 6 | (unsigned)digit;
        if (i % 4 != 0)
            to[len++] = (char)(bits >> (6 - 2 * (i % 4)));
    }
    /* The bits that a short last group leaves over must be zero, or two texts would mean the same bytes. */
    if ((text.len % 4 == 2 && bits & 15) || (text.len % 4 == 3 && bits & 3))
        return false;
    *ret_bytes = (struct str){to, len};
    return true;
}
