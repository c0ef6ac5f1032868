/* upload_work: uploads in the worker. Of each there is a sheet that names its parts.
 *
 * A part is there before the sheet names it, so that what was answered is there whoever is killed; what no
 * sheet names is erased when its time is over. A part has a new name each time it is written: copies of the
 * service that add to an upload at the same time do not touch what the other's sheet names. */
#include "store/upload_parts.h"
#include "store/uploads.h"

#define PART_BYTES (64 << 10) /* what is less is joined with the next piece */

/* ---- a piece that is not the last ---- */

static const Steward__V1__UploadSheet__Part *small_part(const Steward__V1__UploadSheet *sheet)
{
    const Steward__V1__UploadSheet__Part *last = sheet->n_parts ? sheet->parts[sheet->n_parts - 1] : NULL;

    return last && last->bytes < PART_BYTES ? last : NULL;
}

/* The part's bytes, `before` them the small one's, which it takes the place of. */
static enum media_outcome put_part(struct upload *u, const Steward__V1__UploadSheet__Part *before,
                                   char ret_id[MEDIA_ID_SIZE])
{
    struct order *order = u->order;
    struct blob small = {.bytes = NULL}, part = {.expires_ms = u->expires_ms};
    enum media_outcome outcome = MEDIA_DONE;

    if (before) {
        blob_name(&small, PLACE_PART, before->id);
        outcome = blob_get(order, &small);
    }
    upload_new_id(ret_id);
    blob_name(&part, PLACE_PART, ret_id);
    part.bytes = mem_alloc(SEAL_HEAD_BYTES + small.content.len + order->content);
    if (small.content.len)
        memcpy(part.bytes + SEAL_HEAD_BYTES, small.content.data, small.content.len);
    memcpy(part.bytes + SEAL_HEAD_BYTES + small.content.len, order->blob + SEAL_HEAD_BYTES, order->content);
    if (outcome == MEDIA_DONE)
        outcome = blob_put(order, &part, small.content.len + order->content);
    mem_free(part.bytes);
    mem_free(small.bytes);
    return outcome;
}

static void add_part(struct upload *u, const char *id, int64_t bytes)
{
    Steward__V1__UploadSheet *sheet = u->sheet;
    Steward__V1__UploadSheet__Part **parts = arena_array(u->arena, sheet->n_parts + 1, sizeof(*parts));

    if (sheet->n_parts)
        memcpy(parts, sheet->parts, sheet->n_parts * sizeof(*parts));
    parts[sheet->n_parts] = message_new(&steward__v1__upload_sheet__part__descriptor, u->arena);
    parts[sheet->n_parts]->id = str_c(u->arena, str_of(id));
    parts[sheet->n_parts++]->bytes = bytes;
    sheet->parts = parts;
}

static enum media_outcome go_on(struct upload *u)
{
    const Steward__V1__UploadSheet__Part *small = small_part(u->sheet);
    char id[MEDIA_ID_SIZE];
    enum media_outcome outcome = put_part(u, small, id);

    if (outcome != MEDIA_DONE)
        return outcome;
    u->sheet->n_parts -= small != NULL;
    add_part(u, id, (int64_t)u->order->content + (small ? small->bytes : 0));
    outcome = upload_write(u, PLACE_UPLOAD, u->sheet);
    if (outcome == MEDIA_DONE && small)
        blob_erase(u->order, PLACE_PART, small->id);
    if (outcome == MEDIA_DONE)
        upload_know(u);
    return outcome;
}

/* ---- the last piece ---- */

/* All the parts where a put has its content, and behind them the piece that is there. */
static enum media_outcome join(struct upload *u)
{
    struct order *order = u->order;
    unsigned char *whole = mem_alloc(SEAL_HEAD_BYTES + (size_t)u->sheet->length),
                  *at = whole + SEAL_HEAD_BYTES;
    enum media_outcome outcome = MEDIA_DONE;

    for (size_t i = 0; i < u->sheet->n_parts && outcome == MEDIA_DONE; i++) {
        struct blob part = {.bytes = NULL};

        blob_name(&part, PLACE_PART, u->sheet->parts[i]->id);
        outcome = blob_get(order, &part);
        if (outcome == MEDIA_MISSING ||
            (outcome == MEDIA_DONE && part.content.len != (size_t)u->sheet->parts[i]->bytes))
            outcome = MEDIA_DAMAGED;
        if (outcome == MEDIA_DONE)
            at = mempcpy(at, part.content.data, part.content.len);
        mem_free(part.bytes);
    }
    if (outcome == MEDIA_DONE)
        memcpy(at, order->blob + SEAL_HEAD_BYTES, order->content);
    mem_free(order->blob);
    order->blob = whole;
    order->content = (size_t)u->sheet->length;
    return outcome;
}

/* The medium is there already: if the sheet that says so cannot be written, the last piece may be sent again.
 */
static void remember(struct upload *u)
{
    Steward__V1__UploadSheet finished = *u->sheet;

    finished.n_parts = 0;
    finished.media_id = u->order->answer.id;
    u->order->answer.offset = finished.length;
    if (upload_write(u, PLACE_FINISHED, &finished) == MEDIA_DONE)
        upload_erase(u);
}

static void finish(struct upload *u)
{
    struct order *order = u->order;

    order->answer.outcome = join(u);
    if (order->answer.outcome == MEDIA_DONE)
        order_put.carry_out(order);
    switch (order->answer.outcome) {
    case MEDIA_DONE:
        remember(u);
        break;
    case MEDIA_UNKNOWN:
    case MEDIA_BROKEN:
    case MEDIA_DAMAGED:
        upload_erase(u);
        break;
    default: /* the last piece may be sent again */
        break;
    }
}

/* ---- orders ---- */

static void carry_out_begin(struct order *order)
{
    struct place *place = order->store->place;
    struct str tenant = str_of(order->tenant);
    struct upload u;

    order->answer.outcome = MEDIA_FULL;
    if (usages_uploads(&place->usages, tenant) >= UPLOADS_MAX)
        error_set(&order->err, ERROR_RETRY, "media", "the tenant has %d uploads that go on", UPLOADS_MAX);
    else if (usages_have_room(&place->usages, tenant, order->answer.length, &order->err)) {
        upload_new(&u, order, order->answer.length);
        order->answer.outcome = upload_write(&u, PLACE_UPLOAD, u.sheet);
        upload_know(&u);
        arena_free(u.arena);
    }
    if (order->answer.outcome == MEDIA_DONE)
        usages_count_upload(&place->usages, tenant, 1);
}

static void carry_out_stat(struct order *order)
{
    struct upload u;

    upload_open(&u, order);
    arena_free(u.arena);
}

static void carry_out_add(struct order *order)
{
    struct media_answer *answer = &order->answer;
    struct upload u;

    if (!upload_open(&u, order)) {
        arena_free(u.arena);
        return;
    }
    if (order->offset != answer->offset || (int64_t)order->content > answer->length - answer->offset) {
        answer->outcome = MEDIA_ELSEWHERE;
        error_set(&order->err, ERROR_SKIP, "media", "it goes on at byte %lld of %lld",
                  (long long)answer->offset, (long long)answer->length);
    } else if (answer->offset + (int64_t)order->content == answer->length) {
        finish(&u);
    } else {
        answer->outcome = go_on(&u);
    }
    arena_free(u.arena);
}

static void carry_out_remove(struct order *order)
{
    struct upload u;

    if (upload_open(&u, order))
        upload_erase(&u);
    arena_free(u.arena);
}

const struct order_kind order_upload_begin = {"upload-begin", carry_out_begin};
const struct order_kind order_upload_stat = {"upload-stat", carry_out_stat};
const struct order_kind order_upload_add = {"upload-add", carry_out_add};
const struct order_kind order_upload_remove = {"upload-remove", carry_out_remove};
