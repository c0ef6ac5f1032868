/* fold/driver.h: runs one fold on the topics it reads: for common/service.
 *
 * The driver owns the positions of its topics: it keeps them in Postgres, in the transaction that writes the
 * states, and tells Kafka only for the lag tools. What cannot be read is set aside, then `unreadable` is
 * called. Thread: the loop's. */
#pragma once

#include "bus/bus.h"
#include "bus/tenant_topics.h"
#include "fold/fold.h"
#include "store/postgres.h"

struct fold_driver;

#define FOLD_TOPICS_MAX (8 + TENANT_TOPICS_MAX)

struct fold_driver_options {
    struct loop *loop;
    struct bus *bus;
    struct postgres *pg;
    const struct fold *fold;
    const struct topic *const
        *topics; /* that it reads; the first is its home: timers go with its partitions */
    const struct topic *const *tells; /* all that it may tell on; ends with NULL */
    const char *source;               /* ce_source of what it tells */
    /* The event has what could be known of its envelope. May publish an answer; NULL: nothing more is done.
     */
    void (*unreadable)(void *owner, const struct event *event, const struct error *why);
    void *owner;
};

struct fold_driver *fold_driver_new(const struct fold_driver_options *options);
void fold_driver_free(struct fold_driver *driver); /* NULL does nothing */

/* From the bus: to be called for the fold's topics only. */
void fold_driver_record(struct fold_driver *driver, const struct record *record);
int64_t fold_driver_assigned(struct fold_driver *driver, const char *topic, int32_t partition);
void fold_driver_revoked(struct fold_driver *driver, const char *topic, int32_t partition);

bool fold_driver_is_idle(const struct fold_driver *driver); /* nothing in hand, nothing unsent */
size_t
fold_driver_backlog(const struct fold_driver *driver); /* inputs waiting for a batch, and messages unsent */
