/* follow_partial.c: products that are not ranked yet, held back for a while: the ranked ones are usually
 * quicker.
 */
#include "live_parts.h"
#include "json/json.h"
#include "json/message.h"

#define PARTIAL "request.partial"

struct partial {
    struct timer *timer;
    char *request_id, *id;
    struct buf json;
};

static void partial_free(struct partial *partial)
{
    timer_free(partial->timer);
    mem_free(partial->request_id);
    mem_free(partial->id);
    buf_free(&partial->json);
    mem_free(partial);
}

void partial_drop(struct follow *follow, const char *request_id)
{
    struct partial *partial = follow->partial;

    if (!partial || (request_id && strcmp(partial->request_id, request_id) != 0))
        return;
    follow->partial = NULL;
    partial_free(partial);
}

static void on_partial_due(void *owner)
{
    struct follow *follow = owner;
    struct partial *partial = follow->partial;

    follow->partial = NULL;
    follow->references++;
    follow_send(follow, &(struct live_sent){.id = partial->id,
                                            .type = PARTIAL,
                                            .request_id = partial->request_id,
                                            .json = buf_as_str(&partial->json)});
    partial_free(partial);
    follow_release(follow);
}

void partial_hold(struct follow *follow, const Steward__V1__Progress *progress)
{
    const Steward__V1__Step *last = progress->timeline[progress->n_timeline - 1];
    struct arena *arena = arena_new(FOLLOW_ARENA_BYTES);
    Steward__V1__LiveEvent *event = message_new(&steward__v1__live_event__descriptor, arena);
    struct partial *partial = mem_new(struct partial);

    event->id = live_id_write(progress->request_id, progress->n_timeline - 1, arena);
    event->type = str_c(arena, STR(PARTIAL));
    event->session_id = follow->session_id;
    event->request_id = progress->request_id;
    event->state = last->state;
    event->at = last->at;
    event->response = progress->partial;
    json_from_message(&event->base, &partial->json);
    partial->id = mem_text(event->id);
    partial->request_id = mem_text(progress->request_id);
    partial->timer = timer_new(process_loop(follow->live->process), on_partial_due, follow);
    timer_set(partial->timer, follow->live->partial_ms);
    partial_drop(follow, NULL);
    follow->partial = partial;
    arena_free(arena);
}
