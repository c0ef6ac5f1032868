/* strip_boxes: HEIC, MP4. Their boxes tell where in the file others are, so nothing is moved: what is not
 * wanted is overwritten where it stands. */
#include "store/strip_parts.h"

#define ITEMS_MAX                                                                                            \
    4096 /* so that no file makes much work: of items, of their places, of what is looked at for each */

struct box {
    uint8_t *type; /* four bytes */
    uint8_t *body, *end;
};

struct file {
    uint8_t *bytes, *end;
};

/* What iloc says of all items, and what it may still cost. */
struct places {
    const struct file *file, *inside; /* the items of method 1 are in the second */
    const struct box *iinf;
    unsigned version;
    size_t offset, length, base, index; /* bytes of these numbers */
    int extents_left;
    size_t bytes_left; /* that may be overwritten */
};

/* False: there is no other, or no whole one. */
static bool next_box(uint8_t **at, uint8_t *end, struct box *ret_box)
{
    size_t left = (size_t)(end - *at), head = 8, size;

    if (left < head)
        return false;
    size = strip_big(*at, 4);
    if (size == 1 && left >= 16) {
        head = 16;
        size = (size_t)strip_big(*at + 8, 4) << 32 | strip_big(*at + 12, 4);
    } else if (size == 0) {
        size = left;
    }
    if (size < head)
        return false;
    if (size > left)
        size = left;
    *ret_box = (struct box){*at + 4, *at + head, *at + size};
    *at += size;
    return true;
}

static bool is_box(const struct box *box, const char *type)
{
    return memcmp(box->type, type, 4) == 0;
}

static void blank(uint8_t *from, const uint8_t *to)
{
    memset(from, 0, (size_t)(to - from));
}

/* ---- items of HEIC: iinf says of what type each is, iloc where it is ---- */

/* Numbers one after the other; past the end there are zeros, and `is_over`. */
struct reader {
    const uint8_t *at, *end;
    bool is_over;
};

static uint64_t take(struct reader *r, size_t bytes)
{
    uint64_t value = 0;

    if (r->is_over || (size_t)(r->end - r->at) < bytes) {
        r->is_over = true;
        return 0;
    }
    for (; bytes; bytes--)
        value = value << 8 | *r->at++;
    return value;
}

/* EXIF data, or XML with the same and more. */
static bool is_hidden_item(const struct box *iinf, uint32_t id)
{
    struct reader r = {iinf->body, iinf->end, false};
    uint8_t *at = iinf->body + ((take(&r, 4) >> 24) ? 8 : 6);
    struct box infe;

    for (int i = 0; i < ITEMS_MAX && at < iinf->end && next_box(&at, iinf->end, &infe); i++) {
        struct reader item = {infe.body, infe.end, false};
        uint64_t version = take(&item, 4) >> 24;
        uint64_t its_id = take(&item, version >= 3 ? 4 : 2);
        uint64_t protection = take(&item, 2);

        (void)protection;
        if (item.is_over || its_id != id || item.end - item.at < 4)
            continue;
        return memcmp(item.at, "Exif", 4) == 0 || memcmp(item.at, "mime", 4) == 0;
    }
    return false;
}

/* EXIF data that say nothing, for those who read them all the same: of an item, so with an offset before. */
static const uint8_t no_exif[] = {0, 0, 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 0, 0, 0, 0, 0};

/* False: it is more than there can be. */
static bool blank_extent(struct places *places, const struct file *file, uint64_t from, uint64_t count)
{
    uint64_t len = (uint64_t)(file->end - file->bytes);

    if (from >= len)
        return true;
    if (count == 0 || count > len - from)
        count = len - from;
    if (count > places->bytes_left)
        return false;
    places->bytes_left -= count;
    memset(file->bytes + from, 0, count);
    if (count >= sizeof(no_exif))
        memcpy(file->bytes + from, no_exif, sizeof(no_exif));
    return true;
}

static bool blank_item(struct places *places, struct reader *r)
{
    uint32_t id = (uint32_t)take(r, places->version == 2 ? 4 : 2);
    uint64_t method = places->version > 0 ? take(r, 2) & 15 : 0, base, extents;
    bool is_hidden = is_hidden_item(places->iinf, id);

    take(r, 2); /* data reference */
    base = take(r, places->base);
    extents = take(r, 2);
    for (uint64_t i = 0; i < extents && !r->is_over; i++) {
        uint64_t offset, length;

        take(r, places->version > 0 ? places->index : 0);
        offset = take(r, places->offset);
        length = take(r, places->length);
        if (places->extents_left-- == 0)
            return false;
        if (!r->is_over && is_hidden &&
            !blank_extent(places, method == 1 ? places->inside : places->file, base + offset, length))
            return false;
    }
    return true;
}

static bool is_good_size(size_t bytes)
{
    return bytes == 0 || bytes == 4 || bytes == 8;
}

static bool blank_items(struct places *places, const struct box *iloc)
{
    struct reader r = {iloc->body, iloc->end, false};
    unsigned packed;
    uint64_t items;

    places->version = (unsigned)(take(&r, 4) >> 24);
    packed = (unsigned)take(&r, 2);
    places->offset = packed >> 12;
    places->length = packed >> 8 & 15;
    places->base = packed >> 4 & 15;
    places->index = packed & 15;
    items = take(&r, places->version == 2 ? 4 : 2);
    if (places->version > 2 || items > ITEMS_MAX || !is_good_size(places->offset) ||
        !is_good_size(places->length) || !is_good_size(places->base) ||
        (places->version > 0 && !is_good_size(places->index)))
        return false;
    for (uint64_t i = 0; i < items && !r.is_over; i++)
        if (!blank_item(places, &r))
            return false;
    return true;
}

static bool strip_meta(const struct file *file, const struct box *meta, struct error *err)
{
    struct box box, iinf = {0}, iloc = {0};
    struct file inside = {0};
    struct places places = {.file = file,
                            .inside = &inside,
                            .iinf = &iinf,
                            .extents_left = ITEMS_MAX,
                            .bytes_left = (size_t)(file->end - file->bytes)};
    uint8_t *at = meta->body + 4;

    if (meta->end - meta->body < 4)
        return true;
    while (next_box(&at, meta->end, &box)) {
        if (is_box(&box, "iinf"))
            iinf = box;
        else if (is_box(&box, "iloc"))
            iloc = box;
        else if (is_box(&box, "idat"))
            inside = (struct file){box.body, box.end};
    }
    return !iinf.body || !iloc.body || blank_items(&places, &iloc) ||
           error_set(err, ERROR_SKIP, "media",
                     "this HEIC file is broken: it does not tell where its items are");
}

/* ---- all boxes ---- */

/* Of the boxes in each of these those that make the picture or the sound are kept: names of four letters.
 * What is not known may be anything, such as a whole film that a phone has put behind its photo. */
static const struct parent {
    const char *name, *kept;
    size_t head; /* bytes before the boxes in it */
} file_parent = {"", "ftyp styp meta moov moof mdat imda sidx mfra", 0},
  parents[] = {
      {"meta", "hdlr pitm iinf iloc iref iprp idat dinf grpl", 4},
      {"moov", "mvhd trak mvex", 0},
      {"trak", "tkhd edts tref mdia", 0},
      {"mdia", "mdhd hdlr minf", 0},
      {"minf", "smhd vmhd nmhd dinf stbl", 0},
      {"moof", "mfhd traf", 0},
      {"traf", "tfhd tfdt trun sdtp sbgp sgpd", 0},
};

static const struct parent *as_parent(const struct box *box)
{
    for (size_t i = 0; i < COUNT_OF(parents); i++)
        if (is_box(box, parents[i].name))
            return &parents[i];
    return NULL;
}

static bool is_kept(const struct parent *parent, const struct box *box)
{
    for (const char *name = parent->kept;; name += 5) {
        if (is_box(box, name))
            return true;
        if (!name[4])
            return false;
    }
}

/* What is no whole box becomes one with nothing in it, that goes on to the end. */
static void blank_rest(uint8_t *at, uint8_t *end)
{
    blank(at, end);
    if (end - at >= 8)
        memcpy(at + 4, "free", 4);
}

static void keep_boxes(const struct parent *parent, uint8_t *at, uint8_t *end)
{
    struct box box;

    while (next_box(&at, end, &box)) {
        const struct parent *inner = as_parent(&box);

        if (!is_kept(parent, &box)) {
            memcpy(box.type, "free", 4);
            blank(box.body, box.end);
        } else if (inner && (size_t)(box.end - box.body) >= inner->head) {
            keep_boxes(inner, box.body + inner->head, box.end);
        }
    }
    blank_rest(at, end);
}

bool strip_boxes(uint8_t *bytes, size_t *len, struct error *err)
{
    const struct file file = {bytes, bytes + *len};
    uint8_t *at = bytes, *end = file.end;
    struct box box;

    while (next_box(&at, end, &box)) {
        if (is_box(&box, "meta") && !strip_meta(&file, &box, err))
            return false;
        if (is_box(&box, "ftyp") && box.type != bytes + 4)
            at = end = box.type - 4; /* another file, behind the end of this one */
    }
    blank_rest(end, file.end);
    keep_boxes(&file_parent, bytes, end);
    return true;
}
