/* bus/partitions.h: how many partitions each topic has, asked of the broker now and then. For this module. */
#pragma once

#include "base/map.h"
#include "bus/helper.h"

typedef void partitions_fn(void *owner, const char *topic, int32_t count);

struct partitions {
    struct loop *loop;
    struct helper *helper;
    rd_kafka_t *handle; /* whose connections are used; may be exchanged while nothing is asked */
    struct map counts;  /* of struct partitions_count */
    bool is_asking, is_known;
    int64_t asked_at_ms;
    partitions_fn *on_count; /* for every topic, whenever the broker has answered */
    void *owner;
};

/* Asks, if it was not asked lately. `is_wanted`: something is not known that should be. */
void partitions_tick(struct partitions *partitions, bool is_wanted);
int32_t partitions_of(const struct partitions *partitions, const char *topic); /* 0: not known */
void partitions_free(struct partitions *partitions);
