/* shown_text: characters that are not seen, by their numbers in Unicode. */
#include "text/shown_text.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"

enum fate { STAYS, BLANK, GOES, JOINS };

/* Sorted. Joiners are letters of some scripts and parts of pictures: after ASCII they do nothing but make two
 * of what looks like one. */
static const struct range {
    uint32_t from, to;
    enum fate fate;
} unseen[] = {
    {0x0000, 0x0020, BLANK}, {0x007f, 0x009f, BLANK},  {0x00ad, 0x00ad, GOES},  {0x061c, 0x061c, GOES},
    {0x180e, 0x180e, GOES},  {0x200b, 0x200b, GOES},   {0x200c, 0x200d, JOINS}, {0x200e, 0x200f, GOES},
    {0x2028, 0x2029, BLANK}, {0x202a, 0x202e, GOES},   {0x2060, 0x206f, GOES},  {0xfeff, 0xfeff, GOES},
    {0xfff9, 0xfffb, GOES},  {0xe0000, 0xe007f, GOES},
};

static enum fate fate_of(uint32_t character, bool is_after_ascii)
{
    for (size_t i = 0; i < COUNT_OF(unseen) && character >= unseen[i].from; i++) {
        if (character <= unseen[i].to)
            return unseen[i].fate != JOINS ? unseen[i].fate : is_after_ascii ? GOES : STAYS;
    }
    return STAYS;
}

/* The character at the front, and how many bytes it has; what is no UTF-8 is a control character a byte. */
static uint32_t character_of(struct str text, size_t *ret_len)
{
    utf8proc_int32_t character;
    utf8proc_ssize_t len =
        utf8proc_iterate((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.len, &character);

    *ret_len = len > 0 ? (size_t)len : 1;
    return len > 0 ? (uint32_t)character : 0;
}

/* Most of a text is ASCII that is seen. */
static size_t plain_bytes(struct str text)
{
    size_t len = 0;

    while (len < text.len && text.data[len] > ' ' && text.data[len] < 0x7f)
        len++;
    return len;
}

char *shown_text(struct str text, struct arena *arena)
{
    char *shown = arena_alloc(arena, text.len + 1), *end = shown;
    bool is_blank_due = false;
    size_t len;

    for (; text.len; text = str_sub(text, len, text.len)) {
        enum fate fate = STAYS;

        len = plain_bytes(text);
        if (!len)
            fate = fate_of(character_of(text, &len), end == shown || (unsigned char)end[-1] < 0x80);
        is_blank_due |= fate == BLANK && end > shown;
        if (fate != STAYS)
            continue;
        if (is_blank_due)
            *end++ = ' ';
        is_blank_due = false;
        memcpy(end, text.data, len);
        end += len;
    }
    *end = '\0';
    return shown;
}
