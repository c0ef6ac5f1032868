/* strip_gif: frames and how they follow each other, up to the end of the file that the file tells. */
#include "store/strip_parts.h"

#define HEAD 13 /* signature and logical screen */

enum { EXTENSION = 0x21, IMAGE = 0x2c, TRAILER = 0x3b, TEXT = 0x01, CONTROL = 0xf9, APPLICATION = 0xff };

static size_t colours(uint8_t flags) /* bytes of a table of colours */
{
    return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* Blocks with their lengths before them, from `ahead` of here to the empty one. */
static size_t blocks(const struct shears *s, size_t ahead)
{
    while (ahead < shears_left(s)) {
        uint8_t block = s->bytes[s->at + ahead];

        ahead += 1 + (size_t)block;
        if (!block)
            break;
    }
    return ahead;
}

static bool is_wanted(const struct shears *s)
{
    uint8_t label = s->bytes[s->at + 1];

    return label == CONTROL || label == TEXT ||
           (label == APPLICATION &&
            (shears_see(s, 3, "NETSCAPE2.0", 11) || shears_see(s, 3, "ANIMEXTS1.0", 11)));
}

bool strip_gif(uint8_t *bytes, size_t *len, struct error *err)
{
    struct shears s = {bytes, *len, 0, 0};

    shears_keep(&s, HEAD + (*len >= HEAD ? colours(bytes[10]) : 0));
    while (shears_left(&s) >= 2 && bytes[s.at] != TRAILER) {
        if (bytes[s.at] == EXTENSION && is_wanted(&s))
            shears_keep(&s, blocks(&s, 2));
        else if (bytes[s.at] == EXTENSION)
            shears_drop(&s, blocks(&s, 2));
        else if (bytes[s.at] == IMAGE)
            shears_keep(&s, blocks(&s, 11 + (shears_left(&s) > 9 ? colours(bytes[s.at + 9]) : 0)));
        else
            return error_set(err, ERROR_SKIP, "media", "this GIF file is broken at byte %zu", s.at);
    }
    shears_keep(&s, 1);
    *len = s.kept;
    return true;
}
