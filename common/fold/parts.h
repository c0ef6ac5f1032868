/* fold/parts.h: what the files of the fold driver share. Nobody else includes it.
 *
 *   driver.c     the queue of inputs, and taking a batch of them
 *   batch.c      the cycle of a batch: set aside, load, decide, write, publish
 *   writing.c    what a batch writes
 *   tenants.c    whose rows a batch reads and writes
 *   partition.c  taking a partition over, and letting it go
 *   takeover.c   what the last owner of a partition left unsent
 *   sending.c    publishing what was told, and finding out what a crash left unsent
 *   again.c      telling again what must not be told twice
 *   timers.c     waking instances
 *   cache.c      instances as they were last written
 *   sql.c        the statements */
#pragma once

#include "base/heap.h"
#include "base/list.h"
#include "base/map.h"
#include "base/metrics.h"
#include "base/tenant_counter.h"
#include "fold/again.h"
#include "fold/batch.h"
#include "fold/cache.h"
#include "fold/driver.h"
#include "fold/partition.h"
#include "fold/sending.h"
#include "fold/sql.h"
#include "fold/timers.h"

struct waiting_input {
    struct link link;
    struct partition *partition;
    int64_t epoch;
    const struct record *record; /* NULL: a timer */
    char *key;                   /* of a timer; owned */
    int on;
    int64_t arrived_ms;
};

struct fold_driver {
    struct fold_driver_options o;
    struct sql sql;
    struct map partitions;
    struct cache cache;
    struct link queue;
    size_t queued;
    struct batch *batch;
    struct deferred start;
    struct timer *retry;
    struct link sendings;
    struct map sending_ids;
    size_t held;
    struct timer *resend;
    struct map dues;
    struct heap due_heap;
    struct timer *due_timer, *sweep;
    struct arena_pool arenas;
    struct tenant_counter *by_tenant;
    struct metric *decided, *dropped, *conflicts, *batches, *resent, *already_there, *unmentioned;
};

void driver_wants_batch(struct fold_driver *driver); /* or has the one that is settling go on */
void driver_batch_ended(struct fold_driver *driver);
void driver_record_done(struct fold_driver *driver, const struct record *record);
void driver_add_timer_input(struct fold_driver *driver, const char *key, int32_t partition);
void driver_add_lost_input(struct partition *partition, struct str key);
void driver_forget_inputs(struct fold_driver *driver, struct partition *partition);
