/* The end of a partition: the helper's thread looks up where to start and where the end is, and fetches what
 * is between; the loop's thread hands it over. It has a handle of its own, because the reader may be at
 * another place of the same partition. */
#include "bus/tail.h"

#include <stdio.h>

#include "base/clock.h"
#include "bus/offsets.h"

#define MOST_RECORDS 200000

struct tail {
    struct job job;
    struct tails *tails;
    char *topic;
    int32_t partition;
    int patience_ms;
    int64_t since_ms, deadline_ms; /* the latter on the clock of clock_mono_ms, from when it is begun */
    bus_tail_fn *each;
    bus_tail_done_fn *done;
    void *owner;
    rd_kafka_message_t **messages;
    size_t count, room;
    bool has_failed;
    struct error err;
};

/* ---- in the helper's thread ---- */

static bool fail(struct tail *tail, rd_kafka_resp_err_t code, const char *what)
{
    tail->has_failed = true;
    return kafka_error(&tail->err, code, what);
}

static int time_left_ms(const struct tail *tail)
{
    int64_t left = tail->deadline_ms - clock_mono_ms();

    if (atomic_load(&tail->tails->helper->is_stopping))
        return 0;
    return left < 0 ? 0 : left < HELPER_STEP_MS ? (int)left : HELPER_STEP_MS;
}

static bool open_handle(struct tails *tails, struct error *err)
{
    static const struct kafka_property properties[] = {
        {"enable.auto.commit", "false"},  {"enable.partition.eof", "true"}, {"auto.offset.reset", "error"},
        {"fetch.error.backoff.ms", "20"}, {"fetch.wait.max.ms", "10"},      {NULL, NULL},
    };
    rd_kafka_conf_t *conf = kafka_conf(tails->config, tails->client_id, properties, err);

    tails->handle = conf ? kafka_new(RD_KAFKA_CONSUMER, conf, err) : NULL;
    return tails->handle;
}

/* *ret_from: the first offset not older than since_ms, -1 if there is none. */
static bool find_range(struct tail *tail, int64_t *ret_from, int64_t *ret_end)
{
    rd_kafka_t *handle = tail->tails->handle;
    int64_t since_ms = tail->since_ms < 0 ? 0 : tail->since_ms;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;

    while (offsets_may_come(code) && time_left_ms(tail) > 0) {
        code = offsets_at(handle, tail->topic, tail->partition, OFFSETS_END, ret_end, time_left_ms(tail));
        if (!code)
            code = offsets_at(handle, tail->topic, tail->partition, since_ms, ret_from, time_left_ms(tail));
    }
    return code ? fail(tail, code, tail->topic) : true;
}

static void keep(struct tail *tail, rd_kafka_message_t *message)
{
    if (tail->count == tail->room) {
        tail->room = tail->room ? tail->room * 2 : 256;
        tail->messages = mem_grow(tail->messages, tail->room, sizeof(rd_kafka_message_t *));
    }
    tail->messages[tail->count++] = message;
}

/* Up to the end as it was; past it, or at the end of the partition, there is no more to wait for. */
static bool fetch(struct tail *tail, rd_kafka_topic_t *topic, int64_t end)
{
    while (tail->count < MOST_RECORDS && time_left_ms(tail) > 0) {
        rd_kafka_message_t *message = rd_kafka_consume(topic, tail->partition, time_left_ms(tail));
        rd_kafka_resp_err_t code = message ? message->err : RD_KAFKA_RESP_ERR_NO_ERROR;
        bool is_past = message && message->offset >= end, is_last = message && message->offset == end - 1;

        if (message && !code && !is_past)
            keep(tail, message);
        else if (message)
            rd_kafka_message_destroy(message);
        if (code == RD_KAFKA_RESP_ERR__PARTITION_EOF || (message && !code && (is_past || is_last)))
            return true;
    }
    return fail(tail, RD_KAFKA_RESP_ERR__TIMED_OUT, tail->topic);
}

static void read_tail(struct job *job)
{
    struct tail *tail = container_of(job, struct tail, job);
    rd_kafka_topic_t *topic;
    int64_t from = -1, end = 0;

    tail->deadline_ms = clock_mono_ms() + tail->patience_ms;
    if (!tail->tails->handle && !open_handle(tail->tails, &tail->err)) {
        tail->has_failed = true;
        return;
    }
    if (!find_range(tail, &from, &end) || from < 0 || from >= end)
        return;
    topic = rd_kafka_topic_new(tail->tails->handle, tail->topic, NULL);
    if (!topic || rd_kafka_consume_start(topic, tail->partition, from)) {
        fail(tail, rd_kafka_last_error(), tail->topic);
    } else {
        fetch(tail, topic, end);
        rd_kafka_consume_stop(topic, tail->partition);
    }
    if (topic)
        rd_kafka_topic_destroy(topic);
}

/* ---- in the loop's ---- */

static void hand_over(struct tail *tail, const rd_kafka_message_t *message)
{
    size_t count = kafka_header_count(message);
    struct event_header *headers = mem_array(count + 1, sizeof(*headers));
    struct record record;

    kafka_record(message, tail->topic, headers, &record);
    tail->each(tail->owner, &record);
    mem_free(headers);
}

static void on_read(struct job *job, bool was_cancelled)
{
    struct tail *tail = container_of(job, struct tail, job);

    /* When the bus goes nobody can begin anything because of what was found. */
    if (was_cancelled || atomic_load(&tail->tails->helper->is_stopping))
        fail(tail, RD_KAFKA_RESP_ERR__DESTROY, tail->topic);
    for (size_t i = 0; i < tail->count; i++) {
        if (!tail->has_failed)
            hand_over(tail, tail->messages[i]);
        rd_kafka_message_destroy(tail->messages[i]);
    }
    tail->done(tail->owner, tail->has_failed ? &tail->err : NULL);
    mem_free(tail->messages);
    mem_free(tail->topic);
    mem_free(tail);
}

static void refused(void *owner)
{
    struct tail *tail = owner;

    on_read(&tail->job, true);
}

void tail_read(struct tails *tails, const char *topic, int32_t partition, int64_t since_ms, int patience_ms,
               bus_tail_fn *each, bus_tail_done_fn *done, void *owner)
{
    struct tail *tail = mem_new(struct tail);

    *tail = (struct tail){
        .job = {.work = read_tail, .done = on_read},
        .tails = tails,
        .topic = mem_text(topic),
        .partition = partition,
        .since_ms = since_ms,
        .patience_ms = patience_ms,
        .each = each,
        .done = done,
        .owner = owner,
    };
    if (!workers_add(tails->helper->workers, &tail->job))
        loop_post(tails->loop, refused, tail);
}

void tails_free(struct tails *tails)
{
    if (tails->handle)
        helper_destroy_handle(tails->helper, tails->handle);
    tails->handle = NULL;
}
