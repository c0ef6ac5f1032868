/* base/hex.h: bytes in hexadecimal. */
#pragma once

#include "base/str.h"

/* Two digits a byte, small letters, and no NUL behind them; returns where they end. */
char *hex_write(char *out, const void *bytes, size_t count);

/* -1: it is none. */
static inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What the first two digits of a text stand for; -1: they are none, or not there. */
static inline int hex_byte(struct str text)
{
    int high = text.len > 1 ? hex_digit(text.data[0]) : -1;
    int low = high >= 0 ? hex_digit(text.data[1]) : -1;

    return low >= 0 ? high << 4 | low : -1;
}
