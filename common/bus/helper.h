/* bus/helper.h: the one thread for what librdkafka only does blocking: asking about topics, reading a topic's
 * end, letting a handle go. For this module. */
#pragma once

#include <stdatomic.h>

#include "bus/kafka.h"
#include "loop/workers.h"

struct helper {
    struct workers *workers;
    atomic_bool is_stopping; /* whoever works looks at it every HELPER_STEP_MS or so */
};

#define HELPER_STEP_MS 500

void helper_open(struct helper *helper, struct loop *loop);
void helper_close(struct helper *helper); /* after it, every job's `done` has been called */
void helper_destroy_handle(struct helper *helper, rd_kafka_t *handle); /* takes it over */
