/* worker_slot: the place of one worker: filled, given a piece, emptied and filled again.
 *
 * Who has died is told by the nursery, which alone knows how; the end of a socket only makes sure that it
 * does. Who is to go is replaced before it is gone: its ticket is not the place's any more. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/log.h"
#include "worker_pool_parts.h"
#include "json/message.h"

#define AGAIN_MS 1000 /* until a place is filled whose worker did not even become ready */

static void slot_wait(struct slot *slot)
{
    slot->state = SLOT_EMPTY;
    timer_set(slot->again, AGAIN_MS);
}

static void hear_ready(struct slot *slot)
{
    int64_t took_us = clock_mono_us() - slot->since_us;

    slot->state = SLOT_IDLE;
    metric_observe_us(slot->lane->starts, took_us);
    log_debug("worker ready", {"work", LOG_TEXT(slot->lane->work->name)}, {"took_us", LOG_INT(took_us)});
    lane_serve(slot->lane);
}

static void hear_no_cage(struct slot *slot, struct str why)
{
    log_error("worker cannot be caged", {"work", LOG_TEXT(slot->lane->work->name)}, {"error", LOG_STR(why)});
    slot_close(slot);
    slot_wait(slot);
}

static void hear_answer(struct slot *slot, struct str packed)
{
    struct piece *piece = slot->piece;
    struct error err;
    const ProtobufCMessage *answer = message_unpack(slot->lane->work->answers, packed, piece->arena, &err);

    if (!answer) {
        slot_replace(slot, NONSENSE);
        return;
    }
    slot->piece = NULL;
    piece_finish(piece, ANSWERED, answer, NULL);
}

static void hear_error(struct slot *slot, enum error_policy policy, struct str text)
{
    struct piece *piece = slot->piece;
    struct error err;

    if (text.len >= sizeof(err.text) || !utf8_valid(text)) {
        slot_replace(slot, NONSENSE);
        return;
    }
    error_set(&err, policy, slot->lane->work->name, "%.*s", STR_ARGS(text));
    slot->piece = NULL;
    piece_finish(piece, REFUSED, NULL, &err);
}

/* After an answer or an error: it is free for the next, unless it was replaced meanwhile. */
static void go_on(struct slot *slot)
{
    if (slot->state != SLOT_BUSY || slot->piece)
        return;
    if (slot->hold) {
        slot->state = SLOT_HELD;
        return;
    }
    slot->state = SLOT_IDLE;
    if (++slot->pieces_done >= WORKER_PIECES)
        slot_replace(slot, WORN);
    else
        lane_serve(slot->lane);
}

static void on_says(void *owner, const struct worker_says *says)
{
    struct slot *slot = owner;

    if (slot->state == SLOT_STARTING && says->word == WORKER_READY) {
        hear_ready(slot);
    } else if (slot->state == SLOT_STARTING && says->word == WORKER_ERROR) {
        hear_no_cage(slot, says->body);
    } else if (slot->state == SLOT_BUSY && says->word == WORKER_ANSWER) {
        hear_answer(slot, says->body);
        go_on(slot);
    } else if (slot->state == SLOT_BUSY && says->word == WORKER_ERROR) {
        hear_error(slot, says->policy, says->body);
        go_on(slot);
    } else {
        slot_replace(slot, NONSENSE);
    }
}

static void on_ended(void *owner, bool is_nonsense)
{
    struct slot *slot = owner;

    if (is_nonsense)
        slot_replace(slot, NONSENSE);
    else if (!nursery_kill(slot->lane->pool->nursery, slot->ticket))
        log_debug("a worker has ended, and its nursery", {"work", LOG_TEXT(slot->lane->work->name)});
}

void slot_fill(struct slot *slot)
{
    static const struct worker_link_events events = {.says = on_says, .ended = on_ended};
    struct worker_pool *pool = slot->lane->pool;

    slot->ticket = ++pool->tickets;
    slot->pieces_done = 0;
    slot->since_us = clock_mono_us();
    slot->state = SLOT_STARTING;
    slot->link = worker_link_open(pool->loop, pool->nursery, slot->lane->number, slot->ticket, &events, slot);
    if (!slot->link)
        slot_wait(slot);
}

void slot_give(struct slot *slot, struct piece *piece)
{
    int64_t now = clock_mono_ms();

    slot->state = SLOT_BUSY;
    slot->piece = piece;
    piece->slot = slot;
    piece->late_ms = now + slot->lane->work->seconds * 1000;
    timer_set(piece->timer,
              (piece->late_ms < piece->deadline_ms ? piece->late_ms : piece->deadline_ms) - now);
    if (!worker_link_send(slot->link, piece->bytes_fd, piece->bytes, piece->ask))
        slot_replace(slot, NOT_IN_TIME); /* it has ended meanwhile, and not because of this piece */
}

void slot_close(struct slot *slot)
{
    worker_link_close(slot->link);
    if (slot->hold)
        slot->hold->slot = NULL;
    slot->hold = NULL;
    slot->link = NULL;
    slot->ticket = 0;
    slot->state = SLOT_EMPTY;
    timer_stop(slot->again);
}

static void refill(struct slot *slot, enum outcome why, bool at_once)
{
    struct piece *piece = slot->piece;

    metric_add(slot->lane->replaced[why], 1);
    slot->piece = NULL;
    slot_close(slot);
    if (at_once)
        slot_fill(slot);
    else
        slot_wait(slot);
    if (piece)
        piece_finish(piece, why, NULL, NULL);
}

void slot_replace(struct slot *slot, enum outcome why)
{
    /* If the nursery cannot be told, the end of its socket, or of its time, ends the worker. */
    bool is_told = nursery_kill(slot->lane->pool->nursery, slot->ticket);

    if (why != WORN)
        log_warn("worker replaced", {"work", LOG_TEXT(slot->lane->work->name)},
                 {"cause", LOG_TEXT(outcome_name(why))}, {"pieces", LOG_INT(slot->pieces_done)},
                 {"is_told", LOG_BOOL(is_told)});
    refill(slot, why, true);
}

void slot_died(struct slot *slot, int status)
{
    enum outcome how = outcome_of_death(status);
    bool is_signal = status != -1 && WIFSIGNALED(status);

    log_warn("worker died", {"work", LOG_TEXT(slot->lane->work->name)},
             {"cause", LOG_TEXT(outcome_name(how))}, {"signal", LOG_INT(is_signal ? WTERMSIG(status) : 0)},
             {"exit", LOG_INT(status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : -1)},
             {"pieces", LOG_INT(slot->pieces_done)}, {"had_one", LOG_BOOL(slot->piece != NULL)});
    refill(slot, how, slot->state != SLOT_STARTING);
}
