/* strip_flac: of the blocks before the sound those that are needed to play it, and to find a place in it. */
#include "store/strip_parts.h"

#define SIGN       4
#define HEAD       4 /* of a block */
#define IS_LAST    0x80
#define INFO_BYTES 34

enum { STREAMINFO = 0, SEEKTABLE = 3 };

bool strip_flac(uint8_t *bytes, size_t *len, struct error *err)
{
    struct shears s = {bytes, *len, 0, 0};
    size_t last = 0; /* the block that is kept and stands behind all others */
    bool is_last = false;

    shears_keep(&s, SIGN);
    while (!is_last && shears_left(&s) >= HEAD) {
        uint8_t type = bytes[s.at] & ~IS_LAST;
        size_t data = strip_big(bytes + s.at + 1, 3);

        is_last = bytes[s.at] & IS_LAST;
        if (!last && (type != STREAMINFO || data != INFO_BYTES))
            return error_set(err, ERROR_SKIP, "media", "this FLAC file does not say what it is made of");
        if (type != SEEKTABLE && last) {
            shears_drop(&s, HEAD + data);
            continue;
        }
        last = s.kept;
        shears_keep(&s, HEAD + data);
        bytes[last] = type;
    }
    if (!last)
        return error_set(err, ERROR_SKIP, "media", "this FLAC file ends where it begins");
    if (is_last)
        bytes[last] |= IS_LAST;
    last = s.kept;
    shears_keep(&s, shears_left(&s));
    *len = strip_tags_behind(bytes, last, s.kept);
    return true;
}
