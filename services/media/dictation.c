/* dictation: a piece in a worker's hand comes back to on_heard whatever happens, so a dictation that is
 * forgotten meanwhile is only freed then. */
#include "dictation.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/list.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/tenant.h"
#include "steward/v1/dictation.pb-c.h"

#define PIECE_MS 4000 /* for what is spoken in a quarter of a second, mostly */

struct dictations {
    struct loop *loop;
    struct worker_pool *pool;
    const struct work *work;
    int64_t idle_ms;
    struct link open;
    size_t count;
    struct metric *now, *unheard;
};

struct dictation {
    struct link link;              /* in open */
    struct dictations *dictations; /* gone, perhaps, when it is forgotten */
    bool is_forgotten;
    char id[33], tenant[TENANT_ID_MAX + 1];
    struct buf sound;
    char *text;
    const char *unheard;
    struct worker_hold *hold;
    struct timer *timer;
    int64_t end_ms;
    struct arena *arena;  /* of the piece in hand; NULL: there is none */
    struct deferred told; /* where nobody listens */
    dictated_fn *done;    /* NULL: nobody waits */
    void *owner;
};

struct dictations *dictations_new(struct loop *loop, struct worker_pool *pool, const struct work *work,
                                  int64_t idle_ms)
{
    struct dictations *dictations = mem_new(struct dictations);

    *dictations = (struct dictations){.loop = loop, .pool = pool, .work = work, .idle_ms = idle_ms};
    list_init(&dictations->open);
    dictations->now = metric_gauge("steward_media_dictations", "Recordings that are being spoken.", "");
    dictations->unheard =
        metric_counter("steward_media_unheard_total",
                       "Recordings that nobody listened to while they were spoken, or not to the end.", "");
    return dictations;
}

void dictations_free(struct dictations *dictations)
{
    if (!dictations)
        return;
    while (!list_is_empty(&dictations->open))
        dictation_forget(list_item(dictations->open.next, struct dictation, link));
    mem_free(dictations);
}

static void is_unheard(struct dictation *dictation, const char *why)
{
    dictation->unheard = why;
    metric_add(dictation->dictations->unheard, 1);
    worker_hold_free(dictation->hold);
    dictation->hold = NULL;
}

static void touch(struct dictation *dictation)
{
    int64_t left = dictation->end_ms - clock_mono_ms(), idle = dictation->dictations->idle_ms;

    timer_set(dictation->timer, left < 0 ? 0 : left < idle ? left : idle);
}

static void on_idle(void *owner)
{
    dictation_forget(owner);
}

static void tell(struct dictation *dictation)
{
    dictated_fn *done = dictation->done;

    dictation->done = NULL;
    touch(dictation);
    done(dictation->owner, dictation);
}

static void on_told(void *owner)
{
    tell(owner);
}

struct dictation *dictation_begin(struct dictations *dictations, struct str tenant)
{
    unsigned char chance[16];
    struct dictation *dictation;

    if (dictations->count == DICTATIONS_MAX)
        return NULL;
    dictation = mem_new(struct dictation);
    dictation->dictations = dictations;
    random_bytes(chance, sizeof(chance));
    *hex_write(dictation->id, chance, sizeof(chance)) = '\0';
    snprintf(dictation->tenant, sizeof(dictation->tenant), "%.*s", STR_ARGS(tenant));
    dictation->text = mem_text("");
    dictation->unheard = "";
    dictation->end_ms = clock_mono_ms() + DICTATION_MS;
    dictation->timer = timer_new(dictations->loop, on_idle, dictation);
    dictation->told = (struct deferred){.fn = on_told, .owner = dictation};
    dictation->hold = worker_hold_new(dictations->pool, dictations->work);
    if (!dictation->hold)
        is_unheard(dictation, "nobody is free to listen just now");
    list_push(&dictations->open, &dictation->link);
    metric_set(dictations->now, (double)++dictations->count);
    touch(dictation);
    return dictation;
}

struct dictation *dictation_find(struct dictations *dictations, struct str tenant, struct str id)
{
    list_each(at, &dictations->open)
    {
        struct dictation *dictation = list_item(at, struct dictation, link);

        if (str_is(id, dictation->id) && str_is(tenant, dictation->tenant))
            return dictation;
    }
    return NULL;
}

static void dictation_free(struct dictation *dictation)
{
    arena_free(dictation->arena);
    buf_free(&dictation->sound);
    mem_free(dictation->text);
    mem_free(dictation);
}

void dictation_forget(struct dictation *dictation)
{
    struct dictations *dictations = dictation->dictations;

    if (dictation->done) {
        loop_cancel(dictations->loop, &dictation->told);
        tell(dictation);
    }
    list_remove(&dictation->link);
    metric_set(dictations->now, (double)--dictations->count);
    timer_free(dictation->timer);
    worker_hold_free(dictation->hold);
    dictation->is_forgotten = true;
    if (!dictation->arena)
        dictation_free(dictation);
}

/* ---- a piece ---- */

static void on_heard(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct dictation *dictation = owner;

    if (dictation->is_forgotten) {
        dictation_free(dictation);
        return;
    }
    if (answer) {
        mem_free(dictation->text);
        dictation->text = mem_text(((const Steward__V1__Dictation *)answer)->text);
    } else {
        log_warn("a recording is not heard any more while it is spoken", {"why", LOG_TEXT(err->text)});
        is_unheard(dictation, "what listened has failed");
    }
    arena_free(dictation->arena);
    dictation->arena = NULL;
    tell(dictation);
}

enum dictation_takes dictation_add(struct dictation *dictation, struct str bytes, dictated_fn *done,
                                   void *owner)
{
    struct dictations *dictations = dictation->dictations;

    if (dictation->done)
        return DICTATION_IS_BUSY;
    if (bytes.len > DICTATION_BYTES_MAX - dictation->sound.len)
        return DICTATION_IS_FULL;
    timer_stop(dictation->timer);
    buf_str(&dictation->sound, bytes);
    dictation->done = done;
    dictation->owner = owner;
    if (!dictation->hold) {
        loop_defer(dictations->loop, &dictation->told);
        return DICTATION_TAKES;
    }
    dictation->arena = arena_new(WORK_ANSWER_BYTES);
    pool_ask(dictations->pool, &(struct piece_ask){.work = dictations->work,
                                                   .bytes = bytes,
                                                   .hold = dictation->hold,
                                                   .arena = dictation->arena,
                                                   .within_ms = PIECE_MS,
                                                   .done = on_heard,
                                                   .owner = dictation});
    return DICTATION_TAKES;
}

/* ---- what there is ---- */

const char *dictation_id(const struct dictation *dictation)
{
    return dictation->id;
}

const char *dictation_text(const struct dictation *dictation)
{
    return dictation->text;
}

const char *dictation_unheard(const struct dictation *dictation)
{
    return dictation->unheard;
}

struct str dictation_sound(const struct dictation *dictation)
{
    return buf_as_str(&dictation->sound);
}
