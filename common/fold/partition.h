/* fold/partition.h: taking a partition of a topic over, owning it, and letting it go. Inside of the driver
 * only. */
#pragma once

#include "base/arena.h"
#include "bus/bus.h"

struct batch;
struct fold_driver;
struct timer;

#define PARTITION_RETRY_MS 250

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
    int64_t told_again_ms;     /* of the home: nobody before this owner has told anything again after it */
    bool is_noting;            /* of the home: when something is told again (again.c) */
    int64_t moves;             /* commits that moved it, as the row counts them */
    bool is_asking, ask_again; /* taking over */
    size_t sending;            /* messages told from here, not acknowledged */
    bool lists_unsent;         /* its row names keys */
    struct timer *retry;
};

bool partition_is_mine(const struct partition *partition, int64_t epoch);
struct partition *partition_of(struct fold_driver *driver, const char *topic, int32_t number);
struct partition *partition_home(struct fold_driver *driver, int32_t number);
void partition_acquire(struct partition *partition);
void partition_acquire_all(struct fold_driver *driver); /* after a commit whose outcome nobody knows */
void partition_fenced(struct partition *partition);
void partition_sent(struct partition *partition); /* one message less is unsent */
char *partition_unsent(struct partition *partition, struct batch *with, struct arena *arena);

/* takeover.c: what the last owner of the partition left unsent. */
void takeover_unsent(struct partition *partition, struct str keys);
