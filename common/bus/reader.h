/* bus/reader.h: topics that every copy reads, from the end, without a group. For this module. */
#pragma once

#include "base/metrics.h"
#include "bus/bus.h"
#include "bus/helper.h"
#include "bus/pump.h"

struct reader {
    struct loop *loop;
    struct bus_events events;
    void *owner;
    rd_kafka_t *handle; /* NULL: there are no such topics */
    struct pump pump;
    struct reader_topic *topics;
    size_t topic_count;
    struct event_header *headers; /* of the record at hand */
    size_t header_room;
};

MUST_CHECK bool reader_open(struct reader *reader, const struct config *config,
                            const struct bus_options *options, struct error *err);
/* How many partitions a topic has; its reading begins with that. */
void reader_know(struct reader *reader, struct helper *helper, const char *topic, int32_t partitions);
bool reader_is_ready(const struct reader *reader); /* every partition is being read from its end on */
void reader_stop(struct reader *reader);
void reader_free(struct reader *reader); /* after the helper was closed */
