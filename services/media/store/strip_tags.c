/* strip_tags: tags that are put before and behind a file by whoever has it, whatever the file is: ID3 (v1,
 * v2), APE, Lyrics3. */
#include "store/strip_parts.h"

#define ID3V2    10 /* bytes of its head, and of its foot */
#define ID3V1    128
#define ENHANCED 227 /* before an ID3v1 tag */
#define APE      32
#define LYRICS   15 /* six digits and a sign at its end */

static bool has(const uint8_t *bytes, const char *sign)
{
    return memcmp(bytes, sign, strlen(sign)) == 0;
}

static size_t id3v2_at(const uint8_t *bytes, size_t len)
{
    size_t size = 0;

    if (len < ID3V2 || !has(bytes, "ID3"))
        return 0;
    for (int i = 6; i < ID3V2; i++)
        size = size << 7 | (bytes[i] & 0x7f);
    size += bytes[5] & 0x10 ? 2 * ID3V2 : ID3V2;
    return size < len ? size : len;
}

size_t strip_tags_before(const uint8_t *bytes, size_t len)
{
    size_t at = 0, tag;

    while ((tag = id3v2_at(bytes + at, len - at)) > 0)
        at += tag;
    return at;
}

/* Each of these: how long the tag is that ends at bytes + len; 0: there is none. It may say more than there
 * is. */

static size_t id3v1_of(const uint8_t *bytes, size_t len)
{
    if (len < ID3V1 || !has(bytes + len - ID3V1, "TAG"))
        return 0;
    return len >= ID3V1 + ENHANCED && has(bytes + len - ID3V1 - ENHANCED, "TAG+") ? ID3V1 + ENHANCED : ID3V1;
}

static size_t ape_of(const uint8_t *bytes, size_t len)
{
    const uint8_t *foot;
    size_t size;

    if (len < APE || !has(bytes + len - APE, "APETAGEX"))
        return 0;
    foot = bytes + len - APE;
    size = (size_t)foot[12] | (size_t)foot[13] << 8 | (size_t)foot[14] << 16 | (size_t)foot[15] << 24;
    if (size < APE)
        size = APE;
    return foot[23] & 0x80 ? size + APE : size; /* it has a head, too, which its size does not count */
}

static size_t lyrics_of(const uint8_t *bytes, size_t len)
{
    int64_t size;

    if (len < LYRICS || !has(bytes + len - 9, "LYRICS200") ||
        !str_to_int64(str_n((const char *)bytes + len - LYRICS, 6), &size) || size < 0)
        return 0;
    return (size_t)size + LYRICS;
}

static size_t id3v2_foot_of(const uint8_t *bytes, size_t len)
{
    size_t size = 0;

    if (len < ID3V2 || !has(bytes + len - ID3V2, "3DI"))
        return 0;
    for (size_t at = len - ID3V2 + 6; at < len; at++)
        size = size << 7 | (bytes[at] & 0x7f);
    return size + 2 * ID3V2;
}

size_t strip_tags_behind(const uint8_t *bytes, size_t from, size_t len)
{
    static size_t (*const tags[])(const uint8_t *bytes, size_t len) = {id3v1_of, ape_of, lyrics_of,
                                                                       id3v2_foot_of};

    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        size_t tag = tags[i](bytes + from, len - from);

        if (!tag)
            continue;
        len = tag < len - from ? len - tag : from;
        i = (size_t)-1; /* there may be another before it */
    }
    return len;
}
