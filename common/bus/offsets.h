/* bus/offsets.h: where a partition begins, where it ends, and where it was at a time. For this module.
 *
 * rd_kafka_query_watermark_offsets() is not asked: for a broker that is gone it waits until
 * socket.timeout.ms, whatever its own time-out says. */
#pragma once

#include "bus/kafka.h"

#define OFFSETS_FIRST (-2)
#define OFFSETS_END   (-1)

/* `when`: in milliseconds since 1970, or one of these; *ret_offset is -1 if there is nothing so young. Waits
 * for timeout_ms, and as long again to learn who leads the partition if that is why it failed: so it may be
 * asked again at once. */
rd_kafka_resp_err_t offsets_at(rd_kafka_t *handle, const char *topic, int32_t partition, int64_t when,
                               int64_t *ret_offset, int timeout_ms);
/* The same of all partitions in the list, each of which then has its offset: one question to each leader.
 * What fails for one of them fails for all. */
rd_kafka_resp_err_t offsets_of_all(rd_kafka_t *handle, rd_kafka_topic_partition_list_t *list, int64_t when,
                                   int timeout_ms);
/* Whether it may be the leader that is missing or has changed. */
bool offsets_may_come(rd_kafka_resp_err_t code);
