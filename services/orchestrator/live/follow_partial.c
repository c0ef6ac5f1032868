/* follow_partial.c: an answer that is not the last word. Products that are not ranked yet are held back for a
 * while, as the ranked ones are usually quicker; what marketplaces say after the answer is not. */
#include "live/live_parts.h"
#include "json/json.h"
#include "json/message.h"

#define PARTIAL "request.partial"

struct partial {
    struct timer *timer;
    bool is_due;
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

void partial_go_on(struct follow *follow)
{
    struct partial *partial = follow->partial;

    if (!partial || !partial->is_due || !follow_is_settled(follow))
        return;
    follow->partial = NULL;
    follow->references++;
    follow_send(follow, &(struct live_sent){.id = partial->id,
                                            .type = PARTIAL,
                                            .request_id = partial->request_id,
                                            .json = buf_as_str(&partial->json)});
    partial_free(partial);
    follow_release(follow);
}

static void on_partial_due(void *owner)
{
    struct follow *follow = owner;

    follow->partial->is_due = true;
    partial_go_on(follow);
}

static char *event_json(const struct follow *follow, const struct live_request *request,
                        const Steward__V1__Response *response, struct arena *arena, struct buf *out)
{
    Steward__V1__LiveEvent *event = message_new(&steward__v1__live_event__descriptor, arena);
    const Steward__V1__Step *last = request->timeline[request->steps - 1];

    event->id = live_id_write(request->request_id, request->steps - 1, arena);
    event->type = str_c(arena, STR(PARTIAL));
    event->session_id = follow->session_id;
    event->request_id = (char *)(uintptr_t)request->request_id;
    event->state = last->state;
    event->at = last->at;
    event->response = (Steward__V1__Response *)(uintptr_t)response;
    json_from_message(&event->base, out);
    return event->id;
}

void partial_hold(struct follow *follow, const struct live_request *request,
                  const Steward__V1__Response *products)
{
    struct arena *arena = arena_new(FOLLOW_ARENA_BYTES);
    struct partial *partial = mem_new(struct partial);

    partial->id = mem_text(event_json(follow, request, products, arena, &partial->json));
    partial->request_id = mem_text(request->request_id);
    partial->timer = timer_new(process_loop(follow->live->process), on_partial_due, follow);
    timer_set(partial->timer, follow->live->partial_ms);
    partial_drop(follow, NULL);
    follow->partial = partial;
    arena_free(arena);
}

void partial_send_late(struct follow *follow, const struct live_request *request)
{
    struct arena *arena = arena_new(FOLLOW_ARENA_BYTES);
    struct buf json = {0};
    const char *id = event_json(follow, request, request->response, arena, &json);

    follow_send(follow, &(struct live_sent){.id = id,
                                            .type = PARTIAL,
                                            .request_id = request->request_id,
                                            .json = buf_as_str(&json)});
    buf_free(&json);
    arena_free(arena);
}
