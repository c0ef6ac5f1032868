/* admin: the handle that asks, produces and deletes. */
#include "bus/admin.h"

#include "bus/admin_parts.h"

#define POLL_STEP_MS 100

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
    conf = kafka_conf(config, ADMIN_CLIENT_ID, properties, err);
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

bool admin_cluster(struct admin *admin, struct arena *arena, const char **ret_id, struct error *err)
{
    char *id = rd_kafka_clusterid(admin->handle, admin->deadline_ms);

    if (!id)
        return kafka_error(err, RD_KAFKA_RESP_ERR__TIMED_OUT, "the broker did not answer");
    *ret_id = str_c(arena, str_of(id));
    rd_kafka_mem_free(admin->handle, id);
    return true;
}

/* ---- questions that are answered on the queue ---- */

rd_kafka_AdminOptions_t *admin_options(struct admin *admin, rd_kafka_admin_op_t what)
{
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(admin->handle, what);
    char text[200];

    rd_kafka_AdminOptions_set_request_timeout(options, admin->deadline_ms, text, sizeof(text));
    return options;
}

/* Of what is forbidden the broker tells its own inside, not what to do. */
bool admin_refused(struct error *err, enum error_policy policy, const char *what, rd_kafka_resp_err_t code,
                   const char *said)
{
    if (code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED)
        said = "this user may not; do it as one who may alter the cluster";
    return error_set(err, policy, "kafka", "%s: %s", what, said);
}

rd_kafka_event_t *admin_answer(struct admin *admin, const char *what, struct error *err)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(admin->queue, admin->deadline_ms + 1000);

    if (!event) {
        kafka_error(err, RD_KAFKA_RESP_ERR__TIMED_OUT, what);
    } else if (rd_kafka_event_error(event)) {
        admin_refused(err, ERROR_RETRY, what, rd_kafka_event_error(event),
                      rd_kafka_event_error_string(event));
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
    rd_kafka_AdminOptions_t *options = admin_options(admin, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS);
    const rd_kafka_group_result_t **groups;
    rd_kafka_event_t *event;
    size_t count = 0;
    bool is_good;

    *ret_offsets = NULL;
    *ret_count = 0;
    rd_kafka_ListConsumerGroupOffsets(admin->handle, &ask, 1, options, admin->queue);
    rd_kafka_ListConsumerGroupOffsets_destroy(ask);
    rd_kafka_AdminOptions_destroy(options);
    event = admin_answer(admin, group, err);
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
    rd_kafka_AdminOptions_t *options = admin_options(admin, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS);
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
    event = admin_answer(admin, group, err);
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
    rd_kafka_AdminOptions_t *options = admin_options(admin, RD_KAFKA_ADMIN_OP_DELETERECORDS);
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
    event = admin_answer(admin, topic, err);
    if (!event)
        return false;
    done = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
    code = done && done->cnt ? done->elems[0].err : RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_event_destroy(event);
    return !code || kafka_error(err, code, topic);
}

/* ---- records ---- */

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
