/* store: orders are given to the worker, and answered when it is done with them. */
#include "store/store_parts.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/folder.h"
#include "store/s3.h"

#define ORDERS_MAX   64
#define SWEEP_MS     60000
#define SWEEP_MS_MIN 200
#define KEY_FILE     "key"

static const char *const outcome_names[MEDIA_OUTCOMES] = {"done",   "missing",   "unknown",
                                                          "broken", "full",      "damaged",
                                                          "away",   "unfetched", "elsewhere"};

static void count(const struct order *order)
{
    char labels[64];

    snprintf(labels, sizeof(labels), "does=\"%s\",outcome=\"%s\"", order->kind->name,
             outcome_names[order->answer.outcome]);
    metric_add(metric_counter("steward_media_store_total", "Orders to the store of media.", labels), 1);
}

static void finish(struct order *order)
{
    static const char *const whys[MEDIA_OUTCOMES] = {
        [MEDIA_MISSING] = "there is nothing of that id, or not any more",
        [MEDIA_UNKNOWN] = "these bytes are neither a picture nor a recording of a kind that is taken",
        [MEDIA_DAMAGED] = "what is kept of it is of no kind that is known",
    };

    order->answer.why = order->err.text[0] ? order->err.text : whys[order->answer.outcome];
    count(order);
    if (order->answer.outcome == MEDIA_DAMAGED)
        log_error("something kept is not what was put there", {"media_id", LOG_TEXT(order->answer.id)},
                  {"why", LOG_TEXT(order->answer.why)});
    order->done(order->owner, &order->answer);
    mem_free(order->blob);
    mem_free(order);
}

static void on_work_done(struct job *job, bool was_cancelled)
{
    struct order *order = container_of(job, struct order, job);

    if (was_cancelled) {
        order->answer.outcome = MEDIA_AWAY;
        error_set(&order->err, ERROR_RETRY, "media", "the service is about to end");
    }
    finish(order);
}

static void on_refused(void *owner)
{
    struct order *order = owner;

    order->answer.outcome = MEDIA_AWAY;
    error_set(&order->err, ERROR_RETRY, "media", "%d orders wait for the store already", ORDERS_MAX);
    finish(order);
}

struct order *order_new(struct media_store *store, const struct order_kind *kind, struct str tenant,
                        media_done_fn *done, void *owner)
{
    struct order *order = mem_new(struct order);

    *order = (struct order){.job = {.work = order_work, .done = on_work_done},
                            .refused = {.fn = on_refused, .owner = order},
                            .store = store,
                            .kind = kind,
                            .now_ms = clock_wall_ms(),
                            .done = done,
                            .owner = owner};
    memcpy(order->tenant, tenant.data, tenant.len < TENANT_ID_MAX ? tenant.len : TENANT_ID_MAX);
    return order;
}

void order_take(struct order *order, struct str bytes)
{
    order->blob = mem_alloc(SEAL_HEAD_BYTES + bytes.len);
    memcpy(order->blob + SEAL_HEAD_BYTES, bytes.data, bytes.len);
    order->content = bytes.len;
}

void order_go(struct order *order)
{
    if (!workers_add(order->store->workers, &order->job))
        loop_defer(order->store->loop, &order->refused);
}

void media_store_put(struct media_store *store, struct str tenant, struct str bytes, media_done_fn *done,
                     void *owner)
{
    struct order *order = order_new(store, &order_put, tenant, done, owner);

    order_take(order, bytes);
    order_go(order);
}

static void order_by_id(struct media_store *store, const struct order_kind *kind, struct str tenant,
                        struct str id, media_done_fn *done, void *owner)
{
    struct order *order = order_new(store, kind, tenant, done, owner);

    if (seal_id_is_good(id)) /* else it stays empty, and there is nothing of that id */
        memcpy(order->answer.id, id.data, id.len);
    order_go(order);
}

void media_store_get(struct media_store *store, struct str tenant, struct str id, media_done_fn *done,
                     void *owner)
{
    order_by_id(store, &order_get, tenant, id, done, owner);
}

void media_store_stat(struct media_store *store, struct str tenant, struct str id, media_done_fn *done,
                      void *owner)
{
    order_by_id(store, &order_stat, tenant, id, done, owner);
}

void media_store_remove(struct media_store *store, struct str tenant, struct str id, media_done_fn *done,
                        void *owner)
{
    order_by_id(store, &order_remove, tenant, id, done, owner);
}

/* ---- sweeping ---- */

static void on_swept(void *owner, const struct media_answer *answer)
{
    struct media_store *store = owner;
    bool works = answer->outcome == MEDIA_DONE;

    if (store->is_ending)
        return;
    if (!works && !store->lacks[0])
        log_error("nothing can be kept of what people send", {"why", LOG_TEXT(answer->why)});
    snprintf(store->lacks, sizeof(store->lacks), "%s", works ? "" : answer->why);
    if (works) {
        metric_add(store->erased, (double)store->swept.erased);
    }
    if (works && !store->swept.is_partial) {
        metric_set(store->bytes, (double)store->swept.bytes);
        metric_set(store->blobs, (double)store->swept.blobs);
    }
    timer_set(store->sweeping, works && store->swept.is_partial ? 0 : store->sweep_ms);
}

static void on_sweep(void *owner)
{
    struct media_store *store = owner;

    struct order *order = order_new(store, &order_sweep, STR(""), on_swept, store);

    if (workers_add(store->workers, &order->job))
        return;
    mem_free(order);
    timer_set(store->sweeping, store->sweep_ms);
}

/* ---- its life ---- */

static bool read_keys(struct media_store *store, const struct config *config, struct error *err)
{
    struct str text = str_of(config_text(config, "STEWARD_MEDIA_KEY"));
    struct buf path = {0};

    if (text.len)
        return media_keys_read(text, &store->keys, err);
    if (s3_is_wanted(config))
        return error_set(err, ERROR_FATAL, "media",
                         "STEWARD_MEDIA_KEY is wanted where STEWARD_MEDIA_S3_URL is");
    buf_printf(&path, "%s/" KEY_FILE, config_text(config, "STEWARD_MEDIA_FOLDER"));
    store->key_file = path.data;
    return true;
}

static struct place *place_new(const struct config *config, const struct place_limits *limits,
                               struct error *err)
{
    return s3_is_wanted(config) ? s3_new(config, limits, err)
                                : folder_new(config_text(config, "STEWARD_MEDIA_FOLDER"), limits);
}

struct media_store *media_store_new(struct loop *loop, const struct config *config, struct error *err)
{
    struct media_store *store = mem_new(struct media_store);
    int64_t keep_ms = config_int(config, "STEWARD_MEDIA_SECONDS") * 1000;
    struct place_limits limits = {
        .tenant_bytes = config_int(config, "STEWARD_MEDIA_TENANT_QUOTA_MB") << 20,
        .all_bytes = config_int(config, "STEWARD_MEDIA_QUOTA_MB") << 20,
        .keep_ms = keep_ms,
    };

    if (!read_keys(store, config, err) || !(store->place = place_new(config, &limits, err))) {
        mem_free(store->key_file);
        mem_free(store);
        return NULL;
    }
    store->loop = loop;
    store->keep_ms = keep_ms;
    store->sweep_ms = keep_ms / 4 < SWEEP_MS ? keep_ms / 4 : SWEEP_MS;
    if (store->sweep_ms < SWEEP_MS_MIN)
        store->sweep_ms = SWEEP_MS_MIN;
    store->bytes = metric_gauge("steward_media_kept_bytes", "What is kept takes on the disk.", NULL);
    store->blobs = metric_gauge("steward_media_kept", "Photos and recordings that are kept.", NULL);
    store->erased = metric_counter("steward_media_erased_total", "Erased because their time was over.", NULL);
    store->workers = workers_new(loop, 1, ORDERS_MAX);
    store->sweeping = timer_new(loop, on_sweep, store);
    on_sweep(store);
    return store;
}

void media_store_free(struct media_store *store)
{
    if (!store)
        return;
    store->is_ending = true;
    workers_free(store->workers);
    timer_free(store->sweeping);
    store->place->kind->free(store->place);
    mem_free(store->key_file);
    mem_free(store);
}

const char *media_store_lacks(const struct media_store *store)
{
    return store->lacks[0] ? store->lacks : NULL;
}
