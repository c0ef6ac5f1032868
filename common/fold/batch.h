/* fold/batch.h: the cycle of a batch: set aside, load, decide, write, publish. Inside of the driver only. */
#pragma once

#include "base/arena.h"
#include "base/map.h"
#include "bus/bus.h"
#include "fold/decide.h"
#include "store/postgres.h"

struct fold_driver;
struct partition;

#define BATCH_MAX   128
#define BATCH_BYTES (64 << 20)
#define COMMIT_MS   10000 /* longest wait for one transaction */

struct batch_input {
    struct batch *batch;
    struct partition *partition;
    int64_t epoch;
    struct record record; /* copied; topic NULL: a timer */
    struct event event;
    struct str key;
    int on; /* of no event: FOLD_LOST, or 0 for a timer */
    int64_t arrived_ms;
    bool is_over;     /* only its offset counts: unreadable, or committed after all */
    bool needs_aside; /* not yet among the dead letters */
    struct error why;
};

struct batch {
    struct fold_driver *driver;
    struct arena *arena;
    int refs;
    struct batch_input inputs[BATCH_MAX];
    size_t count;
    size_t from,
        to; /* the inputs of this round: all, or one by one after Postgres has refused them together */
    struct map instances; /* by key */
    struct instance *order[BATCH_MAX];
    size_t instance_count;
    size_t asides;    /* on their way to the dead letters */
    bool must_load;   /* trust no hint and no cache */
    bool is_settling; /* its commit's outcome is unknown: the partitions are being taken over anew */
    struct touched {
        struct partition *partition;
        int64_t epoch;
    } touched[BATCH_MAX];
    size_t touched_count;
};

struct batch *batch_new(struct fold_driver *driver);
void batch_release(struct batch *batch);
void batch_run(struct batch *batch); /* from whatever has to be done next */
void batch_settle(struct batch *batch);

/* tenants.c: for pg_batch_for, in the arena */
struct str tenants_of(struct str keys, struct arena *arena); /* of instances, a line each */
struct str tenants_written(struct batch *batch);

/* writing.c: those that changed. */
void write_instances(struct batch *batch, struct pg_batch *query);
