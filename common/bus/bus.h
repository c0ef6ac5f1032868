/* bus/bus.h: the process's connection to Kafka, driven by the loop. Owner of librdkafka.
 *
 * One producer, one group consumer and, for topics that every copy reads, one reader without a group. Records
 * are delivered in order per partition, at least once; what has been dealt with is told by bus_done, in any
 * order, and the position advances over the completed prefix. When more than `in_flight_limit` records of a
 * partition are not done, the partition is paused: nothing is ever dropped. Offsets may be kept by the owner
 * (on_assigned returns where to start).
 *
 * When a partition is taken away, on_revoked has been called and has returned before another copy can be
 * given it; records of it that are not done are forgotten, bus_done on them is harmless. Thread: the loop's.
 */
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "bus/event.h"
#include "loop/loop.h"

struct bus;

#define BUS_OFFSET_STORED (-1001) /* the group's committed offset, else the beginning */

struct bus_topic {
    const char *name;
    bool every_copy; /* read by the reader, from the end, instead of the group */
};

struct bus_events {
    /* The record lives until bus_done(topic, partition, offset); for every_copy topics until this returns. */
    void (*on_record)(void *owner, const struct record *record);
    /* Where to start this partition; BUS_OFFSET_STORED if the offset is Kafka's. NULL: always that. May be
     * answered later: return BUS_OFFSET_LATER and call bus_start_partition. */
    int64_t (*on_assigned)(void *owner, const char *topic, int32_t partition);
    void (*on_revoked)(void *owner, const char *topic, int32_t partition);
};

#define BUS_OFFSET_LATER (-2001)

struct bus_options {
    const struct bus_topic *topics; /* ends with a NULL name */
    struct bus_events events;
    void *owner;
    const char *client_id;
    const char *group;   /* NULL: no group topics */
    int in_flight_limit; /* per partition */
};

extern const struct setting bus_settings[]; /* STEWARD_KAFKA_* */

/* Logs what this version of librdkafka is known not to do, when the settings ask for it. */
void bus_warn(const struct config *config);

MUST_CHECK bool bus_open(struct loop *loop, const struct config *config, const struct bus_options *options,
                         struct bus **ret_bus, struct error *err);
/* Takes its place in the group: not before its records can be dealt with, for partitions that are given to
 * who cannot, or ends at once, are silent for everybody. If that is awaited it is not ready until it is in;
 * who has other work, too, stays ready. The second time does nothing. */
void bus_join(struct bus *bus, bool is_awaited);
void bus_start_partition(struct bus *bus, const char *topic, int32_t partition, int64_t offset);
void bus_done(struct bus *bus, const char *topic, int32_t partition, int64_t offset);
int32_t bus_partition_of(const struct bus *bus, const char *topic,
                         struct str key); /* murmur2; -1: not known yet */

/* Publishes; the bytes are copied. `on_acked` is called exactly once, from the loop, never inside: with NULL
 * when the broker has it, else with why not (the record may have been written all the same). NULL: not told.
 * False at once when the producer's bounded queue is full; on_acked is then not called. partition -1: by key.
 */
typedef void bus_acked_fn(void *owner, int32_t partition, int64_t offset, const struct error *err);
MUST_CHECK bool bus_publish(struct bus *bus, const struct record *record, bus_acked_fn *on_acked, void *owner,
                            struct error *err);

/* Sets a record aside, byte for byte, on <topic>-dlt with the reason in Spring's kafka_dlt-* headers. */
MUST_CHECK bool bus_dead_letter(struct bus *bus, const struct record *record, const struct error *why,
                                bus_acked_fn *on_acked, void *owner, struct error *err);

/* Reads the end of a partition, from the first record not older than since_ms, and calls each (not for done)
 * until the end as it was when it was looked at; then done once, with an error if it could not be read within
 * patience_ms. One partition is read after the other: the time is counted from when it is its turn. */
typedef void bus_tail_fn(void *owner, const struct record *record);
typedef void bus_tail_done_fn(void *owner, const struct error *err);
void bus_read_tail(struct bus *bus, const char *topic, int32_t partition, int64_t since_ms, int patience_ms,
                   bus_tail_fn *each, bus_tail_done_fn *done, void *owner);

bool bus_is_ready(const struct bus *bus);       /* broker answers, producer warmed, readers at their start */
const char *bus_trouble(const struct bus *bus); /* why not, in words; NULL: none */
size_t bus_unsent(const struct bus *bus);       /* records published and not acknowledged */

struct bus_lag {
    const char *topic;
    int32_t partition;
    int64_t lag; /* -1: not known yet */
};
size_t bus_lags(const struct bus *bus, struct bus_lag *ret_lags, size_t room);

/* Takes no more of this topic until it is told otherwise, whichever partitions come and go; what is in hand
 * goes on.
 */
void bus_hold(struct bus *bus, const char *topic, bool hold);
/* Stops taking records; what is in hand may still be done and published. */
void bus_stop_taking(struct bus *bus);
/* Flushes the producer and commits offsets, leaves the group; `closed` is called once, by then at the latest.
 */
void bus_close(struct bus *bus, int deadline_ms, loop_fn *closed, void *owner);
void bus_free(struct bus *bus); /* NULL does nothing */
