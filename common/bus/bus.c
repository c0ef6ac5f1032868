/* The bus puts its parts together: producer, group consumer, reader, tails; each is a file of its own. */
#include "bus/bus.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "bus/consumer.h"
#include "bus/dead_letter.h"
#include "bus/partitions.h"
#include "bus/producer.h"
#include "bus/reader.h"
#include "bus/tail.h"

#define TICK_STARTING_MS 50
#define TICK_MS          500
#define TICK_CLOSING_MS  10
#define COMMIT_EVERY_MS  1000
#define SHOW_EVERY_MS    2000
#define LETTER_BYTES     (256 * 1024) /* headers of a dead letter; the value is not copied */
#define MOST_LAG_GAUGES  256

enum bus_phase { BUS_OPEN, BUS_FLUSHING, BUS_LEAVING, BUS_CLOSED };

struct bus {
    struct loop *loop;
    struct bus_options options;
    char *client_id, *group;
    struct helper helper;
    struct partitions partitions;
    struct producer producer;
    struct consumer consumer;
    struct reader reader;
    struct tails tails;
    struct timer *tick;
    bool has_group, has_readers, was_ready;
    bool awaits_group; /* not ready until it is in */
    int64_t committed_at_ms, shown_at_ms;
    enum bus_phase phase;
    int64_t close_by_ms;
    loop_fn *closed;
    void *closed_owner;
};

/* ---- time ---- */

static void flush_and_leave(struct bus *bus)
{
    bool is_late = clock_mono_ms() >= bus->close_by_ms;

    if (bus->phase == BUS_FLUSHING && (bus->producer.unsent == 0 || is_late)) {
        if (bus->producer.unsent > 0)
            producer_give_up(&bus->producer, "the process is ending");
        if (bus->has_group)
            consumer_leave(&bus->consumer);
        bus->phase = BUS_LEAVING;
    }
    if (bus->phase == BUS_LEAVING && (is_late || !bus->has_group || consumer_has_left(&bus->consumer))) {
        bus->phase = BUS_CLOSED;
        bus->closed(bus->closed_owner);
    }
}

static bool wants_partitions(const struct bus *bus)
{
    return !bus->partitions.is_known || (bus->has_readers && !reader_is_ready(&bus->reader));
}

static void show_gauges(const struct bus *bus)
{
    struct bus_lag lags[MOST_LAG_GAUGES];
    size_t count = bus_lags(bus, lags, COUNT_OF(lags));
    char labels[300];

    metric_set(metric_gauge("steward_kafka_unsent", "Records not acknowledged yet.", ""),
               (double)bus_unsent(bus));
    metric_set(metric_gauge("steward_kafka_ready", "1: the broker answers and all is read.", ""),
               bus_is_ready(bus));
    for (size_t i = 0; i < count; i++) {
        snprintf(labels, sizeof(labels), "topic=\"%s\",partition=\"%d\"", lags[i].topic, lags[i].partition);
        metric_set(metric_gauge("steward_kafka_lag", "Records behind the end of a partition.", labels),
                   lags[i].lag < 0 ? 0 : (double)lags[i].lag);
    }
}

/* librdkafka wants to be asked now and then even if it has nothing to say. */
static void on_tick(void *owner)
{
    struct bus *bus = owner;
    int64_t now_ms = clock_mono_ms();

    if (bus->phase == BUS_CLOSED)
        return;
    bus->was_ready |= bus_is_ready(bus);
    timer_set(bus->tick, bus->phase != BUS_OPEN ? TICK_CLOSING_MS
                         : bus->was_ready       ? TICK_MS
                                                : TICK_STARTING_MS);
    pump_run(&bus->producer.pump);
    if (bus->has_group)
        pump_run(&bus->consumer.pump);
    if (bus->has_readers)
        pump_run(&bus->reader.pump);
    if (bus->phase != BUS_OPEN) {
        flush_and_leave(bus);
        return;
    }
    bus->partitions.handle = bus->producer.handle;
    partitions_tick(&bus->partitions, wants_partitions(bus));
    producer_tick(&bus->producer);
    if (bus->has_group && now_ms - bus->committed_at_ms >= COMMIT_EVERY_MS) {
        bus->committed_at_ms = now_ms;
        consumer_commit(&bus->consumer);
    }
    if (now_ms - bus->shown_at_ms >= SHOW_EVERY_MS) {
        bus->shown_at_ms = now_ms;
        show_gauges(bus);
    }
}

/* ---- open and close ---- */

static void on_partitions(void *owner, const char *topic, int32_t count)
{
    struct bus *bus = owner;

    if (bus->has_readers)
        reader_know(&bus->reader, &bus->helper, topic, count);
}

static void set_up(struct bus *bus, struct loop *loop, const struct config *config,
                   const struct bus_options *options)
{
    bus->loop = loop;
    bus->options = *options;
    bus->client_id = mem_text(options->client_id ? options->client_id : "steward");
    bus->group = mem_text(options->group);
    bus->options.client_id = bus->client_id;
    bus->options.group = bus->group;
    helper_open(&bus->helper, loop);
    bus->producer.loop = bus->consumer.loop = bus->reader.loop = bus->partitions.loop = bus->tails.loop =
        loop;
    bus->producer.config = bus->tails.config = config;
    bus->producer.client_id = bus->tails.client_id = bus->client_id;
    bus->producer.helper = bus->partitions.helper = bus->tails.helper = &bus->helper;
    bus->partitions.on_count = on_partitions;
    bus->partitions.owner = bus;
    bus->consumer.events = bus->reader.events = options->events;
    bus->consumer.owner = bus->reader.owner = options->owner;
    bus->consumer.producer = &bus->producer;
    bus->consumer.in_flight_limit = options->in_flight_limit > 0 ? options->in_flight_limit : 1;
    for (const struct bus_topic *topic = options->topics; topic && topic->name; topic++) {
        bus->has_readers |= topic->every_copy;
        bus->has_group |= !topic->every_copy && options->group;
    }
}

bool bus_open(struct loop *loop, const struct config *config, const struct bus_options *options,
              struct bus **ret_bus, struct error *err)
{
    struct bus *bus = mem_new(struct bus);

    set_up(bus, loop, config, options);
    if (!producer_open(&bus->producer, err) ||
        (bus->has_group && !consumer_open(&bus->consumer, config, &bus->options, err)) ||
        (bus->has_readers && !reader_open(&bus->reader, config, &bus->options, err))) {
        bus_free(bus);
        return false;
    }
    bus->options.topics = NULL; /* the caller's, and all is known of them */
    bus->tick = timer_new(loop, on_tick, bus);
    timer_set(bus->tick, 0);
    *ret_bus = bus;
    return true;
}

void bus_join(struct bus *bus, bool is_awaited)
{
    bus->awaits_group = is_awaited;
    if (bus->has_group)
        consumer_join(&bus->consumer);
}

void bus_hold(struct bus *bus, const char *topic, bool hold)
{
    if (bus->has_group)
        consumer_hold(&bus->consumer, topic, hold);
}

void bus_stop_taking(struct bus *bus)
{
    if (bus->has_group)
        consumer_stop_taking(&bus->consumer);
}

void bus_close(struct bus *bus, int deadline_ms, loop_fn *closed, void *owner)
{
    bus_stop_taking(bus);
    bus->phase = BUS_FLUSHING;
    bus->close_by_ms = clock_mono_ms() + deadline_ms;
    bus->closed = closed;
    bus->closed_owner = owner;
    timer_set(bus->tick, 0);
}

void bus_free(struct bus *bus)
{
    if (!bus)
        return;
    timer_free(bus->tick);
    consumer_free(&bus->consumer, &bus->helper);
    reader_stop(&bus->reader);
    producer_close(&bus->producer);
    tails_free(&bus->tails);
    helper_close(&bus->helper);
    reader_free(&bus->reader);
    partitions_free(&bus->partitions);
    mem_free(bus->client_id);
    mem_free(bus->group);
    mem_free(bus);
}

/* ---- records ---- */

void bus_start_partition(struct bus *bus, const char *topic, int32_t partition, int64_t offset)
{
    if (bus->has_group)
        consumer_start_partition(&bus->consumer, topic, partition, offset);
}

void bus_done(struct bus *bus, const char *topic, int32_t partition, int64_t offset)
{
    if (bus->has_group)
        consumer_done(&bus->consumer, topic, partition, offset);
}

int32_t bus_partition_of(const struct bus *bus, const char *topic, struct str key)
{
    int32_t count = partitions_of(&bus->partitions, topic);

    if (count == 0 || !key.data)
        return -1;
    return rd_kafka_msg_partitioner_murmur2(NULL, key.data, key.len, count, NULL, NULL);
}

bool bus_publish(struct bus *bus, const struct record *record, bus_acked_fn *on_acked, void *owner,
                 struct error *err)
{
    return producer_publish(&bus->producer, record, on_acked, owner, err);
}

bool bus_dead_letter(struct bus *bus, const struct record *record, const struct error *why,
                     bus_acked_fn *on_acked, void *owner, struct error *err)
{
    struct arena *arena = arena_new(LETTER_BYTES);
    struct record letter;
    bool ok;

    dead_letter_of(record, why, bus->group, arena, &letter);
    ok = producer_publish(&bus->producer, &letter, on_acked, owner, err);
    arena_free(arena);
    return ok;
}

void bus_read_tail(struct bus *bus, const char *topic, int32_t partition, int64_t since_ms, int patience_ms,
                   bus_tail_fn *each, bus_tail_done_fn *done, void *owner)
{
    tail_read(&bus->tails, topic, partition, since_ms, patience_ms, each, done, owner);
}

/* ---- how it is ---- */

bool bus_is_ready(const struct bus *bus)
{
    return producer_is_ready(&bus->producer) && bus->partitions.is_known &&
           !(bus->awaits_group && consumer_is_joining(&bus->consumer)) &&
           (!bus->has_readers || reader_is_ready(&bus->reader));
}

const char *bus_trouble(const struct bus *bus)
{
    const char *last = bus->producer.trouble.text;

    if (bus_is_ready(bus))
        return NULL;
    if (!*last && bus->has_group)
        last = bus->consumer.trouble.text;
    if (*last)
        return last;
    if (!producer_is_ready(&bus->producer))
        return bus->producer.is_warm ? "the broker does not acknowledge records"
                                     : "no record was acknowledged yet";
    if (!bus->partitions.is_known)
        return "the broker has not told its topics yet";
    return consumer_is_joining(&bus->consumer) ? "the consumer group is not joined yet"
                                               : "topics are not read from their ends yet";
}

size_t bus_unsent(const struct bus *bus)
{
    return bus->producer.unsent;
}

size_t bus_lags(const struct bus *bus, struct bus_lag *ret_lags, size_t room)
{
    return bus->has_group ? consumer_lags(&bus->consumer, ret_lags, room) : 0;
}
