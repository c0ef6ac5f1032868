/* worker_pool: what waits for a worker, and until when.
 *
 * A piece is in exactly one place: waiting in its lane, in a worker's hand, or finished with its done due in
 * this turn of the loop. Its timer runs in the first two; piece_finish alone moves it to the third. */
#include "worker_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "worker_pool_parts.h"

static void piece_free(struct piece *piece)
{
    list_remove(&piece->link);
    timer_free(piece->timer);
    if (piece->bytes_fd >= 0)
        close(piece->bytes_fd);
    mem_free((void *)(uintptr_t)piece->ask.data);
    mem_free(piece);
}

static void tell_asker(void *owner)
{
    struct piece *piece = owner;
    struct error err = piece->err;
    const ProtobufCMessage *answer = piece->answer;
    piece_done_fn *done = piece->done;
    void *asker = piece->owner;

    piece_free(piece);
    done(asker, answer, answer ? NULL : &err);
}

void piece_finish(struct piece *piece, enum outcome outcome, const ProtobufCMessage *answer,
                  const struct error *err)
{
    struct lane *lane = piece->lane;

    metric_add(lane->pieces[outcome], 1);
    timer_stop(piece->timer);
    piece->slot = NULL;
    piece->answer = answer;
    if (err)
        piece->err = *err;
    else if (!answer)
        outcome_error(outcome, lane->work, &piece->err);
    list_remove(&piece->link);
    list_push(&lane->pool->finished, &piece->link);
    loop_defer(lane->pool->loop, &piece->finish);
}

static struct piece *take_first(struct lane *lane)
{
    struct piece *piece = list_item(list_shift(&lane->waiting), struct piece, link);

    lane->waiting_count--;
    metric_set(lane->waits, (double)lane->waiting_count);
    return piece;
}

void lane_serve(struct lane *lane)
{
    for (int i = 0; i < lane->pool->workers; i++) {
        if (list_is_empty(&lane->waiting))
            return;
        if (lane->slots[i].state == SLOT_IDLE)
            slot_give(&lane->slots[i], take_first(lane));
    }
}

static void on_late(void *owner)
{
    struct piece *piece = owner;
    struct lane *lane = piece->lane;

    if (piece->slot) {
        slot_replace(piece->slot, clock_mono_ms() >= piece->late_ms ? TOOK_TOO_LONG : NOT_IN_TIME);
        return;
    }
    lane->waiting_count--;
    metric_set(lane->waits, (double)lane->waiting_count);
    piece_finish(piece, NOT_IN_TIME, NULL, NULL);
}

/* Memory that nobody can change any more, so that what the worker reads is what was asked about. */
static int sealed_copy(struct str bytes)
{
    int fd = memfd_create("piece", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    size_t at = 0;

    while (fd >= 0 && at < bytes.len) {
        ssize_t written = write(fd, bytes.data + at, bytes.len - at);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            break;
        at += (size_t)written;
    }
    if (fd >= 0 && (at < bytes.len ||
                    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL))) {
        close(fd);
        return -1;
    }
    return fd;
}

struct lane *lane_of(struct worker_pool *pool, const struct work *work)
{
    size_t i = 0;

    while (i < pool->lane_count && pool->lanes[i].work != work)
        i++;
    if (i == pool->lane_count)
        abort(); /* not one of the nursery's: a bug */
    return &pool->lanes[i];
}

static struct str pack(const ProtobufCMessage *message)
{
    size_t size = message ? protobuf_c_message_get_packed_size(message) : 0;
    uint8_t *bytes = mem_alloc(size + 1);

    if (message)
        protobuf_c_message_pack(message, bytes);
    return str_n((const char *)bytes, size);
}

static struct piece *piece_new(struct lane *lane, const struct piece_ask *ask)
{
    struct piece *piece = mem_new(struct piece);

    piece->lane = lane;
    piece->bytes_fd = -1;
    piece->bytes = ask->bytes.len;
    piece->ask = pack(ask->ask);
    piece->arena = ask->arena;
    piece->done = ask->done;
    piece->owner = ask->owner;
    piece->deadline_ms = clock_mono_ms() + ask->within_ms;
    piece->timer = timer_new(lane->pool->loop, on_late, piece);
    piece->finish = (struct deferred){.fn = tell_asker, .owner = piece};
    return piece;
}

static void piece_wait(struct piece *piece, int within_ms)
{
    struct lane *lane = piece->lane;

    timer_set(piece->timer, within_ms);
    list_push(&lane->waiting, &piece->link);
    metric_set(lane->waits, (double)++lane->waiting_count);
    lane_serve(lane);
}

/* Whose worker it is to be is idle, for he asks for one thing at a time. */
static void piece_begin(struct piece *piece, struct worker_hold *hold, int within_ms)
{
    if (hold)
        slot_give(hold->slot, piece);
    else
        piece_wait(piece, within_ms);
}

static bool has_room(const struct lane *lane)
{
    if (lane->waiting_count < lane->pool->queue)
        return true;
    for (int i = 0; i < lane->pool->workers && !lane->waiting_count; i++)
        if (lane->slots[i].state == SLOT_IDLE)
            return true;
    return false;
}

void pool_ask(struct worker_pool *pool, const struct piece_ask *ask)
{
    struct lane *lane = lane_of(pool, ask->work);
    struct piece *piece = piece_new(lane, ask);

    if (pool->is_gone)
        piece_finish(piece, UNAVAILABLE, NULL, NULL);
    else if (lane->state == LANE_UNABLE)
        piece_finish(piece, UNAVAILABLE, NULL, &lane->why);
    else if (ask->hold && !ask->hold->slot)
        piece_finish(piece, UNAVAILABLE, NULL, NULL);
    else if (!ask->hold && !has_room(lane))
        piece_finish(piece, QUEUE_FULL, NULL, NULL);
    else if (piece->ask.len > WORK_ASK_BYTES || (piece->bytes_fd = sealed_copy(ask->bytes)) < 0)
        piece_finish(piece, UNAVAILABLE, NULL, NULL);
    else
        piece_begin(piece, ask->hold, ask->within_ms);
}

/* Nobody is left who could do what waits or is in hand. */
static void lane_give_up(struct lane *lane, const struct error *why)
{
    while (!list_is_empty(&lane->waiting))
        piece_finish(take_first(lane), UNAVAILABLE, NULL, why);
    for (int i = 0; i < lane->pool->workers; i++) {
        struct piece *piece = lane->slots[i].piece;

        slot_close(&lane->slots[i]);
        lane->slots[i].piece = NULL;
        if (piece)
            piece_finish(piece, UNAVAILABLE, NULL, why);
    }
}

/* Tells once, when the last work has said how it is. */
static void tell_warm(struct worker_pool *pool)
{
    workers_warm_fn *warm = pool->warm;
    const struct error *err = NULL;

    for (size_t i = 0; i < pool->lane_count; i++) {
        if (pool->lanes[i].state == LANE_WARMING)
            return;
        if (!err && pool->lanes[i].state == LANE_UNABLE)
            err = &pool->lanes[i].why;
    }
    pool->warm = NULL;
    if (warm)
        warm(pool->owner, err);
}

static void lane_is_warm(struct lane *lane, const struct nursery_word *word)
{
    if (word->is_able) {
        lane->state = LANE_ABLE;
        for (int i = 0; i < lane->pool->workers; i++)
            slot_fill(&lane->slots[i]);
    } else {
        lane->state = LANE_UNABLE;
        error_set(&lane->why, ERROR_RETRY, lane->work->name, "%s", word->text);
        log_error("work cannot be done", {"work", LOG_TEXT(lane->work->name)},
                  {"error", LOG_TEXT(lane->why.text)});
        lane_give_up(lane, &lane->why);
    }
    tell_warm(lane->pool);
}

static void someone_died(struct worker_pool *pool, const struct nursery_word *word)
{
    for (size_t i = 0; i < pool->lane_count; i++)
        for (int j = 0; j < pool->workers; j++)
            if (pool->lanes[i].slots[j].ticket == word->ticket) {
                slot_died(&pool->lanes[i].slots[j], word->status);
                return;
            }
}

static void nursery_is_gone(struct worker_pool *pool)
{
    pool->is_gone = true;
    watch_want(pool->watch, 0);
    log_error("the nursery of the workers has ended: there will be no more of them");
    for (size_t i = 0; i < pool->lane_count; i++) {
        if (pool->lanes[i].state == LANE_WARMING)
            pool->lanes[i].state = LANE_UNABLE;
        outcome_error(UNAVAILABLE, pool->lanes[i].work, &pool->lanes[i].why);
        lane_give_up(&pool->lanes[i], NULL);
    }
    tell_warm(pool);
    if (pool->gone)
        pool->gone(pool->owner);
}

/* One word a call: whoever hears it may free the pool. */
static void on_nursery(void *owner, int fd, unsigned events)
{
    struct worker_pool *pool = owner;
    struct nursery_word word;

    switch (nursery_read(pool->nursery, &word)) {
    case NURSERY_SAYS:
        if (word.what == NURSERY_WARMED)
            lane_is_warm(&pool->lanes[word.work], &word);
        else
            someone_died(pool, &word);
        break;
    case NURSERY_GONE:
        nursery_is_gone(pool);
        break;
    case NURSERY_SILENT:
        break;
    }
}

static void fill_again(void *owner)
{
    slot_fill(owner);
}

static void lane_open(struct worker_pool *pool, struct lane *lane, const struct work *work, uint32_t number)
{
    lane->pool = pool;
    lane->work = work;
    lane->number = number;
    list_init(&lane->waiting);
    lane_make_metrics(lane);
    lane->slots = mem_array((size_t)pool->workers, sizeof(*lane->slots));
    for (int i = 0; i < pool->workers; i++) {
        lane->slots[i].lane = lane;
        lane->slots[i].again = timer_new(pool->loop, fill_again, &lane->slots[i]);
    }
}

struct worker_pool *worker_pool_new(struct loop *loop, const struct config *config, struct nursery *nursery,
                                    workers_warm_fn *warm, workers_gone_fn *gone, void *owner)
{
    struct worker_pool *pool = mem_new(struct worker_pool);
    const struct work *const *works = nursery_works(nursery);

    pool->loop = loop;
    pool->nursery = nursery;
    pool->workers = (int)config_int(config, "STEWARD_MEDIA_WORKERS");
    pool->queue = (size_t)config_int(config, "STEWARD_MEDIA_QUEUE");
    pool->warm = warm;
    pool->gone = gone;
    pool->owner = owner;
    list_init(&pool->finished);
    for (uint32_t i = 0; i < NURSERY_WORKS_MAX && works[i]; i++)
        lane_open(pool, &pool->lanes[pool->lane_count++], works[i], i);
    pool->watch = watch_new(loop, nursery_socket(nursery), on_nursery, pool);
    watch_want(pool->watch, WATCH_READ);
    if (!nursery_warm(nursery))
        log_warn("the nursery of the workers does not listen"); /* and its end is heard next */
    return pool;
}

static void tell_all(struct worker_pool *pool)
{
    while (!list_is_empty(&pool->finished)) {
        struct piece *piece = list_item(pool->finished.next, struct piece, link);

        loop_cancel(pool->loop, &piece->finish);
        tell_asker(piece);
    }
}

void worker_pool_free(struct worker_pool *pool)
{
    if (!pool)
        return;
    pool->is_gone = true; /* for who asks once more when told */
    for (size_t i = 0; i < pool->lane_count; i++)
        lane_give_up(&pool->lanes[i], NULL);
    tell_all(pool);
    for (size_t i = 0; i < pool->lane_count; i++) {
        for (int j = 0; j < pool->workers; j++)
            timer_free(pool->lanes[i].slots[j].again);
        mem_free(pool->lanes[i].slots);
    }
    watch_free(pool->watch);
    mem_free(pool);
}
