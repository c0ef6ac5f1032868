/* media/worker_pool.h: pieces of work on foreign bytes, each done in a caged process.
 *
 * A worker has one piece at a time. One that crashes, hangs, takes too much or answers nonsense costs that
 * piece an error of policy SKIP that says so; the others go on, and another worker takes its place at once.
 * ERROR_RETRY is what has nothing to do with the bytes: too many wait, nobody had time, the works are not
 * warm or the nursery is gone. In the loop's thread. */
#pragma once

#include "loop/loop.h"
#include "nursery.h"
#include "work.h"

/* Lines for its service's table of settings. */
// clang-format off
#define WORKER_SETTINGS \
    {"STEWARD_MEDIA_WORKERS", SETTING_INT, "2", 1, 64, \
     "processes that decode, of each kind: pictures, speech"}, \
    {"STEWARD_MEDIA_QUEUE", SETTING_INT, "32", 1, 10000, \
     "of each kind, how many may wait for such a process; past it the service says 503"}
// clang-format on

struct worker_pool;
struct worker_hold;

typedef void workers_warm_fn(void *owner, const struct error *err);
typedef void workers_gone_fn(void *owner);
typedef void piece_done_fn(void *owner, const ProtobufCMessage *answer, const struct error *err);

/* The nursery is told to warm its works; pieces wait meanwhile. `warm` is called once, never inside: with err
 * NULL if all of them can work, else with what the first that cannot said; the others work. `gone` is
 * called, never inside, should the nursery end by itself: there will be no more workers. The nursery stays
 * the caller's. */
struct worker_pool *worker_pool_new(struct loop *loop, const struct config *config, struct nursery *nursery,
                                    workers_warm_fn *warm, workers_gone_fn *gone, void *owner);
void worker_pool_free(struct worker_pool *pool); /* calls every done that is due; NULL does nothing */

struct piece_ask {
    const struct work *work;
    struct str bytes;            /* copied */
    const ProtobufCMessage *ask; /* of work->asks; copied */
    struct worker_hold *hold;    /* NULL: any worker of that work does it */
    struct arena *arena;         /* where the answer is to live; until `done` was called */
    int within_ms;               /* from now; at most work->seconds of it in the worker */
    piece_done_fn *done;         /* once, never inside: an answer, or err */
    void *owner;
};
void pool_ask(struct worker_pool *pool, const struct piece_ask *ask);

/* A worker for one asker alone, who gives it one piece after another: what it remembers of them is nobody
 * else's, for it ends with the hold. NULL: none is free just now. When it is lost, by a piece or without,
 * pieces for it end as unavailable. */
struct worker_hold *worker_hold_new(struct worker_pool *pool, const struct work *work);
/* A piece in hand ends with the worker. Before the pool; NULL does nothing. */
void worker_hold_free(struct worker_hold *hold);
