/* unreadable.c: the error response to a request that could not be read. The request itself is among the dead
 * letters.
 *
 * Who sent it can be told only as far as the envelope is known: under its key, in its encoding. */
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "orchestrator.h"
#include "session/respond.h"
#include "json/message.h"

#define ARENA_BYTES (1 << 20)
#define TRIES       100
#define PAUSE_MS    200

struct refusal {
    struct process *process;
    struct arena *arena;
    struct record record;
    struct timer *timer;
    int tries;
};

static void refusal_free(struct refusal *refusal)
{
    timer_free(refusal->timer);
    arena_free(refusal->arena);
    mem_free(refusal);
}

static void on_acked(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct refusal *refusal = owner;

    if (!err || process_is_draining(refusal->process) || refusal->tries == TRIES)
        refusal_free(refusal);
    else
        timer_set(refusal->timer, PAUSE_MS);
}

static void publish(void *owner)
{
    struct refusal *refusal = owner;

    refusal->tries++;
    if (bus_publish(process_bus(refusal->process), &refusal->record, on_acked, refusal, NULL))
        return;
    if (process_is_draining(refusal->process) || refusal->tries == TRIES)
        refusal_free(refusal);
    else
        timer_set(refusal->timer, PAUSE_MS);
}

static const char *answer_topic(const struct event *event, struct arena *arena)
{
    return event->answer_topic.len ? str_c(arena, event->answer_topic) : topic_responses.name;
}

void tell_unreadable(struct process *process, const struct event *event, const struct error *why)
{
    struct refusal *refusal = mem_new(struct refusal);
    struct arena *arena = refusal->arena = arena_new(ARENA_BYTES);
    Steward__V1__ResponsePassing *response =
        response_failed(400, "unreadable-request", NULL, why->text, false, arena);
    char id[ID_SIZE];
    struct event answer = *event;

    response->request_id = str_c(arena, event->id);
    response->session_id = utf8_valid(event->key) ? str_c(arena, event->key) : str_c(arena, STR(""));
    id_derive(id, event->id, STR("unreadable"));
    answer.answers = event->id;
    answer.id = str_of(id);
    answer.type = STR_NONE;
    answer.source = str_of(process_service(process)->name);
    answer.time_ms = clock_wall_ms();
    answer.message = response_whole(response, arena);
    event_write(&answer, answer_topic(event, arena), arena, &refusal->record);
    refusal->record.key = event->key.data ? str_copy(arena, event->key) : STR_NONE;
    refusal->process = process;
    refusal->timer = timer_new(process_loop(process), publish, refusal);
    publish(refusal);
}
