/* upload_sheet: the blobs of an upload: its parts, and the sheet that names them. */
#include "base/hex.h"
#include "base/id.h"
#include "store/upload_parts.h"

#define SHEET_BYTES ((size_t)1 << 20) /* in memory; it names less than 300 parts */

/* ---- blobs ---- */

void blob_name(struct blob *blob, char letter, const char *id)
{
    snprintf(blob->name, sizeof(blob->name), "%c%s", letter, id);
}

static struct seal_of seal_of(const struct order *order, const struct blob *blob)
{
    return (struct seal_of){&order->store->keys, str_of(order->tenant), str_of(blob->name)};
}

enum media_outcome blob_get(struct order *order, struct blob *blob)
{
    struct place *place = order->store->place;
    struct seal_of of = seal_of(order, blob);
    struct seal_about about;
    size_t size;
    enum media_outcome outcome =
        place->kind->get(place, of.tenant, of.id, NULL, &blob->bytes, &size, &order->err);

    if (outcome != MEDIA_DONE)
        return outcome;
    if (!seal_open(&of, blob->bytes, size, &about, &order->err))
        return MEDIA_DAMAGED;
    blob->content = str_n((const char *)blob->bytes + SEAL_HEAD_BYTES, size - SEAL_HEAD_BYTES);
    blob->expires_ms = about.expires_ms;
    return about.expires_ms > order->now_ms ? MEDIA_DONE : MEDIA_MISSING;
}

/* The content stands behind the head. */
enum media_outcome blob_put(struct order *order, struct blob *blob, size_t content)
{
    struct place *place = order->store->place;
    struct seal_of of = seal_of(order, blob);
    struct seal_about about = {.made_ms = order->now_ms,
                               .expires_ms = blob->expires_ms,
                               .bytes = (int64_t)content};

    seal(&of, &about, blob->bytes);
    return place->kind->put(place, of.tenant, of.id,
                            str_n((const char *)blob->bytes, SEAL_HEAD_BYTES + content), &order->err);
}

void blob_erase(struct order *order, char letter, const char *id)
{
    struct place *place = order->store->place;
    struct blob blob;
    struct error ignored; /* it has a time to be erased at */

    blob_name(&blob, letter, id);
    (void)place->kind->remove(place, str_of(order->tenant), str_of(blob.name), &ignored);
}

/* ---- the sheet ---- */

static int64_t bytes_of(const Steward__V1__UploadSheet *sheet)
{
    int64_t bytes = sheet->media_id[0] ? sheet->length : 0;

    for (size_t i = 0; i < sheet->n_parts; i++)
        bytes += sheet->parts[i]->bytes;
    return bytes;
}

void upload_know(struct upload *u)
{
    struct media_answer *answer = &u->order->answer;

    answer->length = u->sheet->length;
    answer->offset = bytes_of(u->sheet);
    answer->expires_ms = u->expires_ms;
    snprintf(answer->id, sizeof(answer->id), "%s", u->sheet->media_id);
}

static enum media_outcome read_sheet(struct upload *u, char letter)
{
    struct order *order = u->order;
    struct blob blob = {.bytes = NULL};
    enum media_outcome outcome;

    blob_name(&blob, letter, order->answer.upload);
    outcome = blob_get(order, &blob);
    if (outcome == MEDIA_DONE) {
        u->kept_as = letter;
        u->expires_ms = blob.expires_ms;
        u->sheet = (Steward__V1__UploadSheet *)message_unpack(&steward__v1__upload_sheet__descriptor,
                                                              blob.content, u->arena, &order->err);
        outcome = u->sheet ? MEDIA_DONE : MEDIA_DAMAGED;
    }
    mem_free(blob.bytes);
    return outcome;
}

enum media_outcome upload_write(struct upload *u, char letter, const Steward__V1__UploadSheet *sheet)
{
    struct str text = message_pack(&sheet->base, u->arena);
    struct blob blob = {.bytes = mem_alloc(SEAL_HEAD_BYTES + text.len), .expires_ms = u->expires_ms};
    enum media_outcome outcome;

    blob_name(&blob, letter, u->order->answer.upload);
    memcpy(blob.bytes + SEAL_HEAD_BYTES, text.data, text.len);
    outcome = blob_put(u->order, &blob, text.len);
    mem_free(blob.bytes);
    return outcome;
}

bool upload_open(struct upload *u, struct order *order)
{
    enum media_outcome outcome;

    *u = (struct upload){.order = order, .arena = arena_new(SHEET_BYTES)};
    outcome = read_sheet(u, PLACE_UPLOAD);
    if (outcome == MEDIA_MISSING)
        outcome = read_sheet(u, PLACE_FINISHED);
    order->answer.outcome = outcome;
    if (outcome == MEDIA_DONE)
        upload_know(u);
    return outcome == MEDIA_DONE;
}

/* The sheet first: without it the parts are nobody's. */
void upload_erase(struct upload *u)
{
    struct order *order = u->order;

    blob_erase(order, u->kept_as, order->answer.upload);
    if (u->kept_as == PLACE_UPLOAD)
        usages_count_upload(&order->store->place->usages, str_of(order->tenant), -1);
    for (size_t i = 0; i < u->sheet->n_parts; i++)
        blob_erase(order, PLACE_PART, u->sheet->parts[i]->id);
}

void upload_new_id(char ret_id[MEDIA_ID_SIZE])
{
    unsigned char bytes[MEDIA_ID_CHARS / 2];

    random_bytes(bytes, sizeof(bytes));
    *hex_write(ret_id, bytes, sizeof(bytes)) = '\0';
}

void upload_new(struct upload *u, struct order *order, int64_t length)
{
    *u = (struct upload){.order = order, .arena = arena_new(SHEET_BYTES), .kept_as = PLACE_UPLOAD};
    u->sheet = message_new(&steward__v1__upload_sheet__descriptor, u->arena);
    u->sheet->length = length;
    u->expires_ms = order->now_ms + place_keep_ms(order->store->place, true);
    upload_new_id(order->answer.upload);
}
