/* fold/parts.h: what the files of the fold driver share. Nobody else includes it.
 *
 *   driver.c     the queue of inputs, and taking a batch of them
 *   batch.c      the cycle of a batch: set aside, load, decide, write, publish
 *   writing.c    what a batch writes
 *   tenants.c    whose rows a batch reads and writes
 *   partition.c  taking a partition over, and letting it go
 *   takeover.c   what the last owner of a partition left unsent
 *   sending.c    publishing what was told, and finding out what a crash left unsent
 *   timers.c     waking instances
 *   cache.c      instances as they were last written
 *   sql.c        the statements */
#pragma once

#include "base/heap.h"
#include "base/list.h"
#include "base/map.h"
#include "base/metrics.h"
#include "base/tenant_counter.h"
#include "fold/decide.h"
#include "fold/driver.h"

#define PARTITION_RETRY_MS 250
#define BATCH_MAX          128
#define BATCH_BYTES        (64 << 20)
#define COMMIT_MS          10000 /* longest wait for one transaction */
#define TIMER_HORIZON_MS   30000 /* timers due later are left in the database */

/* READY: all that was unsent has arrived, but not yet of the partitions of that number of the other topics:
 * they belong to the same keys, and only together do they know what has been told. */
enum partition_state {
    PARTITION_LOST,
    PARTITION_ACQUIRING,
    PARTITION_RESENDING,
    PARTITION_READY,
    PARTITION_OWNED
};

/* A topic's partition. Never freed while the driver lives, so that inputs may point to it. */
struct partition {
    struct fold_driver *driver;
    char *name; /* "topic:3": its key in the map */
    const struct topic *topic;
    int32_t number;
    enum partition_state state;
    bool is_assigned; /* by Kafka */
    bool is_started;  /* the bus delivers it */
    int64_t epoch;
    int64_t next_offset;       /* -1: never stored */
    int64_t moves;             /* commits that moved it, as the row counts them */
    bool is_asking, ask_again; /* taking over */
    size_t sending;            /* messages told from here, not acknowledged */
    bool lists_unsent;         /* its row names keys */
    struct timer *retry;
};

/* A message told, until the broker has it. Borrows from its batch's arena. */
struct sending {
    struct link link; /* in driver->sendings */
    struct batch *batch;
    struct partition *partition;
    const struct topic *topic;
    struct record record;
    struct str id;
    struct str key; /* of the instance, as that of everything here */
    int64_t told_at_ms;
    enum { SENDING, UNCERTAIN, LOOKING, HELD } state; /* HELD: behind an earlier one of the same key */
};

struct waiting_input {
    struct link link;
    struct partition *partition;
    int64_t epoch;
    const struct record *record; /* NULL: a timer */
    char *key;                   /* of a timer; owned */
    int on;
    int64_t arrived_ms;
};

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

struct due {
    struct heap_item item;
    char *key;
    int32_t partition;
};

struct cached {
    struct link link; /* least recently used first */
    char *key;
    size_t key_len;
    struct str state, book; /* one block, owned */
    int64_t version;
};

struct cache {
    struct map map;
    struct link order;
    size_t bytes;
};

struct sql {
    char *load, *write, *forget, *keep, *records, *due;
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

/* driver.c */
void driver_wants_batch(struct fold_driver *driver); /* or has the one that is settling go on */
void driver_batch_ended(struct fold_driver *driver);
void driver_record_done(struct fold_driver *driver, const struct record *record);
void driver_add_timer_input(struct fold_driver *driver, const char *key, int32_t partition);
void driver_add_lost_input(struct partition *partition, struct str key);
void driver_forget_inputs(struct fold_driver *driver, struct partition *partition);
bool partition_is_mine(const struct partition *partition, int64_t epoch);

/* batch.c */
struct batch *batch_new(struct fold_driver *driver);
void batch_release(struct batch *batch);
void batch_run(struct batch *batch); /* from whatever has to be done next */
void batch_settle(struct batch *batch);

/* tenants.c: for pg_batch_for, in the arena */
struct str tenants_of(struct str keys, struct arena *arena); /* of instances, a line each */
struct str tenants_written(struct batch *batch);

/* writing.c */
void write_instances(struct batch *batch, struct pg_batch *query); /* those that changed */

/* partition.c */
struct partition *partition_of(struct fold_driver *driver, const char *topic, int32_t number);
struct partition *partition_home(struct fold_driver *driver, int32_t number);
void partition_acquire(struct partition *partition);
void partition_acquire_all(struct fold_driver *driver); /* after a commit whose outcome nobody knows */
void partition_fenced(struct partition *partition);
void partition_sent(struct partition *partition); /* one message less is unsent */
char *partition_unsent(struct partition *partition, struct batch *with, struct arena *arena);

/* takeover.c */
void takeover_unsent(struct partition *partition, struct str keys);

/* sending.c */
void sending_add(struct batch *batch, struct partition *partition, const struct instance *instance,
                 const Steward__V1__Told *told, bool is_uncertain);
/* Uncertain, with the record made again. */
void sending_add_record(struct batch *batch, struct partition *partition, const struct instance *instance,
                        const Steward__V1__Told *told, const struct record *record);
void sendings_resolve(struct fold_driver *driver); /* look for the uncertain ones, publish what is missing */
void sendings_forget(struct fold_driver *driver, struct partition *partition);
void sendings_free(struct fold_driver *driver);
bool sending_is_open(struct fold_driver *driver, const char *id);

/* timers.c */
void timers_init(struct fold_driver *driver);
void timers_free(struct fold_driver *driver);
void timer_note(struct fold_driver *driver, const struct instance *instance, int32_t partition);
void timers_forget(struct fold_driver *driver, int32_t partition);
void timers_sweep(struct fold_driver *driver);

/* cache.c */
const struct cached *cache_get(struct cache *cache, struct str key);
void cache_put(struct cache *cache, const struct instance *instance); /* as it was packed */
void cache_drop(struct cache *cache, struct str key);
void cache_clear(struct cache *cache);

/* sql.c */
extern const char sql_acquire[], sql_move[], sql_no_unsent[];
void sql_make(struct sql *sql, const struct fold *fold);
void sql_free(struct sql *sql);
/* The instance of a row that sql.load gave; NULL: cannot be read. */
struct instance *instance_from_row(const struct fold *fold, const struct pg_result *rows, int row,
                                   struct arena *arena);
struct instance *instance_from_parts(const struct fold *fold, struct str key, int64_t version,
                                     struct str state, struct str book, struct arena *arena);
