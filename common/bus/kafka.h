/* bus/kafka.h: librdkafka as this module uses it: configuration, records, errors. For this module. */
#pragma once

#include <librdkafka/rdkafka.h>

#include "base/config.h"
#include "bus/event.h"

struct kafka_property {
    const char *name, *value;
};

/* What every handle has in common (brokers, security, reconnecting, logging) and then `more`, which ends with
 * a NULL name. NULL: *err names the property. */
rd_kafka_conf_t *kafka_conf(const struct config *config, const char *client_id,
                            const struct kafka_property *more, struct error *err);
bool kafka_set(rd_kafka_conf_t *conf, const struct kafka_property *properties, struct error *err);
/* Takes the configuration over. */
rd_kafka_t *kafka_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, struct error *err);

/* A message as a record, which borrows from it. `headers` has room for kafka_header_count(message). */
size_t kafka_header_count(const rd_kafka_message_t *message);
void kafka_record(const rd_kafka_message_t *message, const char *topic, struct event_header *headers,
                  struct record *ret_record);

/* Gives librdkafka a copy of the record; `opaque` comes back with the report. NULL: taken; else the caller
 * destroys the error. */
rd_kafka_error_t *kafka_produce(rd_kafka_t *handle, rd_kafka_topic_t *topic, const struct record *record,
                                void *opaque);

/* Topics and who leads their partitions, of all (`only` NULL) or of one. As rd_kafka_metadata(), which asks
 * one broker and waits for that one to the end even if it goes meanwhile; this asks another then. */
rd_kafka_resp_err_t kafka_metadata(rd_kafka_t *handle, rd_kafka_topic_t *only, int timeout_ms,
                                   const struct rd_kafka_metadata **ret_metadata);

bool kafka_error(struct error *err, rd_kafka_resp_err_t code, const char *what); /* returns false */
