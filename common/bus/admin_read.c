/* What partitions hold, read by a handle of its own, which is made when it is first needed.
 *
 * The complication: a topic that the handle has not heard of is looked up once in a second only. So it asks
 * for all of them when it is made. */
#include "base/clock.h"
#include "bus/admin_parts.h"

#define POLL_STEP_MS 100

struct range {
    int32_t partition;
    int64_t from, to;
    bool is_read;
};
struct reading {
    const char *topic;
    struct range *ranges;
    size_t count, left; /* left: that are not read yet */
    admin_each_fn *each;
    void *owner;
};

static rd_kafka_t *new_reader(const struct admin *admin, struct error *err)
{
    static const struct kafka_property properties[] = {{"group.id", ADMIN_CLIENT_ID},
                                                       {"enable.auto.commit", "false"},
                                                       {"enable.auto.offset.store", "false"},
                                                       {"enable.partition.eof", "true"},
                                                       {"auto.offset.reset", "error"},
                                                       {"queued.max.messages.kbytes", "8192"},
                                                       {"fetch.wait.max.ms", "10"},
                                                       {"fetch.error.backoff.ms", "20"},
                                                       {NULL}};
    rd_kafka_conf_t *conf = kafka_conf(admin->config, ADMIN_CLIENT_ID, properties, err);

    return conf ? kafka_new(RD_KAFKA_CONSUMER, conf, err) : NULL;
}

static bool open_reader(struct admin *admin, struct error *err)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t code;

    if (admin->reader)
        return true;
    admin->reader = new_reader(admin, err);
    if (!admin->reader)
        return false;
    rd_kafka_poll_set_consumer(admin->reader);
    code = kafka_metadata(admin->reader, NULL, admin->deadline_ms, &metadata);
    if (code) {
        rd_kafka_destroy(admin->reader);
        admin->reader = NULL;
        return kafka_error(err, code, "the broker did not answer");
    }
    rd_kafka_metadata_destroy(metadata);
    return true;
}

static bool assign(struct admin *admin, const struct reading *reading, struct error *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)reading->count);
    rd_kafka_resp_err_t code;

    for (size_t i = 0; i < reading->count; i++) {
        const struct range *range = &reading->ranges[i];

        if (!range->is_read)
            rd_kafka_topic_partition_list_add(list, reading->topic, range->partition)->offset = range->from;
    }
    code = rd_kafka_assign(admin->reader, list);
    rd_kafka_topic_partition_list_destroy(list);
    return !code || kafka_error(err, code, reading->topic);
}

static bool give(const struct reading *reading, const rd_kafka_message_t *message)
{
    size_t count = kafka_header_count(message);
    struct event_header *headers = mem_array(count + 1, sizeof(headers[0]));
    struct record record;
    bool goes_on;

    kafka_record(message, reading->topic, headers, &record);
    goes_on = reading->each(reading->owner, &record);
    mem_free(headers);
    return goes_on;
}

static struct range *range_of(const struct reading *reading, int32_t partition) /* NULL: nothing more of it */
{
    for (size_t i = 0; i < reading->count; i++)
        if (reading->ranges[i].partition == partition && !reading->ranges[i].is_read)
            return &reading->ranges[i];
    return NULL;
}

/* Whether it brought the reading on. */
static bool take(struct reading *reading, const rd_kafka_message_t *message)
{
    struct range *range = range_of(reading, message->partition);
    bool is_end = message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;

    if (!range || (message->err && !is_end))
        return false;
    if (!is_end && message->offset < range->to && !give(reading, message)) {
        reading->left = 0;
    } else if (is_end || message->offset + 1 >= range->to) {
        range->is_read = true;
        reading->left--;
    }
    return true;
}

static bool is_over(rd_kafka_resp_err_t code)
{
    return code && code != RD_KAFKA_RESP_ERR__PARTITION_EOF && code != RD_KAFKA_RESP_ERR__TRANSPORT &&
           code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
}

static bool read_assigned(const struct admin *admin, struct reading *reading, struct error *err)
{
    int64_t give_up_ms = clock_mono_ms() + admin->deadline_ms;

    while (reading->left && clock_mono_ms() <= give_up_ms) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(admin->reader, POLL_STEP_MS);
        rd_kafka_resp_err_t code = message ? message->err : RD_KAFKA_RESP_ERR_NO_ERROR;

        if (!message)
            continue;
        if (take(reading, message))
            give_up_ms = clock_mono_ms() + admin->deadline_ms;
        rd_kafka_message_destroy(message);
        if (is_over(code))
            return kafka_error(err, code, reading->topic);
    }
    return !reading->left || kafka_error(err, RD_KAFKA_RESP_ERR__TIMED_OUT, reading->topic);
}

static bool read_ranges(struct admin *admin, struct reading *reading, struct error *err)
{
    bool is_good;

    for (size_t i = 0; i < reading->count; i++) {
        struct range *range = &reading->ranges[i];

        range->is_read = range->from >= range->to;
        reading->left += !range->is_read;
    }
    if (!reading->left)
        return true;
    if (!open_reader(admin, err) || !assign(admin, reading, err))
        return false;
    is_good = read_assigned(admin, reading, err);
    rd_kafka_assign(admin->reader, NULL);
    return is_good;
}

bool admin_read(struct admin *admin, const char *topic, int32_t partition, int64_t from, int64_t to,
                admin_each_fn *each, void *owner, struct error *err)
{
    struct range range = {.partition = partition, .from = from, .to = to};
    struct reading reading = {.topic = topic, .ranges = &range, .count = 1, .each = each, .owner = owner};

    return read_ranges(admin, &reading, err);
}

bool admin_read_all(struct admin *admin, const struct admin_topic *topic, const int64_t *from,
                    admin_each_fn *each, void *owner, struct error *err)
{
    struct reading reading = {.topic = topic->name,
                              .count = topic->partition_count,
                              .each = each,
                              .owner = owner};
    bool is_good;

    reading.ranges = mem_array(reading.count + 1, sizeof(reading.ranges[0]));
    for (size_t i = 0; i < reading.count; i++)
        reading.ranges[i] = (struct range){.partition = topic->partitions[i].partition,
                                           .from = from[i],
                                           .to = topic->partitions[i].high};
    is_good = read_ranges(admin, &reading, err);
    mem_free(reading.ranges);
    return is_good;
}
