/* feed.h: keeps this copy's indexes as the table of products says: at start all of it, then every change in
 * order.
 *
 * Changes come twice: at once from Kafka, and every few seconds from Postgres, which alone is sure to tell
 * all. */
#pragma once

#include "bus/event.h"
#include "catalog.h"

/* Loads everything, then calls catalog_part_loaded. */
struct feed *feed_new(struct catalog *catalog);
void feed_free(struct feed *feed); /* NULL does nothing */
void feed_on_change(
    struct process *process,
    const struct event *event); /* of topic_catalog_changes; rules and synonyms are passed on to tuning.h */
void feed_poll(struct feed *feed); /* asks Postgres now rather than in a while */
bool feed_is_loaded(const struct feed *feed);
int64_t feed_sequence(const struct feed *feed); /* up to here nothing is missing */
