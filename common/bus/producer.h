/* bus/producer.h: the process's one producer. For this module. */
#pragma once

#include "base/list.h"
#include "base/map.h"
#include "base/metrics.h"
#include "bus/bus.h"
#include "bus/helper.h"
#include "bus/pump.h"

#define WARMUP_TOPIC "steward.warmup"

struct producer {
    struct loop *loop;
    const struct config *config;
    const char *client_id;
    struct helper *helper;
    rd_kafka_t *handle;
    struct pump pump;
    struct map topics;  /* of struct producer_topic */
    struct link sent;   /* not acknowledged yet, in the order of publishing */
    struct link failed; /* of a handle that is no more; told in the next turn */
    struct link spare;
    struct deferred telling;
    struct deferred renewal;
    size_t unsent, limit;
    bool is_warm, is_probing;
    int64_t probed_at_ms, acked_at_ms;
    struct error trouble; /* the last one; text empty: none */
    struct metric *latency, *failures;
};

MUST_CHECK bool producer_open(struct producer *producer, struct error *err);
MUST_CHECK bool producer_publish(struct producer *producer, const struct record *record,
                                 bus_acked_fn *on_acked, void *owner, struct error *err);
/* Now and then: sends a small record of its own when there was nothing else lately, to know that the broker
 * is there. */
/* Blocks until all is acknowledged, or for so long; takes acknowledgements meanwhile. */
void producer_flush(struct producer *producer, int patience_ms);
void producer_tick(struct producer *producer);
bool producer_is_ready(const struct producer *producer);
/* Tells everything unsent that it failed; nothing can be published any more. */
void producer_give_up(struct producer *producer, const char *why);
void producer_close(struct producer *producer);
