/* matroska: elements, one after the other. */
#include "matroska.h"

#define UNKNOWN_SIZE UINT64_MAX
#define AUDIO_TRACK  2
#define LACING       0x06 /* flags of a block */

enum {
    EBML = 0x1A45DFA3,
    DOC_TYPE = 0x4282,
    SEGMENT = 0x18538067,
    TRACKS = 0x1654AE6B,
    TRACK_ENTRY = 0xAE,
    TRACK_NUMBER = 0xD7,
    TRACK_TYPE = 0x83,
    CODEC_ID = 0x86,
    CODEC_PRIVATE = 0x63A2,
    CLUSTER = 0x1F43B675,
    SIMPLE_BLOCK = 0xA3,
    BLOCK_GROUP = 0xA0,
    BLOCK = 0xA1,
};

static const uint64_t entered[] = {EBML, SEGMENT, TRACKS, TRACK_ENTRY, CLUSTER, BLOCK_GROUP};

struct element {
    uint64_t id;
    struct str data; /* empty: it was entered */
};

struct track {
    uint64_t number, type;
    struct str codec, head;
};

static bool broken(struct error *err, const char *why)
{
    return error_set(err, ERROR_SKIP, "audio", "it is not good WebM: %s", why);
}

/* A number of one to `most` bytes, the first of which says how many; of an id the mark stays in. */
static bool take_number(struct str bytes, size_t *at, size_t most, bool is_id, uint64_t *ret_number)
{
    unsigned char first;
    size_t len = 1;
    uint64_t number, mark = 0x80;

    if (*at >= bytes.len)
        return false;
    first = (unsigned char)bytes.data[*at];
    for (; len <= most && !(first & mark); len++)
        mark >>= 1;
    if (len > most || len > bytes.len - *at)
        return false;
    number = is_id ? first : first & (mark - 1);
    for (size_t i = 1; i < len; i++)
        number = number << 8 | (unsigned char)bytes.data[*at + i];
    *at += len;
    *ret_number = !is_id && number == ((uint64_t)1 << (7 * len)) - 1 ? UNKNOWN_SIZE : number;
    return true;
}

static bool is_entered(uint64_t id)
{
    for (size_t i = 0; i < COUNT_OF(entered); i++)
        if (entered[i] == id)
            return true;
    return false;
}

static bool next_element(struct matroska *file, struct element *ret_element, struct error *err)
{
    uint64_t size;

    *ret_element = (struct element){0};
    if (!take_number(file->bytes, &file->at, 4, true, &ret_element->id) ||
        !take_number(file->bytes, &file->at, 8, false, &size))
        return broken(err, "an element has no id or size");
    if (is_entered(ret_element->id))
        return true;
    if (size > file->bytes.len - file->at)
        return broken(err, "it is cut off");
    ret_element->data = str_n(file->bytes.data + file->at, (size_t)size);
    file->at += (size_t)size;
    return true;
}

static uint64_t as_number(struct str data)
{
    uint64_t number = 0;

    for (size_t i = 0; i < data.len && i < 8; i++)
        number = number << 8 | (unsigned char)data.data[i];
    return number;
}

static void note(struct track *track, const struct element *element)
{
    switch (element->id) {
    case TRACK_ENTRY:
        *track = (struct track){0};
        break;
    case TRACK_NUMBER:
        track->number = as_number(element->data);
        break;
    case TRACK_TYPE:
        track->type = as_number(element->data);
        break;
    case CODEC_ID:
        track->codec = element->data;
        break;
    case CODEC_PRIVATE:
        track->head = element->data;
        break;
    default:
        break;
    }
}

static bool is_read_here(const struct track *track)
{
    return track->type == AUDIO_TRACK && str_is(track->codec, "A_OPUS");
}

bool matroska_open(struct str bytes, struct matroska *ret_file, struct error *err)
{
    struct matroska file = {.bytes = bytes};
    struct track track = {0};
    struct element element = {0};

    while (element.id != CLUSTER) {
        if (file.at == bytes.len)
            return broken(err, "there is nothing in it");
        if (!next_element(&file, &element, err))
            return false;
        if (element.id == DOC_TYPE && !str_is(element.data, "webm") && !str_is(element.data, "matroska"))
            return broken(err, "it is some other kind of EBML");
        if ((element.id == TRACK_ENTRY || element.id == CLUSTER) && is_read_here(&track) &&
            !file.codec_head.data) {
            file.track = track.number;
            file.codec_head = track.head;
        }
        note(&track, &element);
    }
    if (!file.codec_head.data)
        return broken(err, "there is no Opus in it");
    *ret_file = file;
    return true;
}

bool matroska_next(struct matroska *file, struct str *ret_packet, struct error *err)
{
    *ret_packet = STR_NONE;
    while (file->at < file->bytes.len) {
        struct element element;
        uint64_t track;
        size_t at = 0;

        if (!next_element(file, &element, err))
            return false;
        if (element.id != SIMPLE_BLOCK && element.id != BLOCK)
            continue;
        if (!element.data.data || !take_number(element.data, &at, 8, false, &track) ||
            element.data.len < at + 3)
            return broken(err, "a block has no head");
        if (track != file->track)
            continue;
        if (element.data.data[at + 2] & LACING)
            return broken(err, "its blocks are laced");
        *ret_packet = str_sub(element.data, at + 3, element.data.len); /* behind the time and the flags */
        if (ret_packet->len)
            return true;
    }
    return true;
}
