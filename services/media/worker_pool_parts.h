/* media/worker_pool_parts.h: what the files of the pool share. Nobody else includes it. */
#pragma once

#include "base/list.h"
#include "base/metrics.h"
#include "worker_link.h"
#include "worker_pool.h"

/* What became of a piece, and why a worker was replaced. */
enum outcome {
    ANSWERED,
    REFUSED, /* the work itself said what is wrong with the bytes */
    CRASHED,
    FORBIDDEN,
    TOOK_TOO_LONG,
    NONSENSE,
    NOT_IN_TIME, /* of the asker */
    QUEUE_FULL,
    UNAVAILABLE,
    WORN, /* a worker that has done its pieces */
    OUTCOMES,
};

enum lane_state { LANE_WARMING, LANE_ABLE, LANE_UNABLE };

/* One kind of work: its workers and what waits for them. */
struct lane {
    struct worker_pool *pool;
    const struct work *work;
    uint32_t number; /* the nursery's */
    enum lane_state state;
    struct error why;    /* unable */
    struct link waiting; /* pieces */
    size_t waiting_count;
    struct slot *slots;
    struct metric *pieces[OUTCOMES], *replaced[OUTCOMES], *waits, *starts;
};

enum slot_state { SLOT_EMPTY, SLOT_STARTING, SLOT_IDLE, SLOT_HELD, SLOT_BUSY };

/* Somebody's own worker. */
struct worker_hold {
    struct slot *slot; /* NULL: it is lost */
};

/* The place of a worker. */
struct slot {
    struct lane *lane;
    enum slot_state state;
    uint64_t ticket; /* of the worker that is there; words about others are late */
    struct worker_link *link;
    struct piece *piece;      /* busy */
    struct worker_hold *hold; /* held, or busy for who holds it */
    int pieces_done;
    int64_t since_us;    /* it is to be filled */
    struct timer *again; /* empty: tries once more to fill it */
};

struct piece {
    struct link link; /* waiting, or finished */
    struct lane *lane;
    struct slot *slot; /* in hand; NULL: it waits or is finished */
    int bytes_fd;
    size_t bytes;
    struct str ask; /* packed */
    struct arena *arena;
    piece_done_fn *done;
    void *owner;
    int64_t deadline_ms;
    int64_t late_ms; /* in hand: it takes too long from then on */
    struct timer *timer;
    struct deferred finish;
    const ProtobufCMessage *answer;
    struct error err;
};

struct worker_pool {
    struct loop *loop;
    struct nursery *nursery;
    struct watch *watch; /* of the nursery */
    struct lane lanes[NURSERY_WORKS_MAX];
    size_t lane_count;
    int workers; /* of each lane */
    size_t queue;
    bool is_gone; /* the nursery */
    uint64_t tickets;
    struct link finished; /* pieces whose done is due */
    workers_warm_fn *warm;
    workers_gone_fn *gone;
    void *owner;
};

/* worker_pool.c */
struct lane *lane_of(struct worker_pool *pool, const struct work *work);
void piece_finish(struct piece *piece, enum outcome outcome, const ProtobufCMessage *answer,
                  const struct error *err); /* err NULL: the outcome's */
void lane_serve(struct lane *lane);         /* gives what waits to who is idle */

/* worker_slot.c */
void slot_fill(struct slot *slot);
void slot_give(struct slot *slot, struct piece *piece);
void slot_replace(struct slot *slot, enum outcome why); /* a piece in hand ends with that */
void slot_died(struct slot *slot, int status);
void slot_close(struct slot *slot); /* without another; who holds it has lost it */

/* worker_outcome.c */
void lane_make_metrics(struct lane *lane);
const char *outcome_name(enum outcome outcome);
void outcome_error(enum outcome outcome, const struct work *work, struct error *ret_err);
enum outcome outcome_of_death(int status);
