/* The complication: an idempotent producer can fail for good (librdkafka calls it fatal). It is then replaced
 * by a new one, and everything in flight is told that it failed: it may have been written all the same, which
 * is for whoever published it to find out. */
#include "bus/producer.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define FLUSH_STEP_US     200
#define PROBE_EVERY_MS    2000
#define PROBE_PATIENCE_MS 3000

struct producer_topic {
    rd_kafka_topic_t *handle;
    struct metric *published;
    char name[];
};

struct sent {
    struct link link;
    bus_acked_fn *on_acked; /* NULL: nobody wants to know */
    void *owner;
    int64_t at_us;
};

/* ---- acknowledgements ---- */

static struct sent *sent_new(struct producer *producer, bus_acked_fn *on_acked, void *owner)
{
    struct link *spare = list_shift(&producer->spare);
    struct sent *sent = spare ? list_item(spare, struct sent, link) : mem_new(struct sent);

    *sent = (struct sent){.on_acked = on_acked, .owner = owner, .at_us = clock_mono_us()};
    list_push(&producer->sent, &sent->link);
    producer->unsent++;
    return sent;
}

static void sent_free(struct producer *producer, struct sent *sent)
{
    list_remove(&sent->link);
    list_push(&producer->spare, &sent->link);
    producer->unsent--;
}

static void tell(struct producer *producer, struct sent *sent, int32_t partition, int64_t offset,
                 const struct error *err)
{
    struct sent what = *sent;

    sent_free(producer, sent);
    if (err)
        metric_add(producer->failures, 1);
    if (what.on_acked)
        what.on_acked(what.owner, partition, offset, err);
}

static void on_report(struct producer *producer, const rd_kafka_message_t *message)
{
    struct sent *sent = message->_private;
    struct error err;

    if (message->err) {
        kafka_error(&err, message->err, rd_kafka_topic_name(message->rkt));
        tell(producer, sent, message->partition, -1, &err);
        return;
    }
    producer->acked_at_ms = clock_mono_ms();
    producer->trouble.text[0] = '\0';
    metric_observe_us(producer->latency, clock_mono_us() - sent->at_us);
    tell(producer, sent, message->partition, message->offset, NULL);
}

static void tell_failed(void *owner)
{
    struct producer *producer = owner;
    struct error err;
    struct link *link;

    error_set(&err, ERROR_RETRY, "kafka", "not acknowledged: %s", producer->trouble.text);
    while ((link = list_shift(&producer->failed)))
        tell(producer, list_item(link, struct sent, link), -1, -1, &err);
}

/* ---- the handle ---- */

static void on_trouble(struct producer *producer, rd_kafka_resp_err_t code, const char *text)
{
    error_set(&producer->trouble, ERROR_RETRY, "kafka", "%s", text ? text : rd_kafka_err2str(code));
    if (rd_kafka_fatal_error(producer->handle, NULL, 0))
        loop_defer(producer->loop, &producer->renewal);
}

static void on_event(void *owner, rd_kafka_event_t *event)
{
    struct producer *producer = owner;
    const rd_kafka_message_t *message;

    switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_DR:
        while ((message = rd_kafka_event_message_next(event)))
            on_report(producer, message);
        break;
    case RD_KAFKA_EVENT_ERROR:
        on_trouble(producer, rd_kafka_event_error(event), rd_kafka_event_error_string(event));
        break;
    default:
        break;
    }
    rd_kafka_event_destroy(event);
}

/* A record never waits for more to come, only for the request before it: so the more there is, the more goes
 * in one request, and a lone record is not held up. The partitioner is Java's, so that all producers agree on
 * where a key belongs. */
static bool open_handle(struct producer *producer, struct error *err)
{
    char limit[24], timeout[24];
    const struct kafka_property properties[] = {
        {"enable.idempotence", "true"},
        {"acks", "all"},
        {"max.in.flight.requests.per.connection", "1"},
        {"queue.buffering.max.ms", "0"},
        {"queue.buffering.max.messages", limit},
        {"queue.buffering.max.kbytes", "262144"},
        {"message.timeout.ms", timeout},
        {"partitioner", "murmur2_random"},
        {NULL, NULL},
    };
    rd_kafka_conf_t *conf;

    snprintf(limit, sizeof(limit), "%zu", producer->limit);
    snprintf(timeout, sizeof(timeout), "%lld",
             (long long)config_int(producer->config, "STEWARD_KAFKA_MESSAGE_TIMEOUT_MS"));
    conf = kafka_conf(producer->config, producer->client_id, properties, err);
    if (!conf)
        return false;
    rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);
    producer->handle = kafka_new(RD_KAFKA_PRODUCER, conf, err);
    if (!producer->handle)
        return false;
    pump_open(&producer->pump, producer->loop, rd_kafka_queue_get_main(producer->handle), on_event, producer);
    return true;
}

static void close_handle(struct producer *producer)
{
    struct str name;
    void *value;

    for (size_t at = 0; map_next(&producer->topics, &at, &name, &value);) {
        struct producer_topic *topic = value;

        rd_kafka_topic_destroy(topic->handle);
        mem_free(topic);
    }
    map_free(&producer->topics);
    pump_close(&producer->pump);
    rd_kafka_purge(producer->handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_NON_BLOCKING);
    helper_destroy_handle(producer->helper, producer->handle);
    producer->handle = NULL;
}

static void renew(void *owner)
{
    struct producer *producer = owner;
    struct link *link;
    struct error err;

    log_warn("the producer is renewed", {"why", LOG_TEXT(producer->trouble.text)},
             {"unsent", LOG_INT((int64_t)producer->unsent)});
    close_handle(producer);
    while ((link = list_shift(&producer->sent)))
        list_push(&producer->failed, link);
    loop_defer(producer->loop, &producer->telling);
    if (!open_handle(producer, &err)) /* it could be opened before, with the same settings */
        log_error("no new producer", {"error", LOG_TEXT(err.text)});
}

/* The handle goes first: it would tell about the same records later. */
void producer_give_up(struct producer *producer, const char *why)
{
    struct link *link;

    error_set(&producer->trouble, ERROR_RETRY, "kafka", "%s", why);
    loop_cancel(producer->loop, &producer->renewal);
    if (producer->handle)
        close_handle(producer);
    while ((link = list_shift(&producer->sent)))
        list_push(&producer->failed, link);
    tell_failed(producer);
}

bool producer_open(struct producer *producer, struct error *err)
{
    list_init(&producer->sent);
    list_init(&producer->failed);
    list_init(&producer->spare);
    producer->telling = (struct deferred){.fn = tell_failed, .owner = producer};
    producer->renewal = (struct deferred){.fn = renew, .owner = producer};
    producer->limit = (size_t)config_int(producer->config, "STEWARD_KAFKA_UNSENT");
    producer->latency =
        metric_seconds("steward_kafka_publish_seconds", "From publishing to acknowledgement.", "");
    producer->failures =
        metric_counter("steward_kafka_publish_failures_total", "Records not acknowledged.", "");
    return open_handle(producer, err);
}

void producer_close(struct producer *producer)
{
    struct link *link;

    if (producer->handle)
        close_handle(producer);
    loop_cancel(producer->loop, &producer->telling);
    loop_cancel(producer->loop, &producer->renewal);
    while ((link = list_shift(&producer->sent)) || (link = list_shift(&producer->failed)) ||
           (link = list_shift(&producer->spare)))
        mem_free(list_item(link, struct sent, link));
}

/* ---- publishing ---- */

static struct producer_topic *topic_of(struct producer *producer, const char *name, struct error *err)
{
    struct producer_topic *topic = map_get(&producer->topics, str_of(name));
    char labels[300];

    if (topic)
        return topic;
    topic = mem_alloc(sizeof(*topic) + strlen(name) + 1);
    topic->handle = rd_kafka_topic_new(producer->handle, name, NULL);
    if (!topic->handle) {
        mem_free(topic);
        kafka_error(err, rd_kafka_last_error(), name);
        return NULL;
    }
    snprintf(labels, sizeof(labels), "topic=\"%s\"", name);
    topic->published = metric_counter("steward_kafka_published_total", "Records published.", labels);
    memcpy(topic->name, name, strlen(name) + 1);
    map_put(&producer->topics, str_of(topic->name), topic);
    return topic;
}

bool producer_publish(struct producer *producer, const struct record *record, bus_acked_fn *on_acked,
                      void *owner, struct error *err)
{
    struct producer_topic *topic;
    struct sent *sent;
    rd_kafka_error_t *error;

    if (!producer->handle)
        return error_set(err, ERROR_FATAL, "kafka", "there is no producer: %s", producer->trouble.text);
    if (producer->unsent >= producer->limit)
        return error_set(err, ERROR_RETRY, "kafka", "%zu records wait for the broker already",
                         producer->unsent);
    topic = topic_of(producer, record->topic, err);
    if (!topic)
        return false;
    sent = sent_new(producer, on_acked, owner);
    error = kafka_produce(producer->handle, topic->handle, record, sent);
    if (!error) {
        metric_add(topic->published, 1);
        return true;
    }
    sent_free(producer, sent);
    if (rd_kafka_error_is_fatal(error))
        on_trouble(producer, RD_KAFKA_RESP_ERR__FATAL, rd_kafka_error_string(error));
    kafka_error(err, rd_kafka_error_code(error), record->topic);
    rd_kafka_error_destroy(error);
    return false;
}

/* rd_kafka_flush would count the acknowledgements that nobody takes meanwhile, and wait for all its time. */
void producer_flush(struct producer *producer, int patience_ms)
{
    int64_t end_ms = clock_mono_ms() + patience_ms;

    while (producer->handle && producer->unsent > 0 && clock_mono_ms() < end_ms) {
        pump_run(&producer->pump);
        if (producer->unsent > 0)
            usleep(FLUSH_STEP_US);
    }
}

/* ---- is the broker there? ---- */

static void on_probed(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct producer *producer = owner;

    (void)partition;
    (void)offset;
    producer->is_probing = false;
    if (err)
        producer->trouble = *err;
    else
        producer->is_warm = true;
}

void producer_tick(struct producer *producer)
{
    int64_t now_ms = clock_mono_ms();
    struct record probe = {.topic = WARMUP_TOPIC, .partition = -1, .value = str_of(producer->client_id)};

    if (producer->is_probing || (producer->is_warm && now_ms - producer->acked_at_ms < PROBE_EVERY_MS))
        return;
    producer->probed_at_ms = now_ms;
    producer->is_probing = producer_publish(producer, &probe, on_probed, producer, NULL);
}

bool producer_is_ready(const struct producer *producer)
{
    bool is_silent = producer->is_probing && producer->acked_at_ms < producer->probed_at_ms &&
                     clock_mono_ms() - producer->probed_at_ms > PROBE_PATIENCE_MS;

    return producer->is_warm && !is_silent;
}
