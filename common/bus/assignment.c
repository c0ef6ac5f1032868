/* The complication: librdkafka starts a partition when the assignment is accepted, but its owner may not know
 * yet where to start. The partition is then accepted, paused, and moved to its place when the owner has said
 * it; the move is tried again until librdkafka can do it (it looks up the committed offset first). */
#include <string.h>

#include "base/log.h"
#include "bus/parts.h"
#include "bus/producer.h"

#define FLUSH_MS         1000 /* of what was published, before a partition is let go */
#define SEEK_RETRY_MS    20
#define SEEK_PATIENCE_MS 5 /* the answer comes from a thread of this process, in microseconds */
#define JOIN_AGAIN_MS    100

/* ---- where a partition starts ---- */

static void add_seek(struct consumer *consumer, struct part *part, void *what)
{
    (void)consumer;
    if (part->state == PART_SEEKING)
        rd_kafka_topic_partition_list_add(what, part->topic->name, part->number)->offset = part->start;
}

static void run(struct consumer *consumer, struct part *part)
{
    part->state = PART_RUNNING;
    if (part->is_paused && part_may_run(consumer, part))
        part_pause(consumer, part, false);
}

static void seek(void *owner)
{
    struct consumer *consumer = owner;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
    rd_kafka_error_t *error;

    for_parts(consumer, add_seek, list);
    error = rd_kafka_seek_partitions(consumer->handle, list, SEEK_PATIENCE_MS);
    if (error)
        rd_kafka_error_destroy(error);
    for (int i = 0; i < list->cnt; i++) {
        struct part *part = part_of(consumer, list->elems[i].topic, list->elems[i].partition);

        if (list->elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR)
            run(consumer, part);
        else
            timer_set(consumer->seek, SEEK_RETRY_MS);
    }
    rd_kafka_topic_partition_list_destroy(list);
}

void consumer_start_partition(struct consumer *consumer, const char *topic, int32_t number, int64_t offset)
{
    struct part *part = part_of(consumer, topic, number);

    if (!part)
        return;
    if (offset < 0 && part->state == PART_WAITING) { /* it was accepted at the stored offset */
        run(consumer, part);
        return;
    }
    if (offset < 0)
        offset =
            part->prefix.count > 0 ? part->prefix.entries[part->prefix.first].offset : part->prefix.position;
    if (offset < 0)
        return; /* nothing has come yet: it is where it shall be */
    part_forget_records(part);
    prefix_start(&part->prefix, offset);
    part->start = offset;
    part->state = PART_SEEKING;
    if (!timer_is_set(consumer->seek))
        timer_set(consumer->seek, 0);
}

/* ---- assignment ---- */

static bool must_pause(const struct consumer *consumer, const struct part *part)
{
    return part->state != PART_RUNNING || !part_may_run(consumer, part);
}

/* The owner is asked before the assignment is accepted; a partition that it cannot place yet is paused,
 * before and (if librdkafka did not know it yet) after. */
static void assign(struct consumer *consumer, rd_kafka_topic_partition_list_t *list)
{
    for (int i = 0; i < list->cnt; i++) {
        rd_kafka_topic_partition_t *at = &list->elems[i];
        struct part *part = part_new(consumer, at->topic, at->partition);
        int64_t start = BUS_OFFSET_STORED;

        if (!part)
            continue;
        prefix_start(&part->prefix, -1);
        part->committed = -1;
        part->state = PART_WAITING;
        if (consumer->events.on_assigned)
            start = consumer->events.on_assigned(consumer->owner, part->topic->name, part->number);
        at->offset = start >= 0 ? start : RD_KAFKA_OFFSET_STORED;
        if (start >= 0)
            prefix_start(&part->prefix, start);
        if (start != BUS_OFFSET_LATER)
            part->state = PART_RUNNING;
        if (must_pause(consumer, part))
            part_pause(consumer, part, true);
    }
    rd_kafka_assign(consumer->handle, list);
    for (int i = 0; i < list->cnt; i++) {
        struct part *part = part_of(consumer, list->elems[i].topic, list->elems[i].partition);

        if (part && part->is_paused) /* also one that was so when it was lost: librdkafka keeps that */
            part_pause(consumer, part, must_pause(consumer, part));
    }
    consumer->has_joined = true;
}

static void revoke_part(struct consumer *consumer, struct part *part, void *what)
{
    (void)what;
    if (consumer->events.on_revoked)
        consumer->events.on_revoked(consumer->owner, part->topic->name, part->number);
}

static void drop_part(struct consumer *consumer, struct part *part, void *what)
{
    (void)consumer;
    (void)what;
    part_forget_records(part);
    prefix_start(&part->prefix, -1);
    part->state = PART_NOT_OURS;
}

/* Who takes the partitions over looks at what has been told: so nothing of ours may still be on its way. This
 * is the one place where the loop waits, for milliseconds when the broker is well. */
static void revoke(struct consumer *consumer)
{
    for_parts(consumer, revoke_part, NULL);
    producer_flush(consumer->producer, FLUSH_MS);
    if (!rd_kafka_assignment_lost(consumer->handle))
        consumer_commit(consumer);
    for_parts(consumer, drop_part, NULL);
    rd_kafka_assign(consumer->handle, NULL);
}

void assignment_on_rebalance(struct consumer *consumer, rd_kafka_event_t *event)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_event_topic_partition_list(event);
    bool is_assigned = rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;

    log_info(is_assigned ? "partitions assigned" : "partitions revoked",
             {"count", LOG_INT(list ? list->cnt : 0)});
    metric_add(consumer->rebalances, 1);
    if (is_assigned)
        assign(consumer, list);
    else
        revoke(consumer);
}

/* ---- joining ---- */

/* Once more is to let all partitions go, and be given them anew. */
void assignment_join(struct consumer *consumer)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
    rd_kafka_resp_err_t code;

    for (size_t t = 0; t < consumer->topic_count; t++)
        rd_kafka_topic_partition_list_add(list, consumer->topics[t].name, RD_KAFKA_PARTITION_UA);
    code = rd_kafka_subscribe(consumer->handle, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code) {
        kafka_error(&consumer->trouble, code, "joining the group");
        timer_set(consumer->join, JOIN_AGAIN_MS);
    }
}

static void join_again(void *owner)
{
    struct consumer *consumer = owner;

    if (consumer->is_closing)
        return;
    log_warn("joining the group again", {"error", LOG_TEXT(consumer->trouble.text)});
    assignment_join(consumer);
}

/* librdkafka tells it once, starts none of these partitions, and does not ask again: a coordinator that moves
 * just then leaves them idle for good. */
static bool has_lost_its_start(rd_kafka_event_t *event)
{
    const char *text = rd_kafka_event_error_string(event);

    return text && strncmp(text, "Failed to fetch committed offset", 32) == 0;
}

void assignment_on_error(struct consumer *consumer, rd_kafka_event_t *event)
{
    if (has_lost_its_start(event) && !timer_is_set(consumer->join))
        timer_set(consumer->join, JOIN_AGAIN_MS);
}

/* ---- open and close ---- */

void assignment_open(struct consumer *consumer)
{
    consumer->rebalances = metric_counter("steward_kafka_rebalances_total", "Partitions given or taken.", "");
    consumer->seek = timer_new(consumer->loop, seek, consumer);
    consumer->join = timer_new(consumer->loop, join_again, consumer);
}

void assignment_free(struct consumer *consumer)
{
    for_parts(consumer, drop_part, NULL);
    timer_free(consumer->seek);
    timer_free(consumer->join);
}
