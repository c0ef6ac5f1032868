/* admin: one handle that asks, produces and deletes, and one that reads, which is made when it is first
 * needed. */
#include "bus/admin.h"

#include <stdlib.h>

#include "base/clock.h"
#include "bus/kafka.h"

#define CLIENT_ID    "steward-cli"
#define POLL_STEP_MS 100

struct admin {
    const struct config *config;
    int deadline_ms;
    rd_kafka_t *handle;
    rd_kafka_t *reader;
    rd_kafka_queue_t *queue;
};

struct delivery {
    bool is_done;
    rd_kafka_resp_err_t code;
};

static void on_delivery(rd_kafka_t *handle, const rd_kafka_message_t *message, void *owner)
{
    struct delivery *delivery = message->_private;

    (void)handle, (void)owner;
    delivery->is_done = true;
    delivery->code = message->err;
}

bool admin_open(const struct config *config, int deadline_ms, struct admin **ret_admin, struct error *err)
{
    char timeout[16];
    const struct kafka_property properties[] = {{"enable.idempotence", "true"},
                                                {"partitioner", "murmur2_random"},
                                                {"linger.ms", "0"},
                                                {"message.timeout.ms", timeout},
                                                {NULL}};
    rd_kafka_conf_t *conf;
    rd_kafka_t *handle;
    struct admin *admin;

    snprintf(timeout, sizeof(timeout), "%d", deadline_ms);
    conf = kafka_conf(config, CLIENT_ID, properties, err);
    if (!conf)
        return false;
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    handle = kafka_new(RD_KAFKA_PRODUCER, conf, err);
    if (!handle)
        return false;
    admin = mem_new(struct admin);
    *admin = (struct admin){.config = config, .deadline_ms = deadline_ms, .handle = handle};
    admin->queue = rd_kafka_queue_new(handle);
    *ret_admin = admin;
    return true;
}

void admin_close(struct admin *admin)
{
    if (!admin)
        return;
    if (admin->reader)
        rd_kafka_destroy(admin->reader);
    rd_kafka_queue_destroy(admin->queue);
    rd_kafka_destroy(admin->handle);
    mem_free(admin);
}

/* ---- topics ---- */

static int compare_topics(const void *a, const void *b)
{
    return strcmp(((const struct admin_topic *)a)->name, ((const struct admin_topic *)b)->name);
}

static int compare_partitions(const void *a, const void *b)
{
    return ((const struct admin_partition *)a)->partition - ((const struct admin_partition *)b)->partition;
}

static bool read_topic(struct admin *admin, const rd_kafka_metadata_topic_t *from, struct arena *arena,
                       struct admin_topic *ret_topic, struct error *err)
{
    ret_topic->name = str_c(arena, str_of(from->topic));
    ret_topic->partition_count = (size_t)from->partition_cnt;
    ret_topic->partitions = arena_array(arena, ret_topic->partition_count, sizeof(ret_topic->partitions[0]));
    for (int i = 0; i < from->partition_cnt; i++) {
        struct admin_partition *partition = &ret_topic->partitions[i];
        rd_kafka_resp_err_t code;

        partition->partition = from->partitions[i].id;
        code = rd_kafka_query_watermark_offsets(admin->handle, from->topic, partition->partition,
                                                &partition->low, &partition->high, admin->deadline_ms);
        if (code)
            return kafka_error(err, code, from->topic);
    }
    qsort(ret_topic->partitions, ret_topic->partition_count, sizeof(ret_topic->partitions[0]),
          compare_partitions);
    return true;
}

static bool is_wanted(const rd_kafka_metadata_topic_t *topic, const char *wanted)
{
    return wanted ? strcmp(topic->topic, wanted) == 0 : strncmp(topic->topic, "__", 2) != 0;
}

bool admin_topics(struct admin *admin, const char *wanted, struct arena *arena,
                  struct admin_topic **ret_topics, size_t *ret_count, struct error *err)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t code = rd_kafka_metadata(admin->handle, 1, NULL, &metadata, admin->deadline_ms);
    bool is_good = true;

    if (code)
        return kafka_error(err, code, "the broker did not answer");
    *ret_topics = arena_array(arena, (size_t)metadata->topic_cnt, sizeof(**ret_topics));
    *ret_count = 0;
    for (int i = 0; is_good && i < metadata->topic_cnt; i++) {
        if (is_wanted(&metadata->topics[i], wanted))
            is_good = read_topic(admin, &metadata->topics[i], arena, &(*ret_topics)[(*ret_count)++], err);
    }
    rd_kafka_metadata_destroy(metadata);
    if (is_good && wanted && !*ret_count)
        return error_set(err, ERROR_SKIP, "kafka", "there is no topic %s", wanted);
    qsort(*ret_topics, *ret_count, sizeof(**ret_topics), compare_topics);
    return is_good;
}

/* ---- questions that are answered on the queue ---- */

static rd_kafka_AdminOptions_t *options_for(struct admin *admin, rd_kafka_admin_op_t what)
{
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(admin->handle, what);
    char text[200];

    rd_kafka_AdminOptions_set_request_timeout(options, admin->deadline_ms, text, sizeof(text));
    return options;
}

/* NULL: *err is set. The caller destroys the event. */
static rd_kafka_event_t *answer(struct admin *admin, const char *what, struct error *err)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(admin->queue, admin->deadline_ms + 1000);

    if (!event) {
        kafka_error(err, RD_KAFKA_RESP_ERR__TIMED_OUT, what);
    } else if (rd_kafka_event_error(event)) {
        error_set(err, ERROR_RETRY, "kafka", "%s: %s", what, rd_kafka_event_error_string(event));
        rd_kafka_event_destroy(event);
        event = NULL;
    }
    return event;
}

static bool take_offsets(const rd_kafka_group_result_t *group, struct arena *arena,
                         struct admin_offset **ret_offsets, size_t *ret_count, struct error *err)
{
    const rd_kafka_error_t *error = rd_kafka_group_result_error(group);
    const rd_kafka_topic_partition_list_t *list = rd_kafka_group_result_partitions(group);

    if (error && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND)
        return kafka_error(err, rd_kafka_error_code(error), rd_kafka_group_result_name(group));
    if (error || !list)
        return true;
    *ret_offsets = arena_array(arena, (size_t)list->cnt, sizeof(**ret_offsets));
    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *from = &list->elems[i];

        if (!from->err && from->offset >= 0)
            (*ret_offsets)[(*ret_count)++] =
                (struct admin_offset){str_c(arena, str_of(from->topic)), from->partition, from->offset};
    }
    return true;
}

bool admin_committed(struct admin *admin, const char *group, struct arena *arena,
                     struct admin_offset **ret_offsets, size_t *ret_count, struct error *err)
{
    rd_kafka_ListConsumerGroupOffsets_t *ask = rd_kafka_ListConsumerGroupOffsets_new(group, NULL);
    rd_kafka_AdminOptions_t *options = options_for(admin, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS);
    const rd_kafka_group_result_t **groups;
    rd_kafka_event_t *event;
    size_t count = 0;
    bool is_good;

    *ret_offsets = NULL;
    *ret_count = 0;
    rd_kafka_ListConsumerGroupOffsets(admin->handle, &ask, 1, options, admin->queue);
    rd_kafka_ListConsumerGroupOffsets_destroy(ask);
    rd_kafka_AdminOptions_destroy(options);
    event = answer(admin, group, err);
    if (!event)
        return false;
    groups =
        rd_kafka_ListConsumerGroupOffsets_result_groups(rd_kafka_event_ListConsumerGroupOffsets_result(event),
                                                        &count);
    is_good = count == 0 || take_offsets(groups[0], arena, ret_offsets, ret_count, err);
    rd_kafka_event_destroy(event);
    return is_good;
}

bool admin_commit(struct admin *admin, const char *group, const struct admin_offset *offset,
                  struct error *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_AdminOptions_t *options = options_for(admin, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS);
    rd_kafka_AlterConsumerGroupOffsets_t *ask;
    const rd_kafka_group_result_t **groups;
    const rd_kafka_topic_partition_list_t *done;
    rd_kafka_event_t *event;
    size_t count = 0;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;

    rd_kafka_topic_partition_list_add(list, offset->topic, offset->partition)->offset = offset->offset;
    ask = rd_kafka_AlterConsumerGroupOffsets_new(group, list);
    rd_kafka_AlterConsumerGroupOffsets(admin->handle, &ask, 1, options, admin->queue);
    rd_kafka_AlterConsumerGroupOffsets_destroy(ask);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_topic_partition_list_destroy(list);
    event = answer(admin, group, err);
    if (!event)
        return false;
    groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(rd_kafka_event_AlterConsumerGroupOffsets_result(
                                                                  event),
                                                              &count);
    done = count ? rd_kafka_group_result_partitions(groups[0]) : NULL;
    if (count && rd_kafka_group_result_error(groups[0]))
        code = rd_kafka_error_code(rd_kafka_group_result_error(groups[0]));
    else if (done && done->cnt)
        code = done->elems[0].err;
    rd_kafka_event_destroy(event);
    return !code || kafka_error(err, code, group);
}

bool admin_delete_before(struct admin *admin, const char *topic, int32_t partition, int64_t offset,
                         struct error *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_AdminOptions_t *options = options_for(admin, RD_KAFKA_ADMIN_OP_DELETERECORDS);
    const rd_kafka_topic_partition_list_t *done;
    rd_kafka_DeleteRecords_t *ask;
    rd_kafka_event_t *event;
    rd_kafka_resp_err_t code;

    rd_kafka_topic_partition_list_add(list, topic, partition)->offset = offset;
    ask = rd_kafka_DeleteRecords_new(list);
    rd_kafka_DeleteRecords(admin->handle, &ask, 1, options, admin->queue);
    rd_kafka_DeleteRecords_destroy(ask);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_topic_partition_list_destroy(list);
    event = answer(admin, topic, err);
    if (!event)
        return false;
    done = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
    code = done && done->cnt ? done->elems[0].err : RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_event_destroy(event);
    return !code || kafka_error(err, code, topic);
}

/* ---- records ---- */

static bool open_reader(struct admin *admin, struct error *err)
{
    static const struct kafka_property properties[] = {{"group.id", CLIENT_ID},
                                                       {"enable.auto.commit", "false"},
                                                       {"enable.auto.offset.store", "false"},
                                                       {"enable.partition.eof", "true"},
                                                       {"auto.offset.reset", "error"},
                                                       {"queued.max.messages.kbytes", "8192"},
                                                       {NULL}};
    rd_kafka_conf_t *conf;

    if (admin->reader)
        return true;
    conf = kafka_conf(admin->config, CLIENT_ID, properties, err);
    if (!conf)
        return false;
    admin->reader = kafka_new(RD_KAFKA_CONSUMER, conf, err);
    if (!admin->reader)
        return false;
    rd_kafka_poll_set_consumer(admin->reader);
    return true;
}

static bool assign(struct admin *admin, const char *topic, int32_t partition, int64_t from, struct error *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_resp_err_t code;

    rd_kafka_topic_partition_list_add(list, topic, partition)->offset = from;
    code = rd_kafka_assign(admin->reader, list);
    rd_kafka_topic_partition_list_destroy(list);
    return !code || kafka_error(err, code, topic);
}

static bool give(const rd_kafka_message_t *message, const char *topic, admin_each_fn *each, void *owner)
{
    size_t count = kafka_header_count(message);
    struct event_header *headers = mem_array(count + 1, sizeof(headers[0]));
    struct record record;
    bool goes_on;

    kafka_record(message, topic, headers, &record);
    goes_on = each(owner, &record);
    mem_free(headers);
    return goes_on;
}

static bool read_all(struct admin *admin, const char *topic, int64_t to, admin_each_fn *each, void *owner,
                     struct error *err)
{
    int64_t give_up_ms = clock_mono_ms() + admin->deadline_ms;
    bool goes_on = true;

    while (goes_on) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(admin->reader, POLL_STEP_MS);
        rd_kafka_resp_err_t code = message ? message->err : RD_KAFKA_RESP_ERR_NO_ERROR;

        if (!message && clock_mono_ms() > give_up_ms)
            return kafka_error(err, RD_KAFKA_RESP_ERR__TIMED_OUT, topic);
        if (!message)
            continue;
        if (!code) {
            goes_on = message->offset < to && give(message, topic, each, owner) && message->offset + 1 < to;
            give_up_ms = clock_mono_ms() + admin->deadline_ms;
        }
        rd_kafka_message_destroy(message);
        if (code == RD_KAFKA_RESP_ERR__PARTITION_EOF)
            return true;
        if (code && code != RD_KAFKA_RESP_ERR__TRANSPORT && code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
            return kafka_error(err, code, topic);
    }
    return true;
}

bool admin_read(struct admin *admin, const char *topic, int32_t partition, int64_t from, int64_t to,
                admin_each_fn *each, void *owner, struct error *err)
{
    bool is_good;

    if (from >= to)
        return true;
    if (!open_reader(admin, err) || !assign(admin, topic, partition, from, err))
        return false;
    is_good = read_all(admin, topic, to, each, owner, err);
    rd_kafka_assign(admin->reader, NULL);
    return is_good;
}

/* The headers as one object: see producer.c. */
/* Waits as long as message.timeout.ms lets the record live: then its fate is known, and the delivery not
 * needed. */
bool admin_produce(struct admin *admin, const struct record *record, struct error *err)
{
    struct delivery delivery = {0};
    rd_kafka_topic_t *topic = rd_kafka_topic_new(admin->handle, record->topic, NULL);
    rd_kafka_error_t *error;

    if (!topic)
        return kafka_error(err, rd_kafka_last_error(), record->topic);
    error = kafka_produce(admin->handle, topic, record, &delivery);
    if (error) {
        rd_kafka_topic_destroy(topic);
        kafka_error(err, rd_kafka_error_code(error), record->topic);
        rd_kafka_error_destroy(error);
        return false;
    }
    while (!delivery.is_done)
        rd_kafka_poll(admin->handle, POLL_STEP_MS);
    rd_kafka_topic_destroy(topic);
    return !delivery.code || kafka_error(err, delivery.code, record->topic);
}
