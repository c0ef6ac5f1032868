/* bus/offsets.c: a handle that is seldom used does not hear that a partition has another leader, and would
 * ask the old one for ever: so after a failure it is told to look. */
#include "bus/offsets.h"

#include <time.h>

enum { PAUSE_MS = 50 };

/* A new leader does not tell its end before it knows what of it the others have. */
bool offsets_may_come(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
           code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE || code == RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE ||
           code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT;
}

static void look_for_leader(rd_kafka_t *handle, const char *name, int timeout_ms)
{
    const struct rd_kafka_metadata *metadata;
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    rd_kafka_topic_t *topic = rd_kafka_topic_new(handle, name, NULL);

    nanosleep(&pause, NULL);
    if (topic && !kafka_metadata(handle, topic, timeout_ms, &metadata))
        rd_kafka_metadata_destroy(metadata);
    if (topic)
        rd_kafka_topic_destroy(topic);
}

rd_kafka_resp_err_t offsets_of_all(rd_kafka_t *handle, rd_kafka_topic_partition_list_t *list, int64_t when,
                                   int timeout_ms)
{
    rd_kafka_resp_err_t code;
    int failed = 0;

    for (int i = 0; i < list->cnt; i++)
        list->elems[i].offset = when;
    code = rd_kafka_offsets_for_times(handle, list, timeout_ms);
    for (int i = 0; !code && i < list->cnt; i++) {
        code = list->elems[i].err;
        failed = i;
    }
    if (offsets_may_come(code))
        look_for_leader(handle, list->elems[failed].topic, timeout_ms);
    return code;
}

rd_kafka_resp_err_t offsets_at(rd_kafka_t *handle, const char *topic, int32_t partition, int64_t when,
                               int64_t *ret_offset, int timeout_ms)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_resp_err_t code;

    rd_kafka_topic_partition_list_add(list, topic, partition);
    code = offsets_of_all(handle, list, when, timeout_ms);
    *ret_offset = code ? -1 : list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    return code;
}
