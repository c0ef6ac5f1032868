/* bus/admin.h: Kafka for tools: blocking, one thing after the other, each with the deadline given to
 * admin_open.
 *
 * Not for services: it would hold up their loop. Nothing is made or changed unless a function says so. */
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "bus/event.h"

struct admin;

struct admin_partition {
    int32_t partition;
    int64_t low, high; /* the first offset there is, and the next one to be given */
};
struct admin_topic {
    const char *name;
    struct admin_partition *partitions; /* by number */
    size_t partition_count;
};
struct admin_offset {
    const char *topic;
    int32_t partition;
    int64_t offset; /* the next one to be read */
};

MUST_CHECK bool admin_open(const struct config *config, int deadline_ms, struct admin **ret_admin,
                           struct error *err);
void admin_close(struct admin *admin); /* NULL does nothing */

/* By name; Kafka's own are left out. `wanted` NULL: all; else only this one, and it is an error (SKIP) if
 * there is no such topic. Lives in the arena, as everything here that is returned. */
MUST_CHECK bool admin_topics(struct admin *admin, const char *wanted, struct arena *arena,
                             struct admin_topic **ret_topics, size_t *ret_count, struct error *err);

/* What a group has committed, of all topics; nothing for a group that there never was. */
MUST_CHECK bool admin_committed(struct admin *admin, const char *group, struct arena *arena,
                                struct admin_offset **ret_offsets, size_t *ret_count, struct error *err);
/* Commits for a group that has no members. */
MUST_CHECK bool admin_commit(struct admin *admin, const char *group, const struct admin_offset *offset,
                             struct error *err);

/* Calls `each` for the records from `from` up to, not including, `to`; it returns false to stop. The record
 * lives until `each` returns. */
typedef bool admin_each_fn(void *owner, const struct record *record);
MUST_CHECK bool admin_read(struct admin *admin, const char *topic, int32_t partition, int64_t from,
                           int64_t to, admin_each_fn *each, void *owner, struct error *err);

/* Returns when the broker has it. Key, value and headers byte for byte; partition -1: by key; timestamp 0:
 * now. */
MUST_CHECK bool admin_produce(struct admin *admin, const struct record *record, struct error *err);

/* Deletes what is before `offset`. */
MUST_CHECK bool admin_delete_before(struct admin *admin, const char *topic, int32_t partition, int64_t offset,
                                    struct error *err);
