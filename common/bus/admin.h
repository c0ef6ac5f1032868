/* bus/admin.h: Kafka for tools: blocking, one thing after the other, each with the deadline given to
 * admin_open.
 *
 * Not for services: it would hold up their loop. Nothing is made or changed unless a function says so. */
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "bus/event.h"
#include "bus/topic_plan.h"

struct admin;

struct admin_partition {
    int32_t partition;
    int64_t low, high; /* the first offset there is, and the next one to be given */
};
struct admin_topic {
    const char *name;
    struct admin_partition *partitions; /* by number */
    size_t partition_count;
    int replicas; /* of the partition that has the fewest */
};
struct admin_offset {
    const char *topic;
    int32_t partition;
    int64_t offset; /* the next one to be read */
};

MUST_CHECK bool admin_open(const struct config *config, int deadline_ms, struct admin **ret_admin,
                           struct error *err);
void admin_close(struct admin *admin); /* NULL does nothing */

/* Its id, by which one Kafka is told from another. */
MUST_CHECK bool admin_cluster(struct admin *admin, struct arena *arena, const char **ret_id,
                              struct error *err);

/* By name; Kafka's own are left out. `wanted` NULL: all; else only this one, and it is an error (SKIP) if
 * there is no such topic. Lives in the arena, as everything here that is returned. */
MUST_CHECK bool admin_topics(struct admin *admin, const char *wanted, struct arena *arena,
                             struct admin_topic **ret_topics, size_t *ret_count, struct error *err);

/* The settings of topics that there are, as states for topic_faults. */
MUST_CHECK bool admin_states(struct admin *admin, const struct admin_topic *topics, size_t count,
                             struct arena *arena, struct topic_state **ret_states, struct error *err);
/* Sets one setting; what the topic has set beside it stays. */
MUST_CHECK bool admin_set(struct admin *admin, const struct topic_state *state, const char *name,
                          const char *value, struct error *err);
MUST_CHECK bool admin_grow(struct admin *admin, const char *topic, int partitions, struct error *err);

/* What a group has committed, of all topics; nothing for a group that there never was. */
MUST_CHECK bool admin_committed(struct admin *admin, const char *group, struct arena *arena,
                                struct admin_offset **ret_offsets, size_t *ret_count, struct error *err);
/* Commits for a group that has no members. */
MUST_CHECK bool admin_commit(struct admin *admin, const char *group, const struct admin_offset *offset,
                             struct error *err);

/* Of each partition, as they are in the topic: the first offset of a record not older than `since_ms`; its
 * end if there is none. */
MUST_CHECK bool admin_offsets_at(struct admin *admin, const struct admin_topic *topic, int64_t since_ms,
                                 int64_t *ret_offsets, struct error *err);
/* Calls `each` for the records from `from` up to, not including, `to`; it returns false to stop. The record
 * lives until `each` returns. */
typedef bool admin_each_fn(void *owner, const struct record *record);
MUST_CHECK bool admin_read(struct admin *admin, const char *topic, int32_t partition, int64_t from,
                           int64_t to, admin_each_fn *each, void *owner, struct error *err);
/* All partitions at once, each from its offset in `from` up to its end as the topic says it. In order within
 * a partition only. */
MUST_CHECK bool admin_read_all(struct admin *admin, const struct admin_topic *topic, const int64_t *from,
                               admin_each_fn *each, void *owner, struct error *err);

/* Returns when the broker has it. Key, value and headers byte for byte; partition -1: by key; timestamp 0:
 * now. */
MUST_CHECK bool admin_produce(struct admin *admin, const struct record *record, struct error *err);

/* Deletes what is before `offset`. */
MUST_CHECK bool admin_delete_before(struct admin *admin, const char *topic, int32_t partition, int64_t offset,
                                    struct error *err);
