/* topic_plan: see topic_plan.h. */
#include "bus/topic_plan.h"

#include <string.h>

#include "bus/dead_letter.h"
#include "bus/producer.h"

/* The dead letters of a topic need room for the headers that say why. */
static const char *const letter_settings[] = {"retention.ms=2592000000", "max.message.bytes=2097152", NULL};
static const char *const warmup_settings[] = {"retention.ms=600000", "segment.bytes=1048576", NULL};

size_t topic_plans(const struct topic *const *topics, struct arena *arena, struct topic_plan **ret_plans)
{
    size_t topic_count = 0, count = 0;
    struct topic_plan *plans;

    while (topics[topic_count])
        topic_count++;
    plans = arena_array(arena, 2 * topic_count + 1, sizeof(*plans));
    for (; *topics; topics++) {
        plans[count++] = (struct topic_plan){(*topics)->name, 0, (*topics)->settings};
        plans[count++] = (struct topic_plan){str_printf(arena, "%s" DEAD_LETTER_SUFFIX, (*topics)->name), 1,
                                             letter_settings};
    }
    plans[count++] = (struct topic_plan){WARMUP_TOPIC, 1, warmup_settings};
    *ret_plans = plans;
    return count;
}

/* ---- faults ---- */

struct checking {
    struct arena *arena;
    struct topic_fault *faults;
    size_t count;
};

static void add(struct checking *checking, enum topic_fault_kind kind, const char *topic, const char *what,
                const char *is, const char *wanted)
{
    checking->faults[checking->count++] = (struct topic_fault){kind, topic, what, is, wanted};
}

static const struct topic_state *state_of(const struct topic_state *states, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(states[i].name, name) == 0)
            return &states[i];
    }
    return NULL;
}

static const char *value_of(const struct topic_state *state, const char *name)
{
    for (size_t i = 0; i < state->setting_count; i++) {
        if (strcmp(state->settings[i].name, name) == 0)
            return state->settings[i].value ? state->settings[i].value : "";
    }
    return "";
}

static bool is_stated(const struct topic_plan *plan, const char *name)
{
    size_t len = strlen(name);

    for (const char *const *at = plan->settings; at && *at; at++) {
        if (strncmp(*at, name, len) == 0 && (*at)[len] == '=')
            return true;
    }
    return false;
}

static void check_stated(struct checking *checking, const struct topic_plan *plan,
                         const struct topic_state *state)
{
    for (const char *const *at = plan->settings; at && *at; at++) {
        const char *equals = strchr(*at, '=');
        const char *name = str_c(checking->arena, str_n(*at, (size_t)(equals - *at)));
        const char *is = value_of(state, name);

        if (strcmp(is, equals + 1) != 0)
            add(checking, TOPIC_SETTING, plan->name, name, is, equals + 1);
    }
}

/* Compacted, a topic of events would lose all but the last of a key. */
static void check_unstated(struct checking *checking, const struct topic_plan *plan,
                           const struct topic_state *state)
{
    const char *cleanup = value_of(state, "cleanup.policy"), *kept = value_of(state, "retention.ms");
    int64_t kept_ms;

    if (!is_stated(plan, "cleanup.policy") && strcmp(cleanup, "delete") != 0)
        add(checking, TOPIC_SETTING, plan->name, "cleanup.policy", cleanup, "delete");
    if (!is_stated(plan, "retention.ms") && str_to_int64(str_of(kept), &kept_ms) && kept_ms >= 0 &&
        kept_ms < TOPIC_KEPT_MS)
        add(checking, TOPIC_SETTING, plan->name, "retention.ms", kept,
            str_printf(checking->arena, "%d", TOPIC_KEPT_MS));
}

static void check_state(struct checking *checking, const struct topic_plan *plan,
                        const struct topic_state *state, int partitions, int replicas)
{
    int wanted = plan->partitions ? plan->partitions : partitions;

    if (state->partitions < wanted)
        add(checking, TOPIC_PARTITIONS, plan->name, "partitions",
            str_printf(checking->arena, "%d", state->partitions), str_printf(checking->arena, "%d", wanted));
    if (state->replicas < replicas)
        add(checking, TOPIC_REPLICAS, plan->name, "replicas",
            str_printf(checking->arena, "%d", state->replicas), str_printf(checking->arena, "%d", replicas));
    check_stated(checking, plan, state);
    check_unstated(checking, plan, state);
}

/* As many as the one that has most. */
static int most_partitions(const struct topic_plan *plans, size_t plan_count,
                           const struct topic_state *states, size_t state_count, int most)
{
    for (size_t i = 0; i < plan_count; i++) {
        const struct topic_state *state = state_of(states, state_count, plans[i].name);

        if (state && !plans[i].partitions && state->partitions > most)
            most = state->partitions;
    }
    return most;
}

static size_t most_faults(const struct topic_plan *plans, size_t count)
{
    size_t room = 1;

    for (size_t i = 0; i < count; i++) {
        room += 4; /* missing or partitions, replicas, and two that are not stated */
        for (const char *const *at = plans[i].settings; at && *at; at++)
            room++;
    }
    return room;
}

size_t topic_faults(const struct topic_plan *plans, size_t plan_count, const struct topic_state *states,
                    size_t state_count, int partitions, int replicas, struct arena *arena,
                    struct topic_fault **ret_faults)
{
    struct checking checking = {.arena = arena};

    checking.faults = arena_array(arena, most_faults(plans, plan_count), sizeof(*checking.faults));
    partitions = most_partitions(plans, plan_count, states, state_count, partitions);
    for (size_t i = 0; i < plan_count; i++) {
        const struct topic_state *state = state_of(states, state_count, plans[i].name);

        if (state)
            check_state(&checking, &plans[i], state, partitions, replicas);
        else
            add(&checking, TOPIC_MISSING, plans[i].name, "topic", "", "there");
    }
    *ret_faults = checking.faults;
    return checking.count;
}
