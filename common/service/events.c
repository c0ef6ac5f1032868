/* service/events.c: which record goes where: to a fold's driver, through a flow, or to a feed. */
#include "service/events.h"

#include <stdio.h>

#include "base/log.h"
#include "service/commands.h"

#define ARENA_BYTES (4 << 20)

/* ---- feeds ---- */

static void feed(struct process *process, const struct subscription *subscription,
                 const struct record *record)
{
    struct arena *arena;
    struct event event;
    struct error err;

    if (subscription->wants && !subscription->wants(process, record))
        return;
    arena = arena_take(&process->arenas);
    if (event_read(record, subscription->topic->types, arena, &event, &err) &&
        event_of_topic(topic_named(tenant_topics_all(process->tenant_topics), record->topic), &event, &err))
        subscription->feed(process, &event);
    else
        log_warn("a record of a feed cannot be read", {"topic", LOG_TEXT(record->topic)},
                 {"error", LOG_TEXT(err.text)});
    arena_give(&process->arenas, arena);
}

/* ---- from the bus ---- */

static const struct subscription *subscription_of(const struct process *process, const char *topic)
{
    const struct topic *known = topic_named(tenant_topics_all(process->tenant_topics), topic);

    for (const struct subscription *s = process->service->reads; s->topic; s++)
        if (known == s->topic || (known && known->like == s->topic))
            return s;
    return NULL;
}

static struct fold_driver *driver_of(const struct process *process, const struct subscription *subscription)
{
    for (size_t i = 0; i < process->fold_count; i++)
        if (process->folds[i].fold == subscription->fold)
            return process->folds[i].driver;
    return NULL;
}

static void on_record(void *owner, const struct record *record)
{
    struct process *process = owner;
    const struct subscription *subscription = subscription_of(process, record->topic);

    if (subscription->fold)
        fold_driver_record(driver_of(process, subscription), record);
    else if (subscription->flows)
        command_begin(process, subscription, record);
    else
        feed(process, subscription, record);
}

static int64_t on_assigned(void *owner, const char *topic, int32_t partition)
{
    struct process *process = owner;
    const struct subscription *subscription = subscription_of(process, topic);

    return subscription->fold ? fold_driver_assigned(driver_of(process, subscription), topic, partition)
                              : BUS_OFFSET_STORED;
}

static void on_revoked(void *owner, const char *topic, int32_t partition)
{
    struct process *process = owner;
    const struct subscription *subscription = subscription_of(process, topic);

    if (subscription->fold)
        fold_driver_revoked(driver_of(process, subscription), topic, partition);
    commands_lose(process, subscription, partition);
}

static void on_unreadable(void *owner, const struct event *event, const struct error *why)
{
    struct process *process = owner;

    if (process->service->unreadable)
        process->service->unreadable(process, event, why);
}

/* ---- open and close ---- */

static struct process_fold *fold_of(struct process *process, const struct fold *fold)
{
    for (size_t i = 0; i < process->fold_count; i++)
        if (process->folds[i].fold == fold)
            return &process->folds[i];
    process->folds[process->fold_count].fold = fold;
    return &process->folds[process->fold_count++];
}

static void gather_one(struct process *process, const struct subscription *s, const struct topic *topic,
                       struct bus_topic *ret_topic)
{
    struct process_fold *fold = s->fold ? fold_of(process, s->fold) : NULL;
    size_t at = 0;

    *ret_topic = (struct bus_topic){topic->name, s->feed != NULL};
    while (fold && fold->topics[at])
        at++;
    if (fold)
        fold->topics[at] = topic;
}

/* The topics of the table, and those of single tenants that stand for them. */
static void gather(struct process *process, struct bus_topic *topics, bool *ret_group)
{
    for (const struct subscription *s = process->service->reads; s && s->topic; s++) {
        const struct topic *const *known = tenant_topics_all(process->tenant_topics);

        *ret_group |= !s->feed;
        gather_one(process, s, s->topic, topics++);
        for (; *known; known++)
            if ((*known)->like == s->topic)
                gather_one(process, s, *known, topics++);
    }
    topics->name = NULL;
}

bool events_open(struct process *process, struct error *err)
{
    struct bus_topic topics[17 + 2 * TENANT_TOPICS_MAX];
    bool has_group = false;
    char group[64];
    struct bus_options options = {
        .topics = topics,
        .events = {on_record, on_assigned, on_revoked},
        .owner = process,
        .client_id = process->copy_id,
        .in_flight_limit = (int)config_int(process->config, "STEWARD_KAFKA_IN_FLIGHT"),
    };

    process->arenas.limit_bytes = ARENA_BYTES;
    gather(process, topics, &has_group);
    snprintf(group, sizeof(group), "steward-%s", process->service->name);
    options.group = has_group ? group : NULL;
    commands_open(process);
    if (!bus_open(process->loop, process->config, &options, &process->bus, err))
        return false;
    for (size_t i = 0; i < process->fold_count; i++)
        process->folds[i].driver = fold_driver_new(&(struct fold_driver_options){
            .loop = process->loop,
            .bus = process->bus,
            .pg = process->pg,
            .fold = process->folds[i].fold,
            .topics = process->folds[i].topics,
            .tells = tenant_topics_all(process->tenant_topics),
            .source = process->service->name,
            .unreadable = on_unreadable,
            .owner = process,
        });
    return true;
}

void events_free(struct process *process)
{
    bus_free(process->bus);
    process->bus = NULL;
    for (size_t i = 0; i < process->fold_count; i++)
        fold_driver_free(process->folds[i].driver);
    commands_free(process);
    arena_pool_free(&process->arenas);
    tenant_topics_free(process->tenant_topics);
}

bool events_are_idle(const struct process *process)
{
    for (size_t i = 0; i < process->fold_count; i++)
        if (process->folds[i].driver && !fold_driver_is_idle(process->folds[i].driver))
            return false;
    return commands_are_idle(process);
}

/* New work: what anybody may ask, where the service is asked by anybody, else all that it is commanded. The
 * answers to what is under way still come in. */
static bool is_intake(const struct process *process, const struct topic *topic, bool has_open)
{
    const struct subscription *s = subscription_of(process, topic->name);

    return s && !s->feed && (!has_open || s->topic->is_open);
}

static bool has_open_topic(const struct process *process)
{
    for (const struct subscription *s = process->service->reads; s && s->topic; s++)
        if (!s->feed && s->topic->is_open)
            return true;
    return false;
}

void events_pause(struct process *process, bool pause)
{
    bool has_open = has_open_topic(process);

    for (const struct topic *const *topic = tenant_topics_all(process->tenant_topics); *topic; topic++)
        if (process->service->reads && is_intake(process, *topic, has_open))
            bus_hold(process->bus, (*topic)->name, pause);
    process->is_paused = pause;
}

size_t process_backlog(const struct process *process)
{
    size_t backlog = process->bus ? bus_unsent(process->bus) : 0;

    for (size_t i = 0; i < process->fold_count; i++)
        backlog += process->folds[i].driver ? fold_driver_backlog(process->folds[i].driver) : 0;
    return backlog;
}
