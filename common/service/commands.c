/* service/commands.c: what becomes of a command from Kafka.
 *
 * It is in hand until its answer is acknowledged, and, if it has failed for good, until it is among the dead
 * letters; only then is it done. Publishing that fails is tried again for as long as the partition is ours.
 */
#include "service/commands.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "service/spans.h"

#define SETTLE_MS 200

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

void command_begin(struct process *process, const struct subscription *subscription,
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

/* ---- all of them ---- */

void commands_open(struct process *process)
{
    process->settle = timer_new(process->loop, on_settle, process);
}

void commands_free(struct process *process)
{
    timer_free(process->settle);
    while (!list_is_empty(&process->running))
        running_free(list_item(process->running.next, struct running, link));
}

bool commands_are_idle(const struct process *process)
{
    list_each(at, &process->running)
    {
        if (!list_item(at, struct running, link)->is_lost)
            return false;
    }
    return true;
}

void commands_lose(struct process *process, const struct subscription *subscription, int32_t partition)
{
    list_each(at, &process->running)
    {
        struct running *running = list_item(at, struct running, link);

        if (running->subscription == subscription && running->record.partition == partition)
            running->is_lost = true;
    }
}

static bool is_answered(const struct running *running)
{
    return running->under_way > 0 || running->owes_answer || running->owes_dead_letter;
}

void commands_leave(struct process *process)
{
    list_each(at, &process->running)
    {
        struct running *running = list_item(at, struct running, link);

        running->is_lost |= !is_answered(running);
    }
}

size_t commands_left(const struct process *process)
{
    size_t left = 0;

    list_each(at, &process->running)
    {
        const struct running *running = list_item(at, struct running, link);

        left += running->is_lost && !is_answered(running);
    }
    return left;
}
