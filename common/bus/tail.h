/* bus/tail.h: reading the end of a partition once. For this module. */
#pragma once

#include "base/list.h"
#include "bus/bus.h"
#include "bus/helper.h"

struct tails {
    struct loop *loop;
    const struct config *config;
    const char *client_id;
    struct helper *helper;
    rd_kafka_t *handle; /* the helper thread's alone; NULL until it is first wanted */
};

void tail_read(struct tails *tails, const char *topic, int32_t partition, int64_t since_ms, int patience_ms,
               bus_tail_fn *each, bus_tail_done_fn *done, void *owner);
void tails_free(struct tails *tails);
