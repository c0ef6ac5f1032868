/* service/kafka_rules: every arrow of the API documents (async_ways) is a right. Beside them a service reads
 * its own group, writes what its producer warms up with, and reads again the end of a topic on which nothing
 * may be told twice. */
#include "service/kafka_rules.h"

#include <stdio.h>

#include "bus/dead_letter.h"
#include "bus/producer.h"
#include "bus/tenant_topics.h"
#include "service/asyncapi.h"

enum { RULES_MAX = 4 * (ASYNC_WAYS_MAX + 4 * TENANT_TOPICS_MAX), ARENA_BYTES = 1 << 20 };

struct rules {
    struct arena *arena;
    struct kafka_rule *list;
    size_t count;
};

static void add(struct rules *rules, const char *operation, const char *resource, const char *name)
{
    for (size_t i = 0; i < rules->count; i++)
        if (!strcmp(rules->list[i].operation, operation) && !strcmp(rules->list[i].name, name))
            return;
    if (rules->count < RULES_MAX)
        rules->list[rules->count++] = (struct kafka_rule){operation, resource, name};
}

static void add_way(struct rules *rules, const struct async_way *way, const char *topic)
{
    if (way->is_set_aside)
        topic = str_printf(rules->arena, "%s" DEAD_LETTER_SUFFIX, topic);
    add(rules, way->is_sent ? "write" : "read", "topic", topic);
    if (way->is_sent && !way->is_set_aside && way->topic->once)
        add(rules, "read", "topic", topic);
}

static void add_ways(struct rules *rules, const struct service *service, const struct topic *const *known)
{
    struct async_way ways[ASYNC_WAYS_MAX];
    size_t count = async_ways(service, ways);

    for (size_t i = 0; i < count; i++) {
        if (!ways[i].topic)
            continue;
        add_way(rules, &ways[i], ways[i].topic->name);
        for (const struct topic *const *own = known; service->has_tenant_topics && *own; own++)
            if ((*own)->like == ways[i].topic)
                add_way(rules, &ways[i], (*own)->name);
    }
}

static bool has_group(const struct service *service)
{
    for (const struct subscription *s = service->reads; s && s->topic; s++)
        if (!s->feed)
            return true;
    return false;
}

size_t kafka_rules(const struct service *service, const struct topic *const *known, struct arena *arena,
                   struct kafka_rule **ret_rules)
{
    struct rules rules = {arena, arena_array(arena, RULES_MAX, sizeof(struct kafka_rule)), 0};

    add_ways(&rules, service, known);
    add(&rules, "write", "topic", WARMUP_TOPIC);
    if (has_group(service))
        add(&rules, "read", "group", str_printf(arena, "steward-%s", service->name));
    *ret_rules = rules.list;
    return rules.count;
}

bool kafka_rules_wait(const struct service *service, const struct config *config,
                      const struct topic *const *known, int deadline_ms, struct error *err)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct kafka_rule *rules;
    size_t count = kafka_rules(service, known, arena, &rules), named = 0;
    const char **names = arena_array(arena, count + 1, sizeof(*names));
    bool are_there;

    for (size_t i = 0; i < count; i++)
        if (!strcmp(rules[i].resource, "topic"))
            names[named++] = rules[i].name;
    are_there = topics_wait(config, names, deadline_ms, err);
    arena_free(arena);
    return are_there;
}

bool kafka_rules_print(const struct service *service, const struct config *config, struct error *err)
{
    const char *own = service->has_tenant_topics ? config_text(config, "STEWARD_TENANT_TOPICS") : "";
    struct tenant_topics *topics;
    struct kafka_rule *rules;
    struct arena *arena;
    size_t count;

    if (!tenant_topics_read(own, &topics, err))
        return false;
    arena = arena_new(ARENA_BYTES);
    count = kafka_rules(service, tenant_topics_all(topics), arena, &rules);
    for (size_t i = 0; i < count; i++)
        printf("%s %s %s %s\n", service->name, rules[i].operation, rules[i].resource, rules[i].name);
    arena_free(arena);
    tenant_topics_free(topics);
    return true;
}
