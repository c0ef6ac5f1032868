/* strip_jpeg: segments up to the first end of image. Behind it cameras hide further pictures, films and what
 * they know of the place. */
#include "store/strip_parts.h"

#define SEGMENT_MAX (2 + 0xffff)

enum {
    FILL = 0xff,
    STUFFED = 0x00,
    TEM = 0x01,
    SOF0 = 0xc0,
    RST0 = 0xd0,
    RST7 = 0xd7,
    EOI = 0xd9,
    SOS = 0xda,
    APP0 = 0xe0,
    APP1 = 0xe1
};

/* How long one may be, and how many bytes at its end tell of what would be behind: JFIF has a thumbnail
 * there. */
static const struct application {
    uint8_t marker;
    struct str begins;
    size_t most, blank;
} applications[] = {
    {APP0, {"JFIF\0", 5}, 18, 2},
    {APP0 + 2, {"ICC_PROFILE\0", 12}, SEGMENT_MAX, 0},
    {APP0 + 14, {"Adobe", 5}, 16, 0},
};

/* From 0xe0 on there are applications, comments and extensions; before it there is only the picture. NULL: of
 * no application whose segments are kept. */
static const struct application *application_of(const struct shears *s, uint8_t marker)
{
    for (size_t i = 0; i < COUNT_OF(applications); i++)
        if (marker == applications[i].marker &&
            shears_see(s, 4, applications[i].begins.data, applications[i].begins.len))
            return &applications[i];
    return NULL;
}

static void keep_application(struct shears *s, const struct application *of, size_t segment)
{
    uint8_t *kept = s->bytes + s->kept;
    bool is_clipped = segment > of->most && shears_left(s) >= of->most;

    shears_keep(s, is_clipped ? of->most : segment);
    if (!is_clipped)
        return;
    shears_drop(s, segment - of->most);
    kept[2] = 0;
    kept[3] = (uint8_t)(of->most - 2);
    memset(kept + of->most - of->blank, 0, of->blank);
}

static void drop_but_how_it_is_turned(struct shears *s, uint8_t marker, size_t segment)
{
    uint8_t own[10 + TURNED_BYTES] = {FILL, APP1, 0, 8 + TURNED_BYTES, 'E', 'x', 'i', 'f'};
    bool is_turned = marker == APP1 && segment > 10 && segment <= shears_left(s) &&
                     shears_see(s, 4, "Exif\0\0", 6) &&
                     strip_turned(str_n((const char *)s->bytes + s->at + 4, segment - 4), own + 10);

    shears_drop(s, segment);
    if (is_turned)
        shears_put(s, own, sizeof(own));
}

static void keep_scan(struct shears *s)
{
    size_t at = s->at;

    for (; at + 1 < s->len; at++)
        if (s->bytes[at] == FILL && s->bytes[at + 1] != STUFFED && s->bytes[at + 1] != FILL &&
            (s->bytes[at + 1] < RST0 || s->bytes[at + 1] > RST7))
            break;
    shears_keep(s, at + 1 < s->len ? at - s->at : shears_left(s));
}

bool strip_jpeg(uint8_t *bytes, size_t *len, struct error *err)
{
    struct shears s = {bytes, *len, 0, 0};

    shears_keep(&s, 2);
    while (shears_left(&s) >= 4) {
        uint8_t marker = bytes[s.at + 1];
        size_t segment = 2 + strip_big(bytes + s.at + 2, 2);
        const struct application *application = application_of(&s, marker);

        if (bytes[s.at] != FILL || marker == STUFFED)
            return error_set(err, ERROR_SKIP, "media", "this JPEG file is broken at byte %zu", s.at);
        if (marker == EOI)
            break;
        if (marker == FILL) {
            shears_drop(&s, 1);
        } else if (marker == TEM || (marker >= RST0 && marker <= RST7)) {
            shears_drop(&s, 2);
        } else if (marker < SOF0 || segment < 4) {
            return error_set(err, ERROR_SKIP, "media", "this JPEG file is broken at byte %zu", s.at);
        } else if (application) {
            keep_application(&s, application, segment);
        } else if (marker >= APP0) {
            drop_but_how_it_is_turned(&s, marker, segment);
        } else {
            shears_keep(&s, segment);
            if (marker == SOS)
                keep_scan(&s);
        }
    }
    if (shears_see(&s, 0, "\xff\xd9", 2))
        shears_keep(&s, 2);
    *len = s.kept;
    return true;
}
