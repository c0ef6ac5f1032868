/* strip: what all kinds of files need. */
#include "store/strip.h"

#include "picture/decode.h"
#include "store/strip_parts.h"

bool strip(const struct media_type *type, uint8_t *bytes, size_t *len, struct error *err)
{
    return !type->strip || type->strip(bytes, len, err);
}

size_t shears_left(const struct shears *s)
{
    return s->len - s->at;
}

void shears_keep(struct shears *s, size_t count)
{
    if (count > shears_left(s))
        count = shears_left(s);
    memmove(s->bytes + s->kept, s->bytes + s->at, count);
    s->kept += count;
    s->at += count;
}

void shears_drop(struct shears *s, size_t count)
{
    s->at += count < shears_left(s) ? count : shears_left(s);
}

void shears_put(struct shears *s, const void *bytes, size_t count)
{
    if (s->at - s->kept < count)
        return;
    memcpy(s->bytes + s->kept, bytes, count);
    s->kept += count;
}

bool shears_see(const struct shears *s, size_t ahead, const char *sign, size_t count)
{
    return ahead <= shears_left(s) && count <= shears_left(s) - ahead &&
           memcmp(s->bytes + s->at + ahead, sign, count) == 0;
}

bool strip_turned(struct str exif, uint8_t ret_exif[TURNED_BYTES])
{
    static const uint8_t one_entry[TURNED_BYTES] = {'M', 'M', 0,    '*', 0, 0, 0, 8, 0,
                                                    1,   1,   0x12, 0,   3, 0, 0, 0, 1};
    int orientation = exif_orientation(exif);

    memcpy(ret_exif, one_entry, TURNED_BYTES);
    ret_exif[19] = (uint8_t)orientation;
    return orientation > 1;
}

uint32_t strip_big(const uint8_t *at, size_t bytes)
{
    uint32_t value = 0;

    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}
