/* The member of the group: records come in, in order per partition, and their offsets are committed over the
 * completed prefix. */
#include "bus/consumer.h"

#include <stdio.h>

#include "base/log.h"
#include "bus/parts.h"

#define HEARTBEAT_MS 500 /* a member learns of changes with it */

/* ---- records ---- */

static void take_record(struct consumer *consumer, rd_kafka_event_t *event, const rd_kafka_message_t *message)
{
    struct part *part = part_of(consumer, rd_kafka_topic_name(message->rkt), message->partition);
    struct held *held;

    /* Between the wish to be elsewhere and being there, what comes is not what is wanted. */
    if (!part || part->state != PART_RUNNING || consumer->is_stopped) {
        rd_kafka_event_destroy(event);
        return;
    }
    held = mem_alloc(sizeof(*held) + kafka_header_count(message) * sizeof(held->headers[0]));
    held->event = event;
    kafka_record(message, part->topic->name, held->headers, &held->record);
    if (part->prefix.position < 0)
        part->prefix.position = message->offset;
    prefix_add(&part->prefix, message->offset, held);
    metric_add(part->topic->consumed, 1);
    if (part->prefix.open >= (size_t)consumer->in_flight_limit && !part->is_paused) {
        metric_add(consumer->pauses, 1);
        part_pause(consumer, part, true);
    }
    consumer->events.on_record(consumer->owner, &held->record);
}

void consumer_done(struct consumer *consumer, const char *topic, int32_t partition, int64_t offset)
{
    struct part *part = part_of(consumer, topic, partition);
    struct held *held = part ? prefix_done(&part->prefix, offset) : NULL;

    if (!held)
        return;
    held_free(held);
    if (part->is_paused && part->state == PART_RUNNING && part_may_run(consumer, part) &&
        part->prefix.open <= (size_t)consumer->in_flight_limit / 2)
        part_pause(consumer, part, false);
}

/* ---- holding ---- */

static void hold_part(struct consumer *consumer, struct part *part, void *what)
{
    bool has_room = part->prefix.open <= (size_t)consumer->in_flight_limit / 2;

    if (part->topic != what || part->state != PART_RUNNING)
        return;
    if (part->topic->is_held && !part->is_paused)
        part_pause(consumer, part, true);
    else if (part->is_paused && has_room && part_may_run(consumer, part))
        part_pause(consumer, part, false);
}

void consumer_hold(struct consumer *consumer, const char *name, bool hold)
{
    struct consumer_topic *topic = consumer_topic_of(consumer, name);

    if (!topic)
        return;
    topic->is_held = hold;
    for_parts(consumer, hold_part, topic);
}

/* ---- offsets ---- */

static void add_commit(struct consumer *consumer, struct part *part, void *what)
{
    rd_kafka_topic_partition_list_t *list = what;

    (void)consumer;
    if (part->state != PART_RUNNING || part->prefix.position < 0 || part->prefix.position == part->committed)
        return;
    rd_kafka_topic_partition_list_add(list, part->topic->name, part->number)->offset = part->prefix.position;
    part->committed = part->prefix.position;
}

void consumer_commit(struct consumer *consumer)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);

    for_parts(consumer, add_commit, list);
    if (list->cnt > 0)
        rd_kafka_commit(consumer->handle, list, 1);
    rd_kafka_topic_partition_list_destroy(list);
}

static void on_committed(struct consumer *consumer, rd_kafka_event_t *event)
{
    const rd_kafka_topic_partition_list_t *list = rd_kafka_event_topic_partition_list(event);
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);

    if (!code || code == RD_KAFKA_RESP_ERR__NO_OFFSET)
        return;
    log_debug("offsets were not committed", {"error", LOG_TEXT(rd_kafka_err2str(code))});
    for (int i = 0; list && i < list->cnt; i++) {
        struct part *part = part_of(consumer, list->elems[i].topic, list->elems[i].partition);

        if (part)
            part->committed = -1; /* with the next round */
    }
}

/* ---- events ---- */

static void on_consumer_error(struct consumer *consumer, rd_kafka_resp_err_t code, const char *text)
{
    error_set(&consumer->trouble, ERROR_RETRY, "kafka", "%s", text ? text : rd_kafka_err2str(code));
    log_debug("consumer", {"error", LOG_TEXT(consumer->trouble.text)});
}

static void on_event(void *owner, rd_kafka_event_t *event)
{
    struct consumer *consumer = owner;
    const rd_kafka_message_t *message;

    switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_FETCH:
        message = rd_kafka_event_message_next(event);
        if (message && !message->err) {
            consumer->trouble.text[0] = '\0';
            take_record(consumer, event, message); /* keeps the event */
            return;
        }
        if (message)
            on_consumer_error(consumer, message->err, rd_kafka_message_errstr(message));
        break;
    case RD_KAFKA_EVENT_REBALANCE:
        assignment_on_rebalance(consumer, event);
        break;
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
        on_committed(consumer, event);
        break;
    case RD_KAFKA_EVENT_ERROR:
        on_consumer_error(consumer, rd_kafka_event_error(event), rd_kafka_event_error_string(event));
        assignment_on_error(consumer, event);
        break;
    default:
        break;
    }
    rd_kafka_event_destroy(event);
}

/* ---- open and close ---- */

/* Range puts the same partition of all topics into one copy. A partition that is added or resumed waits for
 * the fetch that is under way, hence its short wait. */
static const struct kafka_property fixed[] = {
    {"partition.assignment.strategy", "range"},
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"enable.partition.eof", "false"},
    {"auto.offset.reset", "earliest"},
    {"fetch.error.backoff.ms", "20"},
    {"fetch.wait.max.ms", "100"},
    {"max.partition.fetch.bytes", "262144"},
    {"queued.min.messages", "20000"},
    {"queued.max.messages.kbytes", "32768"},
    {"topic.metadata.refresh.interval.ms", "60000"},
    {NULL, NULL},
};

static rd_kafka_t *open_handle(const struct config *config, const struct bus_options *options,
                               struct error *err)
{
    int64_t session_ms = config_int(config, "STEWARD_KAFKA_SESSION_TIMEOUT_MS");
    int64_t poll_ms = config_int(config, "STEWARD_KAFKA_MAX_POLL_INTERVAL_MS");
    int64_t heartbeat_ms = session_ms / 3 < HEARTBEAT_MS ? session_ms / 3 : HEARTBEAT_MS;
    char session[24], poll[24], heartbeat[24];
    const struct kafka_property own[] = {
        {"group.id", options->group},
        {"session.timeout.ms", session},
        {"heartbeat.interval.ms", heartbeat},
        {"max.poll.interval.ms", poll},
        {NULL, NULL},
    };
    rd_kafka_conf_t *conf;

    snprintf(session, sizeof(session), "%lld", (long long)session_ms);
    snprintf(poll, sizeof(poll), "%lld", (long long)(poll_ms > session_ms ? poll_ms : session_ms));
    snprintf(heartbeat, sizeof(heartbeat), "%lld", (long long)heartbeat_ms);
    conf = kafka_conf(config, options->client_id, own, err);
    if (!conf)
        return NULL;
    if (!kafka_set(conf, fixed, err)) {
        rd_kafka_conf_destroy(conf);
        return NULL;
    }
    rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE |
                                       RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR);
    return kafka_new(RD_KAFKA_CONSUMER, conf, err);
}

static void add_topic(struct consumer *consumer, const char *name)
{
    struct consumer_topic *topic;
    char labels[300];

    consumer->topics = mem_grow(consumer->topics, consumer->topic_count + 1, sizeof(*consumer->topics));
    topic = &consumer->topics[consumer->topic_count++];
    snprintf(labels, sizeof(labels), "topic=\"%s\"", name);
    *topic = (struct consumer_topic){
        .name = mem_text(name),
        .consumed = metric_counter("steward_kafka_consumed_total", "Records taken from topics.", labels),
    };
}

bool consumer_open(struct consumer *consumer, const struct config *config, const struct bus_options *options,
                   struct error *err)
{
    for (const struct bus_topic *topic = options->topics; topic && topic->name; topic++)
        if (!topic->every_copy)
            add_topic(consumer, topic->name);
    consumer->pauses =
        metric_counter("steward_kafka_pauses_total", "Partitions paused: too much in hand.", "");
    assignment_open(consumer);
    consumer->handle = open_handle(config, options, err);
    if (consumer->handle) {
        rd_kafka_poll_set_consumer(consumer->handle); /* everything comes through the one queue */
        pump_open(&consumer->pump, consumer->loop, rd_kafka_queue_get_consumer(consumer->handle), on_event,
                  consumer);
    }
    return consumer->handle;
}

void consumer_join(struct consumer *consumer)
{
    if (consumer->wants_in || consumer->is_closing)
        return;
    consumer->wants_in = true;
    assignment_join(consumer);
}

bool consumer_is_joining(const struct consumer *consumer)
{
    return consumer->wants_in && !consumer->has_joined;
}

static void stop_part(struct consumer *consumer, struct part *part, void *what)
{
    (void)what;
    part_pause(consumer, part, true);
}

void consumer_stop_taking(struct consumer *consumer)
{
    consumer->is_stopped = true;
    for_parts(consumer, stop_part, NULL);
}

void consumer_leave(struct consumer *consumer)
{
    rd_kafka_error_t *error;

    consumer->is_stopped = true;
    consumer->is_closing = true;
    consumer_commit(consumer);
    error = rd_kafka_consumer_close_queue(consumer->handle, consumer->pump.queue);
    if (error)
        rd_kafka_error_destroy(error);
}

bool consumer_has_left(const struct consumer *consumer)
{
    return !consumer->is_closing || rd_kafka_consumer_closed(consumer->handle);
}

void consumer_free(struct consumer *consumer, struct helper *helper)
{
    assignment_free(consumer);
    if (consumer->handle) {
        pump_close(&consumer->pump);
        helper_destroy_handle(helper, consumer->handle);
    }
    for (size_t t = 0; t < consumer->topic_count; t++) {
        for (int32_t p = 0; p < consumer->topics[t].count; p++)
            prefix_free(&consumer->topics[t].parts[p].prefix);
        mem_free(consumer->topics[t].parts);
        mem_free(consumer->topics[t].name);
    }
    mem_free(consumer->topics);
}
