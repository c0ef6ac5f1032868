/* strip_riff: WebP and WAV, which are lists of chunks, each with its name and length. */
#include "store/strip_parts.h"

#define HEAD          12
#define CHUNK         8
#define FLAGS_AT      8 /* in a VP8X chunk */
#define HAS_EXIF      0x08
#define HAS_XMP       0x04
#define UNKNOWN_BYTES 0xffffffffu /* as programs write that do not know the length yet */

static const char *const wanted[] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM",
                                     "ANMF", "ICCP", "fmt ", "fact", "data"};

static size_t little(const uint8_t *at)
{
    return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

static void write_little(uint8_t *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static bool is_wanted(const struct shears *s)
{
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        if (shears_see(s, 0, wanted[i], 4))
            return true;
    return false;
}

static bool drop_but_how_it_is_turned(struct shears *s, size_t chunk)
{
    uint8_t own[CHUNK + TURNED_BYTES] = {'E', 'X', 'I', 'F', TURNED_BYTES};
    size_t before = s->kept;
    bool is_turned = shears_see(s, 0, "EXIF", 4) && chunk <= shears_left(s) &&
                     strip_turned(str_n((const char *)s->bytes + s->at + CHUNK, chunk - CHUNK), own + CHUNK);

    shears_drop(s, chunk);
    if (is_turned)
        shears_put(s, own, sizeof(own));
    return s->kept > before;
}

bool strip_riff(uint8_t *bytes, size_t *len, struct error *err)
{
    size_t told = *len >= HEAD ? little(bytes + 4) : 0;
    struct shears s = {bytes, told > 4 && told < *len - CHUNK ? told + CHUNK : *len, 0, 0};
    size_t extended = 0; /* where the VP8X chunk is */
    bool has_exif = false;

    (void)err; /* what is no chunk is cut off, as the end of a file */
    shears_keep(&s, HEAD);
    while (shears_left(&s) >= CHUNK) {
        size_t data = little(bytes + s.at + 4), chunk = CHUNK + data + data % 2;

        if (shears_see(&s, 0, "VP8X", 4) && data > 0 && shears_left(&s) > FLAGS_AT)
            extended = s.kept;
        if (is_wanted(&s))
            shears_keep(&s, data == UNKNOWN_BYTES ? shears_left(&s) : chunk);
        else
            has_exif |= drop_but_how_it_is_turned(&s, chunk);
    }
    if (extended)
        bytes[extended + FLAGS_AT] =
            (uint8_t)((bytes[extended + FLAGS_AT] & ~(HAS_EXIF | HAS_XMP)) | (has_exif ? HAS_EXIF : 0));
    if (s.kept >= HEAD)
        write_little(bytes + 4, s.kept - CHUNK);
    *len = s.kept;
    return true;
}
