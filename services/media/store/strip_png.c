/* strip_png: the chunks that make the picture, up to its end. */
#include "store/strip_parts.h"

#define SIGNATURE 8
#define AROUND    12 /* length, name and checksum of a chunk */

static const char *const wanted[] = {"IHDR", "PLTE", "IDAT", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "pHYs",
                                     "bKGD", "sBIT", "hIST", "sPLT", "cICP", "acTL", "fcTL", "fdAT"};

static bool is_wanted(const struct shears *s)
{
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (shears_see(s, 4, wanted[i], 4))
            return true;
    return false;
}

static uint32_t crc32_of(const uint8_t *bytes, size_t count)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static void drop_but_how_it_is_turned(struct shears *s, size_t data)
{
    uint8_t own[AROUND + TURNED_BYTES] = {0, 0, 0, TURNED_BYTES, 'e', 'X', 'I', 'f'};
    bool is_turned = shears_see(s, 4, "eXIf", 4) && data + AROUND <= shears_left(s) &&
                     strip_turned(str_n((const char *)s->bytes + s->at + 8, data), own + 8);
    uint32_t crc = crc32_of(own + 4, 4 + TURNED_BYTES);

    for (int i = 0; i < 4; i++)
        own[8 + TURNED_BYTES + i] = (uint8_t)(crc >> (24 - 8 * i));
    shears_drop(s, data + AROUND);
    if (is_turned)
        shears_put(s, own, sizeof(own));
}

bool strip_png(uint8_t *bytes, size_t *len, struct error *err)
{
    static const uint8_t end[AROUND] = {0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    struct shears s = {bytes, *len, 0, 0};
    bool is_over = false;

    (void)err; /* what is no chunk is cut off, as the end of a file */
    shears_keep(&s, SIGNATURE);
    while (!is_over && shears_left(&s) >= AROUND) {
        size_t data = strip_big(bytes + s.at, 4);

        is_over = shears_see(&s, 4, "IEND", 4);
        if (is_over) { /* whatever it has in it */
            shears_drop(&s, data + AROUND);
            shears_put(&s, end, sizeof(end));
        } else if (is_wanted(&s)) {
            shears_keep(&s, data + AROUND);
        } else {
            drop_but_how_it_is_turned(&s, data);
        }
    }
    *len = s.kept;
    return true;
}
