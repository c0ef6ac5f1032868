/* exif: the one thing that is wanted of EXIF data, found without reading the rest: where the camera was, and
 * whatever else is in there, never gets into memory. */
#include "picture/decode.h"

#define ORIENTATION 0x0112
#define SHORT       3

struct tiff {
    const uint8_t *data;
    size_t len;
    bool is_big_endian;
};

static unsigned tiff_u16(const struct tiff *t, size_t at)
{
    if (at > t->len || t->len - at < 2)
        return 0;
    return t->is_big_endian ? (unsigned)t->data[at] << 8 | t->data[at + 1]
                            : (unsigned)t->data[at + 1] << 8 | t->data[at];
}

static size_t tiff_u32(const struct tiff *t, size_t at)
{
    size_t first = tiff_u16(t, at), second = tiff_u16(t, at + 2);

    return t->is_big_endian ? first << 16 | second : second << 16 | first;
}

int exif_orientation(struct str exif)
{
    struct tiff t;
    size_t directory;
    unsigned count;

    if (str_starts(exif, str_n("Exif\0\0", 6)))
        exif = str_sub(exif, 6, exif.len);
    if (!str_starts(exif, str_n("II*\0", 4)) && !str_starts(exif, str_n("MM\0*", 4)))
        return 0;
    t = (struct tiff){(const uint8_t *)exif.data, exif.len, exif.data[0] == 'M'};
    directory = tiff_u32(&t, 4);
    count = tiff_u16(&t, directory);
    for (size_t i = 0; i < count; i++) {
        size_t entry = directory + 2 + i * 12;

        if (entry + 12 > t.len)
            return 0;
        if (tiff_u16(&t, entry) == ORIENTATION && tiff_u16(&t, entry + 2) == SHORT) {
            unsigned value = tiff_u16(&t, entry + 8);

            return value >= 1 && value <= 8 ? (int)value : 0;
        }
    }
    return 0;
}
