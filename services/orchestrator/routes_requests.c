/* routes_requests.c: reading what became of a request, and of a session. */
#include "base/clock.h"
#include "orchestrator.h"
#include "respond.h"
#include "rules_request.h"
#include "store.h"
#include "json/message.h"

/* False: answered. */
static bool can_read(struct call *call, struct str id)
{
    struct postgres *pg = process_postgres(call_process(call));
    const char *trouble = pg ? postgres_trouble(pg) : "not connected yet";

    if (!id_is_good(id)) {
        call_problem(call, 404, "not-found", NULL, "that is not an id");
        return false;
    }
    if (trouble) {
        call_add_header(call, "Retry-After", STR("1"));
        call_problem(call, 503, "unavailable", NULL, "postgres: %s", trouble);
        return false;
    }
    return true;
}

static void on_request(void *owner, const struct stored_request *request, const struct error *err)
{
    struct call *call = owner;

    if (err)
        call_fail(call, err);
    else if (request->record)
        call_reply(call, 200, &request->record->response->base);
    else if (request->conversation)
        call_reply(call, 200,
                   &response_so_far(request->conversation, request->session_id, call_arena(call))->base);
    else
        call_problem(call, 404, "not-found", "id", "there is no such request");
}

void request_get(struct call *call)
{
    struct str id = call_param(call, "id");

    if (can_read(call, id))
        store_find_request(process_postgres(call_process(call)), id, on_request, call);
}

static void add_request(Steward__V1__SessionView *view, const Steward__V1__Conversation *c,
                        const char *message, struct arena *arena)
{
    Steward__V1__SessionView__RequestView *request =
        message_new(&steward__v1__session_view__request_view__descriptor, arena);

    request->request_id = c->request->request_id;
    request->status = c->state;
    if (c->request->ask_case == STEWARD__V1__REQUEST__ASK_SEARCH)
        request->query = c->request->search->query;
    request->message = str_c(arena, str_of(message));
    request->n_timeline = c->n_timeline;
    request->timeline = c->timeline;
    view->requests[view->n_requests++] = request;
}

static const ProtobufCMessage *view_of(const struct stored_session *session, struct arena *arena)
{
    const Steward__V1__SessionState *state = session->state;
    Steward__V1__SessionView *view = message_new(&steward__v1__session_view__descriptor, arena);

    view->session_id = state->session_id;
    view->user_id = state->user_id;
    view->created_at = state->created_at;
    view->updated_at = timestamp(session->updated_ms, arena);
    view->requests = arena_array(arena, session->count + state->n_waiting + 1, sizeof(*view->requests));
    for (size_t i = 0; i < session->count; i++)
        add_request(view, session->records[i]->conversation, session->records[i]->response->message, arena);
    if (state->current)
        add_request(view, state->current, "", arena);
    for (size_t i = 0; i < state->n_waiting; i++)
        add_request(view, state->waiting[i], "", arena);
    return &view->base;
}

static void on_session(void *owner, const struct stored_session *session, struct arena *arena,
                       const struct error *err)
{
    struct call *call = owner;
    struct str user;

    if (err)
        call_fail(call, err);
    else if (!session->state)
        call_problem(call, 404, "not-found", "session_id", "there is no such session");
    else if (call_query(call, "user_id", &user) && session->state->user_id[0] &&
             !str_is(user, session->state->user_id))
        call_problem(call, 403, "not-your-session", "session_id", "this session belongs to somebody else");
    else
        call_reply(call, 200, view_of(session, arena));
}

void session_get(struct call *call)
{
    struct str id = call_param(call, "session_id");

    if (can_read(call, id))
        store_find_session(process_postgres(call_process(call)), id, on_session, call);
}
