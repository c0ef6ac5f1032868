/* strip_ogg: pages, in which packets are. What is to go is overwritten where it stands, as pages have numbers
 * and sums that hang together; the sums of those that are touched are made anew.
 *
 * The complication: a packet may go over several pages, and pages of several streams may take turns. So of
 * each stream it is known in which of its packets it is, and how far. */
#include "store/strip_parts.h"

#define HEAD        27 /* of a page; then a length for each of its segments */
#define FIRST       2  /* a flag: of a stream */
#define FLAGS_AT    5
#define SERIAL_AT   14
#define SUM_AT      22
#define COUNT_AT    26
#define STREAMS_MAX 8
#define NOTHING     8 /* bytes of comments that say neither who made them nor anything else */

struct stream;

struct codec {
    struct str begins;   /* its first packet */
    struct str comments; /* its second, before the comments */
    size_t room;         /* what that has at least */
    /* What stands at this place of a packet that is not the first. */
    uint8_t (*look)(struct stream *stream, uint8_t byte);
};

struct stream {
    const struct codec *codec;
    uint8_t serial[4];
    size_t packet, at; /* from 0 */
    bool is_over;      /* only sound follows */
    bool is_broken;
    bool goes, is_last; /* a block of FLAC's: it is of no use; it is the last of them */
};

struct page {
    uint8_t *bytes, *body, *end; /* the end of what there is of it */
    size_t segments;
    bool is_whole, is_touched;
};

/* ---- codecs ---- */

/* Vorbis wants a bit behind the comments. */
static uint8_t look_at_comments(struct stream *stream, uint8_t byte)
{
    const struct codec *codec = stream->codec;

    if (stream->at >= codec->comments.len)
        return stream->at == codec->comments.len + NOTHING && codec->room > stream->at;
    stream->is_broken |= byte != (uint8_t)codec->comments.data[stream->at];
    return byte;
}

static uint8_t look_at_block(struct stream *stream, uint8_t byte)
{
    enum { IS_LAST = 0x80, HEAD_BYTES = 4, PADDING = 1, SEEKTABLE = 3 };

    if (stream->at == 0) {
        stream->goes = (byte & ~IS_LAST) != SEEKTABLE;
        stream->is_last = byte & IS_LAST;
        return stream->goes ? (byte & IS_LAST) | PADDING : byte;
    }
    return stream->goes && stream->at >= HEAD_BYTES ? 0 : byte;
}

static const struct codec codecs[] = {
    {{"\x01vorbis", 7}, {"\x03vorbis", 7}, 7 + NOTHING + 1, look_at_comments},
    {{"OpusHead", 8}, {"OpusTags", 8}, 8 + NOTHING, look_at_comments},
    {{"Speex   ", 8}, {"", 0}, NOTHING, look_at_comments},
    {{"\177FLAC", 5}, {NULL, 0}, 4, look_at_block},
};

static const struct codec *codec_of(struct str packet)
{
    for (size_t i = 0; i < COUNT_OF(codecs); i++)
        if (str_starts(packet, codecs[i].begins))
            return &codecs[i];
    return NULL;
}

/* ---- packets ---- */

static void end_packet(struct stream *stream)
{
    bool has_blocks = !stream->codec->comments.data;

    if (stream->packet > 0 && !stream->is_over) {
        stream->is_broken |= stream->at < stream->codec->room;
        stream->is_over = !has_blocks || stream->is_last;
    }
    stream->packet++;
    stream->at = 0;
}

static void look_at_segment(struct stream *stream, struct page *page, uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count && stream->packet > 0 && !stream->is_over; i++, stream->at++) {
        uint8_t byte = stream->codec->look(stream, from[i]);

        page->is_touched |= byte != from[i];
        from[i] = byte;
    }
}

static void look_at_packets(struct stream *stream, struct page *page)
{
    const uint8_t *lengths = page->bytes + HEAD;
    uint8_t *at = page->body;

    for (size_t i = 0; i < page->segments && !stream->is_broken; i++) {
        size_t left = (size_t)(page->end - at), count = lengths[i] < left ? lengths[i] : left;

        look_at_segment(stream, page, at, count);
        if (count < lengths[i]) /* it is cut off here */
            return;
        if (count < 255)
            end_packet(stream);
        at += count;
    }
}

/* ---- pages ---- */

/* False: there is no page. */
static bool read_page(uint8_t *at, size_t left, struct page *ret_page)
{
    size_t body = 0;

    if (left < HEAD || memcmp(at, "OggS\0", 5) != 0 || left < HEAD + (size_t)at[COUNT_AT])
        return false;
    *ret_page = (struct page){.bytes = at, .body = at + HEAD + at[COUNT_AT], .segments = at[COUNT_AT]};
    for (size_t i = 0; i < ret_page->segments; i++)
        body += at[HEAD + i];
    left -= (size_t)(ret_page->body - at);
    ret_page->is_whole = body <= left;
    ret_page->end = ret_page->body + (ret_page->is_whole ? body : left);
    return true;
}

/* CRC-32 from the highest bit, of 0x04c11db7, over the page with zeros in its place. */
static void sum(struct page *page)
{
    uint32_t value = 0;

    memset(page->bytes + SUM_AT, 0, 4);
    for (const uint8_t *at = page->bytes; at < page->end; at++) {
        value ^= (uint32_t)*at << 24;
        for (int bit = 0; bit < 8; bit++)
            value = value & 0x80000000U ? value << 1 ^ 0x04c11db7U : value << 1;
    }
    for (int i = 0; i < 4; i++)
        page->bytes[SUM_AT + i] = (uint8_t)(value >> (8 * i));
}

/* As much of it as is on the page. */
static struct str first_packet(const struct page *page)
{
    size_t there = (size_t)(page->end - page->body), len = 0;

    for (size_t i = 0; i < page->segments && len < there; i++) {
        len += page->bytes[HEAD + i];
        if (page->bytes[HEAD + i] < 255)
            break;
    }
    return str_n((const char *)page->body, len < there ? len : there);
}

/* NULL: a stream of something else, or too many. */
static struct stream *stream_of(struct stream streams[STREAMS_MAX], const struct page *page)
{
    const uint8_t *serial = page->bytes + SERIAL_AT;
    size_t i = 0;

    while (i < STREAMS_MAX && streams[i].codec && memcmp(streams[i].serial, serial, 4) != 0)
        i++;
    if (i == STREAMS_MAX)
        return NULL;
    if (page->bytes[FLAGS_AT] & FIRST) {
        streams[i] = (struct stream){.codec = codec_of(first_packet(page))};
        memcpy(streams[i].serial, serial, 4);
    }
    return streams[i].codec ? &streams[i] : NULL;
}

bool strip_ogg(uint8_t *bytes, size_t *len, struct error *err)
{
    struct stream streams[STREAMS_MAX] = {{NULL}};
    struct page page;
    size_t at = 0;

    while (read_page(bytes + at, *len - at, &page)) {
        struct stream *stream = stream_of(streams, &page);

        if (stream)
            look_at_packets(stream, &page);
        if (!stream || stream->is_broken)
            return error_set(err, ERROR_SKIP, "media",
                             "this Ogg file is broken at byte %zu, or has more than sound", at);
        if (page.is_touched && page.is_whole)
            sum(&page);
        at = (size_t)(page.end - bytes);
    }
    if (!at)
        return error_set(err, ERROR_SKIP, "media", "this Ogg file has no page");
    *len = at;
    return true;
}
