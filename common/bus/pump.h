/* bus/pump.h: a queue of librdkafka, driven by the loop. For this module. */
#pragma once

#include "bus/kafka.h"
#include "loop/loop.h"

/* The event is the callee's: it destroys it, now or later. */
typedef void pump_fn(void *owner, rd_kafka_event_t *event);

struct pump {
    struct loop *loop;
    rd_kafka_queue_t *queue;
    struct watch *watch;
    int fd; /* librdkafka writes to it when the queue is no longer empty */
    pump_fn *fn;
    void *owner;
};

void pump_open(struct pump *pump, struct loop *loop, rd_kafka_queue_t *queue, pump_fn *fn, void *owner);
void pump_run(struct pump *pump);   /* also by a timer: librdkafka wants to be asked now and then */
void pump_close(struct pump *pump); /* releases the queue; of one never opened: nothing */
