/* Copies of a process on a real broker, for test_broker.c: each is a bus that writes down what happens to it.
 */
#pragma once

#include "base/id.h"
#include "base/list.h"
#include "base/log.h"
#include "bus/bus.h"
#include "bus/topics.h"
#include "until.h"

#define MOST_SEEN 20000

struct seen {
    int32_t partition;
    int64_t offset;
    int number; /* the value, as text */
};

struct copy {
    struct bus *bus;
    bool holds;    /* nothing is done by itself */
    bool is_later; /* on_assigned answers "later" */
    struct seen seen[MOST_SEEN];
    int seen_count;
    int assigned, revoked;     /* partitions now, and taken so far */
    int32_t last_assigned[16]; /* partition numbers of the last assignments */
    bool is_closed;
};

static struct loop *loop;
static struct config *config;
static char group_name[64];

static int number_of(const struct record *record)
{
    return atoi(record->value.data);
}

static void on_record(void *owner, const struct record *record)
{
    struct copy *copy = owner;

    assert_true(copy->seen_count < MOST_SEEN);
    copy->seen[copy->seen_count++] = (struct seen){record->partition, record->offset, number_of(record)};
    if (!copy->holds)
        bus_done(copy->bus, record->topic, record->partition, record->offset);
}

static int64_t on_assigned(void *owner, const char *topic, int32_t partition)
{
    struct copy *copy = owner;

    (void)topic;
    copy->last_assigned[copy->assigned++] = partition;
    return copy->is_later ? BUS_OFFSET_LATER : BUS_OFFSET_STORED;
}

static void on_revoked(void *owner, const char *topic, int32_t partition)
{
    struct copy *copy = owner;

    (void)topic;
    (void)partition;
    copy->assigned--;
    copy->revoked++;
}

/* It is not in the group yet. */
static void open_apart(struct copy *copy, const char *topic, bool every_copy, int limit)
{
    const struct bus_topic topics[] = {{topic, every_copy}, {NULL, false}};
    struct bus_options options = {
        .topics = topics,
        .events = {on_record, on_assigned, on_revoked},
        .owner = copy,
        .client_id = "test",
        .group = every_copy ? NULL : group_name,
        .in_flight_limit = limit,
    };
    struct error err;

    if (!bus_open(loop, config, &options, &copy->bus, &err))
        fail_msg("%s", err.text);
}

static void open_copy(struct copy *copy, const char *topic, bool every_copy, int limit)
{
    open_apart(copy, topic, every_copy, limit);
    bus_join(copy->bus, true);
}

static void on_closed(void *owner)
{
    *(bool *)owner = true;
}

static void close_copy(struct copy *copy)
{
    bus_close(copy->bus, 5000, on_closed, &copy->is_closed);
    until(copy->is_closed);
    bus_free(copy->bus);
    copy->bus = NULL;
}

struct acks {
    int good, bad;
    struct error last;
};

static void on_acked(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct acks *acks = owner;

    (void)partition;
    (void)offset;
    acks->good += !err;
    acks->bad += err != NULL;
    if (err)
        acks->last = *err;
}

static void publish(struct bus *bus, const char *topic, int from, int count, int keys, int64_t timestamp_ms,
                    struct acks *acks)
{
    for (int i = from; i < from + count; i++) {
        char key[16], value[16];
        struct record record = {.topic = topic, .partition = -1, .timestamp_ms = timestamp_ms};
        struct error err;

        snprintf(key, sizeof(key), "key%d", i % keys);
        snprintf(value, sizeof(value), "%d", i);
        record.key = str_of(key);
        record.value = str_of(value);
        if (!bus_publish(bus, &record, acks ? on_acked : NULL, acks, &err))
            fail_msg("%s", err.text);
    }
}
