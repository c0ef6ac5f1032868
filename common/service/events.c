/* service/events.c: which record goes where: to a fold's driver, through a flow, or to a feed.
 *
 * A command for a flow is in hand until its answer is acknowledged, and, if it has failed for good, until it
 * is among the dead letters; only then is it done. Publishing that fails is tried again for as long as the
 * partition is ours. */
#include <stdio.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "service/process.h"

#define ARENA_BYTES (4 << 20)
#define SETTLE_MS   200

/* A command from Kafka, from its arrival until it is done. */
struct running {
    struct link link;
    struct process *process;
    const struct subscription *subscription;
    const struct flow_kind *flow;
    struct arena *arena;
    struct record record; /* copied */
    struct event event;
    struct record answer; /* topic NULL: none yet */
    struct error why;
    int64_t started_us;
    struct trace trace, parent;
    bool owes_answer, owes_dead_letter;
    int under_way; /* publications not acknowledged */
    bool is_lost;  /* the partition has gone: another copy does it */
};

static void settle(struct running *running);

static void running_free(struct running *running)
{
    list_remove(&running->link);
    arena_give(&running->process->arenas, running->arena);
    mem_free(running);
}

static void running_end(struct running *running)
{
    struct bus *bus = running->process->bus;

    if (!running->is_lost)
        bus_done(bus, running->record.topic, running->record.partition, running->record.offset);
    running_free(running);
}

static void one_less(struct running *running, const struct error *err)
{
    running->under_way--;
    if (running->under_way > 0)
        return;
    if (running->is_lost || (!running->owes_answer && !running->owes_dead_letter))
        running_end(running);
    else
        timer_set(running->process->settle, SETTLE_MS);
}

static void on_answered(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct running *running = owner;

    running->owes_answer = err != NULL;
    one_less(running, err);
}

static void on_set_aside(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct running *running = owner;

    running->owes_dead_letter = err != NULL;
    one_less(running, err);
}

static void settle(struct running *running)
{
    struct bus *bus = running->process->bus;

    running->under_way = 1;
    if (running->owes_answer && bus_publish(bus, &running->answer, on_answered, running, NULL))
        running->under_way++;
    if (running->owes_dead_letter &&
        bus_dead_letter(bus, &running->record, &running->why, on_set_aside, running, NULL))
        running->under_way++;
    one_less(running, NULL);
}

static void on_settle(void *owner)
{
    struct process *process = owner;

    list_each(at, &process->running)
    {
        struct running *running = list_item(at, struct running, link);

        if (running->under_way == 0 && (running->owes_answer || running->owes_dead_letter))
            settle(running);
    }
}

/* ---- flows ---- */

static void make_answer(struct running *running, const ProtobufCMessage *message)
{
    const struct event *command = &running->event;
    char id[ID_SIZE], traceparent[TRACEPARENT_SIZE] = "";
    struct event answer = {
        .source = str_of(running->process->service->name),
        .subject = command->subject,
        .key = command->key,
        .answers = command->id,
        .reply_to = command->reply_to,
        .tenant = command->tenant,
        .traceparent = command->traceparent,
        .time_ms = clock_wall_ms(),
        .message = message,
    };

    id_derive(id, command->id, STR("answer"));
    answer.id = str_copy(running->arena, str_of(id));
    if (running->trace.is_set) {
        trace_format(&running->trace, traceparent);
        answer.traceparent = str_copy(running->arena, str_of(traceparent));
    }
    event_write(&answer, running->subscription->answers_to->name, running->arena, &running->answer);
    running->owes_answer = true;
}

static void on_flow_done(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct running *running = owner;
    struct process *process = running->process;

    spans_add(process->spans, &running->trace, &running->parent, running->flow->name, SPAN_CONSUMER,
              running->started_us, err != NULL);
    if (running->is_lost || process->drain_is_over) {
        running_free(running);
        return;
    }
    if (answer)
        make_answer(running, answer);
    if (err) {
        log_error("a command has failed for good", {"flow", LOG_TEXT(running->flow->name)},
                  {"tenant", LOG_STR(running->event.tenant)}, {"id", LOG_STR(running->event.id)},
                  {"error", LOG_TEXT(err->text)});
        running->why = *err;
        running->owes_dead_letter = true;
    }
    settle(running);
}

static struct running *running_new(struct process *process, const struct subscription *subscription,
                                   const struct record *record)
{
    struct running *running = mem_new(struct running);

    running->process = process;
    running->subscription = subscription;
    running->arena = arena_take(&process->arenas);
    running->started_us = clock_mono_us();
    record_copy(record, running->arena, &running->record); /* a flow may outlive its record's partition */
    running->record.topic = subscription->topic->name;
    list_push(&process->running, &running->link);
    return running;
}

static const struct flow_kind *flow_of(const struct subscription *subscription,
                                       const ProtobufCMessage *command)
{
    for (const struct flow_kind *const *flow = subscription->flows; *flow; flow++) {
        if ((*flow)->takes == command->descriptor)
            return *flow;
    }
    return NULL;
}

static void run_flow(struct process *process, const struct subscription *subscription,
                     const struct record *record)
{
    struct running *running = running_new(process, subscription, record);

    if (!event_read(&running->record, subscription->topic->types, running->arena, &running->event,
                    &running->why)) {
        running->owes_dead_letter = true;
        settle(running);
        return;
    }
    running->flow = flow_of(subscription, running->event.message);
    if (!running->flow) {
        error_set(&running->why, ERROR_SKIP, "service", "no flow takes %s",
                  running->event.message->descriptor->name);
        running->owes_dead_letter = true;
        settle(running);
        return;
    }
    running->trace = spans_begin(process, running->event.traceparent, &running->parent);
    flows_start(process->flows, running->flow, running->event.message, on_flow_done, running);
}

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
        run_flow(process, subscription, record);
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
    list_each(at, &process->running)
    {
        struct running *running = list_item(at, struct running, link);

        if (running->subscription == subscription && running->record.partition == partition)
            running->is_lost = true;
    }
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
    process->settle = timer_new(process->loop, on_settle, process);
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
    while (!list_is_empty(&process->running))
        running_free(list_item(process->running.next, struct running, link));
    arena_pool_free(&process->arenas);
    tenant_topics_free(process->tenant_topics);
}

bool events_are_idle(const struct process *process)
{
    for (size_t i = 0; i < process->fold_count; i++)
        if (process->folds[i].driver && !fold_driver_is_idle(process->folds[i].driver))
            return false;
    list_each(at, &process->running)
    {
        if (!list_item(at, struct running, link)->is_lost)
            return false;
    }
    return true;
}

static bool is_answered(const struct running *running)
{
    return running->under_way > 0 || running->owes_answer || running->owes_dead_letter;
}

void events_leave(struct process *process)
{
    list_each(at, &process->running)
    {
        struct running *running = list_item(at, struct running, link);

        running->is_lost |= !is_answered(running);
    }
}

size_t events_left(const struct process *process)
{
    size_t left = 0;

    list_each(at, &process->running)
    {
        const struct running *running = list_item(at, struct running, link);

        left += running->is_lost && !is_answered(running);
    }
    return left;
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
