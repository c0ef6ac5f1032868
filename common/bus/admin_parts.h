/* bus/admin_parts.h: what the files of admin share. For this module. */
#pragma once

#include "bus/admin.h"
#include "bus/kafka.h"

#define ADMIN_CLIENT_ID "steward-cli"

struct admin {
    const struct config *config;
    int deadline_ms;
    rd_kafka_t *handle;
    rd_kafka_t *reader; /* NULL until something is read */
    rd_kafka_queue_t *queue;
};

rd_kafka_AdminOptions_t *admin_options(struct admin *admin, rd_kafka_admin_op_t what);
/* Of what was asked last. NULL: *err is set. The caller destroys the event. */
rd_kafka_event_t *admin_answer(struct admin *admin, const char *what, struct error *err);

/* Of the whole of what was asked or of a part of it: what the broker said, and what to do if it is known.
 * Gives false. */
bool admin_refused(struct error *err, enum error_policy policy, const char *what, rd_kafka_resp_err_t code,
                   const char *said);
