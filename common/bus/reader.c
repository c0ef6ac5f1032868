/* The complication: "from the end", as librdkafka has it, is looked up some time after it was asked for, and
 * what is published meanwhile would be missed. So the ends are asked for first, by a thread of ours, and each
 * partition is read from there; until then the reader is not ready. */
#include "bus/reader.h"

#include <stdio.h>

#include "base/log.h"
#include "bus/offsets.h"

struct reader_topic {
    char *name;
    rd_kafka_topic_t *handle;
    int32_t partitions; /* that are being read */
    bool is_opening;
    struct metric *consumed;
};

static struct reader_topic *topic_of(struct reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->topic_count; i++)
        if (strcmp(reader->topics[i].name, name) == 0)
            return &reader->topics[i];
    return NULL;
}

static void take_record(struct reader *reader, const rd_kafka_message_t *message)
{
    struct reader_topic *topic = topic_of(reader, rd_kafka_topic_name(message->rkt));
    size_t count = kafka_header_count(message);
    struct record record;

    if (!topic)
        return;
    if (count > reader->header_room) {
        reader->headers = mem_grow(reader->headers, count, sizeof(*reader->headers));
        reader->header_room = count;
    }
    kafka_record(message, topic->name, reader->headers, &record);
    metric_add(topic->consumed, 1);
    reader->events.on_record(reader->owner, &record);
}

static void on_event(void *owner, rd_kafka_event_t *event)
{
    struct reader *reader = owner;
    const rd_kafka_message_t *message;

    switch (rd_kafka_event_type(event)) {
    case RD_KAFKA_EVENT_FETCH:
        while ((message = rd_kafka_event_message_next(event)))
            if (!message->err)
                take_record(reader, message);
        break;
    case RD_KAFKA_EVENT_ERROR:
        log_debug("reader", {"error", LOG_TEXT(rd_kafka_event_error_string(event))});
        break;
    default:
        break;
    }
    rd_kafka_event_destroy(event);
}

static void add_topic(struct reader *reader, const char *name)
{
    struct reader_topic *topic;
    char labels[300];

    reader->topics = mem_grow(reader->topics, reader->topic_count + 1, sizeof(*reader->topics));
    topic = &reader->topics[reader->topic_count++];
    snprintf(labels, sizeof(labels), "topic=\"%s\"", name);
    *topic = (struct reader_topic){
        .name = mem_text(name),
        .handle = rd_kafka_topic_new(reader->handle, name, NULL),
        .consumed = metric_counter("steward_kafka_consumed_total", "Records taken from topics.", labels),
    };
}

bool reader_open(struct reader *reader, const struct config *config, const struct bus_options *options,
                 struct error *err)
{
    /* The broker answers one request of a connection after the other: the ends of further topics wait for the
     * fetch that is under way. So it is to wait for less than HELPER_STEP_MS. */
    static const struct kafka_property properties[] = {
        {"enable.auto.commit", "false"},  {"enable.partition.eof", "true"},
        {"auto.offset.reset", "latest"},  {"fetch.error.backoff.ms", "20"},
        {"fetch.wait.max.ms", "250"},     {"max.partition.fetch.bytes", "1048576"},
        {"queued.min.messages", "20000"}, {NULL, NULL},
    };
    rd_kafka_conf_t *conf = kafka_conf(config, options->client_id, properties, err);
    rd_kafka_queue_t *main_queue, *queue;

    if (!conf)
        return false;
    rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_ERROR);
    reader->handle = kafka_new(RD_KAFKA_CONSUMER, conf, err);
    if (!reader->handle)
        return false;
    queue = rd_kafka_queue_new(reader->handle);
    main_queue = rd_kafka_queue_get_main(reader->handle);
    rd_kafka_queue_forward(main_queue, queue);
    rd_kafka_queue_destroy(main_queue);
    pump_open(&reader->pump, reader->loop, queue, on_event, reader);
    for (const struct bus_topic *topic = options->topics; topic->name; topic++)
        if (topic->every_copy)
            add_topic(reader, topic->name);
    return true;
}

/* ---- finding the ends ---- */

struct opening {
    struct job job;
    struct reader *reader;
    struct reader_topic *topic;
    rd_kafka_topic_partition_list_t *ends; /* of the partitions that are not read yet */
    rd_kafka_resp_err_t code;
};

static void ask_ends(struct job *job) /* in the helper's thread */
{
    struct opening *opening = container_of(job, struct opening, job);

    opening->code = offsets_of_all(opening->reader->handle, opening->ends, OFFSETS_END, HELPER_STEP_MS);
}

static void start(struct reader *reader, struct reader_topic *topic, int32_t partition, int64_t offset)
{
    if (rd_kafka_consume_start_queue(topic->handle, partition, offset, reader->pump.queue))
        log_warn("a partition cannot be read", {"topic", LOG_TEXT(topic->name)},
                 {"error", LOG_TEXT(rd_kafka_err2str(rd_kafka_last_error()))});
}

static void opening_free(struct opening *opening)
{
    rd_kafka_topic_partition_list_destroy(opening->ends);
    mem_free(opening);
}

static void on_ends(struct job *job, bool was_cancelled)
{
    struct opening *opening = container_of(job, struct opening, job);
    struct reader_topic *topic = opening->topic;

    topic->is_opening = false;
    if (!was_cancelled && !opening->code) {
        for (int i = 0; i < opening->ends->cnt; i++)
            start(opening->reader, topic, opening->ends->elems[i].partition, opening->ends->elems[i].offset);
        topic->partitions += opening->ends->cnt;
    }
    opening_free(opening);
}

void reader_know(struct reader *reader, struct helper *helper, const char *name, int32_t partitions)
{
    struct reader_topic *topic = topic_of(reader, name);
    struct opening *opening;

    if (!topic || topic->is_opening || partitions <= topic->partitions)
        return;
    opening = mem_alloc(sizeof(*opening));
    *opening = (struct opening){
        .job = {.work = ask_ends, .done = on_ends},
        .reader = reader,
        .topic = topic,
        .ends = rd_kafka_topic_partition_list_new(partitions - topic->partitions),
    };
    rd_kafka_topic_partition_list_add_range(opening->ends, name, topic->partitions, partitions - 1);
    topic->is_opening = workers_add(helper->workers, &opening->job);
    if (!topic->is_opening)
        opening_free(opening);
}

bool reader_is_ready(const struct reader *reader)
{
    for (size_t i = 0; i < reader->topic_count; i++)
        if (reader->topics[i].partitions == 0)
            return false;
    return true;
}

void reader_stop(struct reader *reader)
{
    for (size_t i = 0; i < reader->topic_count; i++)
        for (int32_t p = 0; p < reader->topics[i].partitions; p++)
            rd_kafka_consume_stop(reader->topics[i].handle, p);
}

void reader_free(struct reader *reader)
{
    if (!reader->handle)
        return;
    for (size_t i = 0; i < reader->topic_count; i++) {
        rd_kafka_topic_destroy(reader->topics[i].handle);
        mem_free(reader->topics[i].name);
    }
    mem_free(reader->topics);
    mem_free(reader->headers);
    pump_close(&reader->pump);
    rd_kafka_destroy(reader->handle);
}
