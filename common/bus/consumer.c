/* The member of the group: records come in, in order per partition, and their offsets are committed over the
 * completed prefix.
 *
 * The complication: librdkafka starts a partition when the assignment is accepted, but its owner may not know
 * yet where to start. The partition is then accepted, paused, and moved to its place when the owner has said
 * it; the move is tried again until librdkafka can do it (it looks up the committed offset first). */
#include "bus/consumer.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "bus/producer.h"

#define HEARTBEAT_MS     500  /* a member learns of changes with it */
#define FLUSH_MS         1000 /* of what was published, before a partition is let go */
#define SEEK_RETRY_MS    20
#define SEEK_PATIENCE_MS 5 /* the answer comes from a thread of this process, in microseconds */
#define JOIN_AGAIN_MS    100

/* A record in hand: it borrows from librdkafka's event. */
struct held {
    struct record record;
    rd_kafka_event_t *event;
    struct event_header headers[];
};

/* ---- partitions ---- */

static struct consumer_topic *topic_of(const struct consumer *consumer, const char *name)
{
    for (size_t i = 0; i < consumer->topic_count; i++)
        if (strcmp(consumer->topics[i].name, name) == 0)
            return &consumer->topics[i];
    return NULL;
}

static struct part *part_of(const struct consumer *consumer, const char *name,
                            int32_t number) /* NULL: not ours */
{
    const struct consumer_topic *topic = topic_of(consumer, name);
    struct part *part = topic && number >= 0 && number < topic->count ? &topic->parts[number] : NULL;

    return part && part->state != PART_NOT_OURS ? part : NULL;
}

static struct part *part_new(struct consumer *consumer, const char *name, int32_t number)
{
    struct consumer_topic *topic = topic_of(consumer, name);

    if (!topic || number < 0)
        return NULL;
    if (number >= topic->count)
        topic->parts = mem_grow(topic->parts, (size_t)number + 1, sizeof(*topic->parts));
    for (; topic->count <= number; topic->count++)
        topic->parts[topic->count] =
            (struct part){.topic = topic, .number = topic->count, .prefix.position = -1};
    return &topic->parts[number];
}

static void for_parts(struct consumer *consumer, void (*visit)(struct consumer *, struct part *, void *),
                      void *what)
{
    for (size_t t = 0; t < consumer->topic_count; t++)
        for (int32_t p = 0; p < consumer->topics[t].count; p++)
            if (consumer->topics[t].parts[p].state != PART_NOT_OURS)
                visit(consumer, &consumer->topics[t].parts[p], what);
}

static void held_free(struct held *held)
{
    rd_kafka_event_destroy(held->event);
    mem_free(held);
}

static void forget_records(struct part *part)
{
    struct held *held;

    while ((held = prefix_take(&part->prefix)))
        held_free(held);
}

static void pause_or_resume(struct consumer *consumer, struct part *part, bool pause)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

    rd_kafka_topic_partition_list_add(list, part->topic->name, part->number);
    if (pause)
        rd_kafka_pause_partitions(consumer->handle, list);
    else
        rd_kafka_resume_partitions(consumer->handle, list);
    rd_kafka_topic_partition_list_destroy(list);
    part->is_paused = pause;
}

static bool may_take(const struct consumer *consumer, const struct part *part)
{
    return !consumer->is_stopped && !part->topic->is_held;
}

static void hold_part(struct consumer *consumer, struct part *part, void *what)
{
    bool has_room = part->prefix.open <= (size_t)consumer->in_flight_limit / 2;

    if (part->topic != what || part->state != PART_RUNNING)
        return;
    if (part->topic->is_held && !part->is_paused)
        pause_or_resume(consumer, part, true);
    else if (part->is_paused && has_room && may_take(consumer, part))
        pause_or_resume(consumer, part, false);
}

void consumer_hold(struct consumer *consumer, const char *name, bool hold)
{
    struct consumer_topic *topic = topic_of(consumer, name);

    if (!topic)
        return;
    topic->is_held = hold;
    for_parts(consumer, hold_part, topic);
}

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
        pause_or_resume(consumer, part, true);
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
    if (part->is_paused && part->state == PART_RUNNING && may_take(consumer, part) &&
        part->prefix.open <= (size_t)consumer->in_flight_limit / 2)
        pause_or_resume(consumer, part, false);
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
    if (part->is_paused && may_take(consumer, part))
        pause_or_resume(consumer, part, false);
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
    forget_records(part);
    prefix_start(&part->prefix, offset);
    part->start = offset;
    part->state = PART_SEEKING;
    if (!timer_is_set(consumer->seek))
        timer_set(consumer->seek, 0);
}

/* ---- assignment ---- */

static bool must_pause(const struct consumer *consumer, const struct part *part)
{
    return part->state != PART_RUNNING || !may_take(consumer, part);
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
            pause_or_resume(consumer, part, true);
    }
    rd_kafka_assign(consumer->handle, list);
    for (int i = 0; i < list->cnt; i++) {
        struct part *part = part_of(consumer, list->elems[i].topic, list->elems[i].partition);

        if (part && part->is_paused) /* also one that was so when it was lost: librdkafka keeps that */
            pause_or_resume(consumer, part, must_pause(consumer, part));
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
    forget_records(part);
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

static void on_rebalance(struct consumer *consumer, rd_kafka_event_t *event)
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
static rd_kafka_resp_err_t join(struct consumer *consumer)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
    rd_kafka_resp_err_t code;

    for (size_t t = 0; t < consumer->topic_count; t++)
        rd_kafka_topic_partition_list_add(list, consumer->topics[t].name, RD_KAFKA_PARTITION_UA);
    code = rd_kafka_subscribe(consumer->handle, list);
    rd_kafka_topic_partition_list_destroy(list);
    return code;
}

static void join_again(void *owner)
{
    struct consumer *consumer = owner;

    if (consumer->is_closing)
        return;
    log_warn("joining the group again: where its partitions start could not be read",
             {"error", LOG_TEXT(consumer->trouble.text)});
    join(consumer);
}

/* librdkafka tells it once, starts none of these partitions, and does not ask again: a coordinator that moves
 * just then leaves them idle for good. */
static bool has_lost_its_start(rd_kafka_event_t *event)
{
    const char *text = rd_kafka_event_error_string(event);

    return text && strncmp(text, "Failed to fetch committed offset", 32) == 0;
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
        on_rebalance(consumer, event);
        break;
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
        on_committed(consumer, event);
        break;
    case RD_KAFKA_EVENT_ERROR:
        on_consumer_error(consumer, rd_kafka_event_error(event), rd_kafka_event_error_string(event));
        if (has_lost_its_start(event) && !timer_is_set(consumer->join))
            timer_set(consumer->join, JOIN_AGAIN_MS);
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
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;

    for (const struct bus_topic *topic = options->topics; topic && topic->name; topic++)
        if (!topic->every_copy)
            add_topic(consumer, topic->name);
    consumer->pauses =
        metric_counter("steward_kafka_pauses_total", "Partitions paused: too much in hand.", "");
    consumer->rebalances = metric_counter("steward_kafka_rebalances_total", "Partitions given or taken.", "");
    consumer->seek = timer_new(consumer->loop, seek, consumer);
    consumer->join = timer_new(consumer->loop, join_again, consumer);
    consumer->handle = open_handle(config, options, err);
    if (consumer->handle) {
        rd_kafka_poll_set_consumer(consumer->handle); /* everything comes through the one queue */
        pump_open(&consumer->pump, consumer->loop, rd_kafka_queue_get_consumer(consumer->handle), on_event,
                  consumer);
        code = join(consumer);
    }
    if (code)
        return kafka_error(err, code, "subscribing");
    return consumer->handle;
}

static void stop_part(struct consumer *consumer, struct part *part, void *what)
{
    (void)what;
    pause_or_resume(consumer, part, true);
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
    for_parts(consumer, drop_part, NULL);
    if (consumer->handle) {
        pump_close(&consumer->pump);
        helper_destroy_handle(helper, consumer->handle);
    }
    timer_free(consumer->seek);
    timer_free(consumer->join);
    for (size_t t = 0; t < consumer->topic_count; t++) {
        for (int32_t p = 0; p < consumer->topics[t].count; p++)
            prefix_free(&consumer->topics[t].parts[p].prefix);
        mem_free(consumer->topics[t].parts);
        mem_free(consumer->topics[t].name);
    }
    mem_free(consumer->topics);
}
