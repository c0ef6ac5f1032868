/* bus/parts.h: what a member knows of its partitions, and how it is given them. For consumer.c and this
 * module.
 */
#pragma once

#include "bus/consumer.h"

/* A record in hand: it borrows from librdkafka's event. */
struct held {
    struct record record;
    rd_kafka_event_t *event;
    struct event_header headers[];
};

void held_free(struct held *held);

typedef void part_fn(struct consumer *consumer, struct part *part, void *what);

struct consumer_topic *consumer_topic_of(const struct consumer *consumer,
                                         const char *name);                              /* NULL: unknown */
struct part *part_of(const struct consumer *consumer, const char *name, int32_t number); /* NULL: not ours */
struct part *part_new(struct consumer *consumer, const char *name, int32_t number); /* NULL: no such topic */
void for_parts(struct consumer *consumer, part_fn *visit, void *what);              /* those that are ours */
void part_forget_records(struct part *part);
void part_pause(struct consumer *consumer, struct part *part, bool pause); /* false: resumes it */
bool part_may_run(const struct consumer *consumer, const struct part *part);

/* ---- assignment.c ---- */

void assignment_open(struct consumer *consumer); /* its timers */
void assignment_join(struct consumer *consumer);
void assignment_on_rebalance(struct consumer *consumer, rd_kafka_event_t *event);
void assignment_on_error(struct consumer *consumer, rd_kafka_event_t *event);
void assignment_free(struct consumer *consumer); /* the records in hand, too */
