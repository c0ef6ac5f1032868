/* session_view: its requests in their order, each once. */
#include "edge/session_view.h"

#include "session/respond.h"
#include "session/rules_media.h"
#include "json/message.h"

static void add_request(Steward__V1__SessionView *view, const Steward__V1__Conversation *c,
                        const char *message, struct arena *arena)
{
    Steward__V1__SessionView__RequestView *request =
        message_new(&steward__v1__session_view__request_view__descriptor, arena);

    request->request_id = c->request->request_id;
    request->status = c->state;
    if (c->request->ask_case != STEWARD__V1__REQUEST__ASK_ERASE)
        request->query = conversation_words(c);
    request->message = str_c(arena, str_of(message));
    request->n_timeline = c->n_timeline;
    request->timeline = c->timeline;
    view->requests[view->n_requests++] = request;
}

/* The state was read before the records were: what it has under way may have been answered since. */
static void add_under_way(Steward__V1__SessionView *view, const Steward__V1__Conversation *c,
                          struct arena *arena)
{
    for (size_t i = 0; i < view->n_requests; i++)
        if (!strcmp(view->requests[i]->request_id, c->request->request_id))
            return;
    add_request(view, c, "", arena);
}

const ProtobufCMessage *session_view(const struct stored_session *session, struct arena *arena)
{
    const Steward__V1__SessionState *state = session->state;
    Steward__V1__SessionView *view = message_new(&steward__v1__session_view__descriptor, arena);

    view->session_id = state->session_id;
    view->user_id = state->user_id;
    view->created_at = state->created_at;
    view->updated_at = timestamp(session->updated_ms, arena);
    view->requests = arena_array(arena, session->count + state->n_waiting + 1, sizeof(*view->requests));
    view->title = state->title;
    if (state->dialogue) {
        view->need = state->dialogue->need;
        view->n_saved = state->dialogue->n_saved;
        view->saved = state->dialogue->saved;
        view->asked = state->dialogue->asked;
    }
    for (size_t i = 0; i < session->count; i++)
        add_request(view, session->records[i]->conversation, session->records[i]->response->message, arena);
    if (state->current)
        add_under_way(view, state->current, arena);
    for (size_t i = 0; i < state->n_waiting; i++)
        add_under_way(view, state->waiting[i], arena);
    return &view->base;
}
