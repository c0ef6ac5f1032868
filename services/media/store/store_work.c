/* store_work: orders carried out. All of this runs in the worker: it sees the order, the place, the keys,
 * and nothing of the loop. */
#include "base/log.h"
#include "store/store_parts.h"
#include "store/strip.h"

static bool open_store(struct media_store *store, struct error *err)
{
    bool is_new = false;

    if (store->is_open)
        return true;
    if (!store->place->kind->open(store->place, err) ||
        (store->key_file && !media_keys_of_file(store->key_file, &store->keys, &is_new, err)))
        return false;
    if (is_new)
        log_warn("media are encrypted with a key that was made beside them: STEWARD_MEDIA_KEY_FILE names a "
                 "better place",
                 {"file", LOG_TEXT(store->key_file)});
    store->is_open = true;
    return true;
}

static struct seal_of seal_of(const struct order *order)
{
    return (struct seal_of){&order->store->keys, str_of(order->tenant), str_of(order->answer.id)};
}

static void know(struct order *order, const struct seal_about *about)
{
    order->answer.type = kind_of_code(about->type);
    order->answer.bytes = about->bytes;
    order->answer.expires_ms = about->expires_ms;
    if (about->expires_ms <= order->now_ms)
        order->answer.outcome = MEDIA_MISSING;
    else if (!order->answer.type)
        order->answer.outcome = MEDIA_DAMAGED;
}

static void carry_out_put(struct order *order)
{
    struct place *place = order->store->place;
    struct media_answer *answer = &order->answer;
    uint8_t *content = order->blob + SEAL_HEAD_BYTES;
    struct seal_about about = {.made_ms = order->now_ms, .expires_ms = order->now_ms + order->store->keep_ms};
    struct seal_of of;

    answer->type = kind_of(str_n((const char *)content, order->content));
    answer->outcome = answer->type ? MEDIA_BROKEN : MEDIA_UNKNOWN;
    if (!answer->type || !strip(answer->type, content, &order->content, &order->err))
        return;
    seal_id(&order->store->keys, str_of(order->tenant), str_n((const char *)content, order->content),
            answer->id);
    about.type = answer->type->code;
    about.bytes = (int64_t)order->content;
    of = seal_of(order);
    seal(&of, &about, order->blob);
    answer->outcome =
        place->kind->put(place, of.tenant, of.id,
                         str_n((const char *)order->blob, SEAL_HEAD_BYTES + order->content), &order->err);
    if (answer->outcome == MEDIA_DONE)
        know(order, &about);
}

static void carry_out_get(struct order *order)
{
    struct place *place = order->store->place;
    struct seal_of of = seal_of(order);
    struct seal_about about;
    size_t size;

    order->answer.outcome = place->kind->get(place, of.tenant, of.id, NULL, &order->blob, &size, &order->err);
    if (order->answer.outcome != MEDIA_DONE)
        return;
    order->answer.outcome = MEDIA_DAMAGED;
    if (!seal_open(&of, order->blob, size, &about, &order->err))
        return;
    order->answer.outcome = MEDIA_DONE;
    order->answer.content = str_n((const char *)order->blob + SEAL_HEAD_BYTES, size - SEAL_HEAD_BYTES);
    know(order, &about);
}

static void carry_out_stat(struct order *order)
{
    struct place *place = order->store->place;
    unsigned char head[SEAL_HEAD_BYTES];
    struct seal_of of = seal_of(order);
    struct seal_about about;
    size_t size;

    order->answer.outcome = place->kind->get(place, of.tenant, of.id, head, NULL, &size, &order->err);
    if (order->answer.outcome != MEDIA_DONE)
        return;
    if (seal_read_head(&of, head, size, &about, &order->err))
        know(order, &about);
    else
        order->answer.outcome = MEDIA_DAMAGED;
}

static void carry_out_remove(struct order *order)
{
    struct place *place = order->store->place;

    order->answer.outcome =
        place->kind->remove(place, str_of(order->tenant), str_of(order->answer.id), &order->err);
}

static void carry_out_sweep(struct order *order)
{
    struct place *place = order->store->place;

    order->store->is_open = place->kind->sweep(place, order->now_ms, &order->store->swept, &order->err);
    order->answer.outcome = order->store->is_open ? MEDIA_DONE : MEDIA_AWAY;
}

const struct order_kind order_put = {"put", carry_out_put};
const struct order_kind order_get = {"get", carry_out_get};
const struct order_kind order_stat = {"stat", carry_out_stat};
const struct order_kind order_remove = {"remove", carry_out_remove};
const struct order_kind order_sweep = {"sweep", carry_out_sweep};

void order_work(struct job *job)
{
    struct order *order = container_of(job, struct order, job);

    order->answer.outcome = MEDIA_AWAY;
    if (open_store(order->store, &order->err))
        order->kind->carry_out(order);
}
