/* bus/topic_plan.h: the topics that the system needs, each with its dead letters, and what is wrong with
 * those there are. Pure. */
#pragma once

#include "base/arena.h"
#include "bus/topics.h"

/* What is not stated of a topic is still not anything: whoever was away for a day shall find what came. */
#define TOPIC_KEPT_MS 86400000

struct topic_plan {
    const char *name;
    int partitions;              /* 0: as many as the others have */
    const char *const *settings; /* "name=value", ends with NULL; NULL: the broker's */
};

struct topic_setting {
    const char *name, *value;
    bool is_own; /* the topic's, not the broker's */
};

/* What is there. */
struct topic_state {
    const char *name;
    int partitions, replicas;
    const struct topic_setting *settings;
    size_t setting_count;
};

enum topic_fault_kind { TOPIC_MISSING, TOPIC_PARTITIONS, TOPIC_REPLICAS, TOPIC_SETTING };

struct topic_fault {
    enum topic_fault_kind kind;
    const char *topic, *what; /* what: "partitions", "replicas", or the setting */
    const char *is, *wanted;  /* `is` empty: not there; `wanted`: what repairs it */
};

/* All of them, in the order of `topics`, each before its dead letters. In the arena. */
size_t topic_plans(const struct topic *const *topics, struct arena *arena, struct topic_plan **ret_plans);

/* `partitions` and `replicas` are the least that is wanted; more is well as long as the topics agree, for
 * keys must fall on the same partition in all of them. */
size_t topic_faults(const struct topic_plan *plans, size_t plan_count, const struct topic_state *states,
                    size_t state_count, int partitions, int replicas, struct arena *arena,
                    struct topic_fault **ret_faults);
