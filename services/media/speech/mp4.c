/* mp4: boxes, one after the other; those that hold boxes that matter are walked into as if they had no end.
 */
#include "mp4.h"

#define SAMPLE_ENTRY_BYTES 28 /* of mp4a, before the boxes in it */
#define ENTRY_HEAD         8

static const char *const entered[] = {"moov", "trak", "mdia", "minf", "stbl"};

static bool broken(struct error *err, const char *why)
{
    return error_set(err, ERROR_SKIP, "audio", "it is not good MP4: %s", why);
}

static uint64_t number_at(struct str data, size_t at, size_t bytes) /* 0 behind the end */
{
    uint64_t number = 0;

    if (at > data.len || bytes > data.len - at)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        number = number << 8 | (unsigned char)data.data[at + i];
    return number;
}

static uint32_t u32(struct str data, size_t at)
{
    return (uint32_t)number_at(data, at, 4);
}

static bool next_box(struct str bytes, size_t *at, struct str *ret_kind, struct str *ret_data,
                     struct error *err)
{
    uint64_t size = number_at(bytes, *at, 4), head = 8;

    if (bytes.len - *at < head)
        return broken(err, "it is cut off");
    if (size == 1) {
        head = 16;
        size = number_at(bytes, *at + 8, 8);
    } else if (size == 0)
        size = bytes.len - *at; /* up to the end of the file */
    if (size < head || size > bytes.len - *at)
        return broken(err, "it is cut off");
    *ret_kind = str_n(bytes.data + *at + 4, 4);
    *ret_data = str_n(bytes.data + *at + head, (size_t)(size - head));
    *at += (size_t)size;
    return true;
}

/* The value of a descriptor: a tag, a length in up to four bytes of seven bits, then that many bytes. */
static bool take_descriptor(struct str *data, int *ret_tag, struct str *ret_value)
{
    size_t len = 0, at = 1;

    if (data->len < 2)
        return false;
    for (int i = 0; i < 4 && at < data->len; i++) {
        len = len << 7 | ((unsigned char)data->data[at] & 0x7f);
        if (!(data->data[at++] & 0x80))
            break;
    }
    if (len > data->len - at)
        return false;
    *ret_tag = (unsigned char)data->data[0];
    *ret_value = str_sub(*data, at, at + len);
    *data = str_sub(*data, at + len, data->len);
    return true;
}

/* The decoder's configuration (tag 5), in a description of a decoder (4), in one of a stream (3). */
static struct str config_in(struct str esds)
{
    static const struct {
        int tag;
        size_t skip;
    } levels[] = {{3, 3}, {4, 13}, {5, 0}};
    struct str data = str_sub(esds, 4, esds.len);

    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        struct str value;
        int tag;

        if (!take_descriptor(&data, &tag, &value) || tag != levels[i].tag || value.len < levels[i].skip)
            return STR_NONE;
        data = str_sub(value, levels[i].skip, value.len);
    }
    return data;
}

/* The configuration of the first description of samples, if that is AAC. */
static struct str config_of(struct str stsd)
{
    struct str entry = str_sub(stsd, ENTRY_HEAD, stsd.len), kind = STR_NONE, data = STR_NONE;
    struct error ignored;
    size_t at = 0;

    if (!next_box(entry, &at, &kind, &data, &ignored) || !str_is(kind, "mp4a") ||
        data.len < SAMPLE_ENTRY_BYTES)
        return STR_NONE;
    entry = str_sub(data, SAMPLE_ENTRY_BYTES, data.len);
    for (at = 0; at < entry.len;)
        if (!next_box(entry, &at, &kind, &data, &ignored))
            return STR_NONE;
        else if (str_is(kind, "esds"))
            return config_in(data);
    return STR_NONE;
}

static bool is_entered(struct str kind)
{
    for (size_t i = 0; i < COUNT_OF(entered); i++)
        if (str_is(kind, entered[i]))
            return true;
    return false;
}

static void note(struct mp4 *track, struct str kind, struct str data)
{
    if (str_is(kind, "stsd"))
        track->config = config_of(data);
    else if (str_is(kind, "stsz"))
        track->sizes = data;
    else if (str_is(kind, "stsc"))
        track->chunks_of = data;
    else if (str_is(kind, "stco") || str_is(kind, "co64")) {
        track->places = data;
        track->place_bytes = str_is(kind, "co64") ? 8 : 4;
    }
}

static bool is_whole(const struct mp4 *track)
{
    return track->config.data && track->sizes.data && track->chunks_of.data && track->places.data;
}

/* What a table says that it has, it must have: else following it would take as long as it says. */
static bool tables_hold(const struct mp4 *track)
{
    const struct {
        struct str table;
        size_t count_at, rows_at, row_bytes;
    } tables[] = {
        {track->sizes, 8, 12, u32(track->sizes, 4) ? 0 : 4}, /* none, if all have one size */
        {track->chunks_of, 4, 8, 12},
        {track->places, 4, 8, track->place_bytes},
    };

    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (tables[i].table.len < tables[i].rows_at ||
            u32(tables[i].table, tables[i].count_at) * (uint64_t)tables[i].row_bytes >
                tables[i].table.len - tables[i].rows_at)
            return false;
    return true;
}

bool mp4_open(struct str bytes, struct mp4 *ret_file, struct error *err)
{
    struct mp4 track = {.bytes = bytes};

    for (size_t at = 0; at < bytes.len && !is_whole(&track);) {
        struct str kind = STR_NONE, data = STR_NONE;

        if (!next_box(bytes, &at, &kind, &data, err))
            return false;
        if (str_is(kind, "trak"))
            track = (struct mp4){.bytes = bytes};
        if (is_entered(kind))
            at = (size_t)(data.data - bytes.data);
        else
            note(&track, kind, data);
    }
    if (!is_whole(&track))
        return broken(err, "there is no AAC in it, or it is in fragments");
    if (!tables_hold(&track))
        return broken(err, "a table is shorter than it says");
    track.frames = u32(track.sizes, 8);
    *ret_file = track;
    return true;
}

/* How many frames the chunk has, which is counted from 0: runs of chunks have as many each. */
static uint32_t frames_in(struct mp4 *file, uint32_t chunk)
{
    uint32_t runs = u32(file->chunks_of, 4);

    while (file->run + 1 < runs && u32(file->chunks_of, 8 + 12 * ((size_t)file->run + 1)) <= chunk + 1)
        file->run++;
    return u32(file->chunks_of, 8 + 12 * (size_t)file->run + 4);
}

static bool begin_chunk(struct mp4 *file, struct error *err)
{
    if (file->chunk >= u32(file->places, 4))
        return broken(err, "it has more frames than places for them");
    file->left_in_chunk = frames_in(file, file->chunk);
    file->at = number_at(file->places, 8 + file->place_bytes * (size_t)file->chunk, file->place_bytes);
    file->chunk++;
    return true;
}

bool mp4_next(struct mp4 *file, struct str *ret_frame, struct error *err)
{
    uint32_t size = u32(file->sizes, 4); /* of all, or 0 */

    *ret_frame = STR_NONE;
    if (file->frame == file->frames)
        return true;
    while (!file->left_in_chunk) /* ends: each turn takes a place */
        if (!begin_chunk(file, err))
            return false;
    if (!size)
        size = u32(file->sizes, 12 + 4 * (size_t)file->frame);
    if (!size || file->at > file->bytes.len || size > file->bytes.len - file->at)
        return broken(err, "a frame is not where it should be");
    *ret_frame = str_n(file->bytes.data + file->at, size);
    file->at += size;
    file->frame++;
    file->left_in_chunk--;
    return true;
}
