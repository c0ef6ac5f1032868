/* bus/consumer.h: this process's member of its group. For this module. */
#pragma once

#include "base/metrics.h"
#include "bus/bus.h"
#include "bus/helper.h"
#include "bus/prefix.h"
#include "bus/pump.h"

enum part_state {
    PART_NOT_OURS,
    PART_WAITING, /* for its owner to say where it starts; paused */
    PART_SEEKING, /* to `start` */
    PART_RUNNING,
};

struct part {
    struct consumer_topic *topic;
    int32_t number;
    enum part_state state;
    struct prefix prefix;
    int64_t start;     /* offset, or BUS_OFFSET_STORED */
    int64_t committed; /* last told to Kafka; -1: nothing */
    bool is_paused;    /* as librdkafka keeps it, over assignments, too */
};

struct consumer_topic {
    char *name;
    struct part *parts; /* by number */
    int32_t count;
    bool is_held; /* none of it is wanted for now */
    struct metric *consumed;
};

struct consumer {
    struct loop *loop;
    struct bus_events events;
    void *owner;
    struct producer *producer; /* what it has is sent before a partition is let go */
    int in_flight_limit;
    rd_kafka_t *handle;
    struct pump pump;
    struct consumer_topic *topics;
    size_t topic_count;
    struct timer *seek, *join;
    bool wants_in, has_joined, is_stopped, is_closing;
    struct error trouble; /* the last one; text empty: none */
    struct metric *pauses, *rebalances;
};

/* `topics` ends with a NULL name; those for every copy are left out. */
MUST_CHECK bool consumer_open(struct consumer *consumer, const struct config *config,
                              const struct bus_options *options, struct error *err);
void consumer_join(struct consumer *consumer);
bool consumer_is_joining(const struct consumer *consumer); /* and is not in yet */
void consumer_start_partition(struct consumer *consumer, const char *topic, int32_t partition,
                              int64_t offset);
void consumer_done(struct consumer *consumer, const char *topic, int32_t partition, int64_t offset);
void consumer_commit(struct consumer *consumer); /* what has been done since the last time */
void consumer_hold(struct consumer *consumer, const char *topic, bool hold);
void consumer_stop_taking(struct consumer *consumer);
size_t consumer_lags(const struct consumer *consumer, struct bus_lag *ret_lags, size_t room);
void consumer_leave(struct consumer *consumer); /* begins it */
bool consumer_has_left(const struct consumer *consumer);
void consumer_free(struct consumer *consumer, struct helper *helper);
