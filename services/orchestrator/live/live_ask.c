/* live_ask.c: a request over a WebSocket.
 *
 * The media that it brings with it are kept first. It is looked up if its client has named it, and its
 * session is followed before it is published, so that nothing of it can be missed. It counts as in flight
 * until its answer has been sent to the connection.
 */
#include "base/clock.h"
#include "base/id.h"
#include "edge/edge.h"
#include "edge/given.h"
#include "live/live_socket_parts.h"
#include "session/rules_request.h"
#include "store.h"
#include "json/json.h"
#include "json/message.h"

struct ask {
    struct link link;           /* of its socket */
    struct link in_all;         /* of all sockets, by due_ms */
    struct live_socket *socket; /* NULL: over; whoever calls back later finds it so */
    struct arena *arena;
    Steward__V1__Request *request;
    struct given *given; /* NULL: nothing is being kept */
    const char *session_id;
    int64_t due_ms;
    bool is_named; /* by its client */
    bool is_looked_up, is_published;
    bool is_known; /* somebody has published it before */
    int references;
};

/* ---- life ---- */

static void release(struct ask *ask)
{
    if (--ask->references)
        return;
    arena_free(ask->arena);
    mem_free(ask);
}

static void end(struct ask *ask)
{
    struct live_socket *socket = ask->socket;

    if (!socket)
        return;
    ask->socket = NULL;
    given_drop(ask->given);
    ask->given = NULL;
    list_remove(&ask->link);
    list_remove(&ask->in_all);
    socket->in_flight--;
    socket->sockets->in_flight--;
    release(ask);
}

static void fail(struct ask *ask, struct live_fault fault)
{
    fault.session_id = ask->session_id;
    fault.request_id = ask->request->request_id;
    live_socket_error(ask->socket, &fault);
    end(ask);
}

static struct ask *ask_new(struct live_socket *socket, Steward__V1__Request *request, struct arena *arena)
{
    struct live_sockets *sockets = socket->sockets;
    struct ask *ask = mem_new(struct ask);

    ask->socket = socket;
    ask->arena = arena;
    ask->request = request;
    ask->session_id = request->session_id[0] ? request->session_id : request->request_id;
    ask->due_ms = clock_mono_ms() + LIVE_ANSWER_MS;
    ask->references = 1;
    list_push(&socket->asks, &ask->link);
    list_push(&sockets->asks, &ask->in_all);
    socket->in_flight++;
    sockets->in_flight++;
    if (!timer_is_set(sockets->due))
        timer_set(sockets->due, LIVE_ANSWER_MS);
    return ask;
}

void live_asks_are_due(void *owner)
{
    struct live_sockets *sockets = owner;
    int64_t now_ms = clock_mono_ms();

    while (!list_is_empty(&sockets->asks)) {
        struct ask *first = list_item(sockets->asks.next, struct ask, in_all);

        if (first->due_ms > now_ms) {
            timer_set(sockets->due, first->due_ms - now_ms);
            return;
        }
        fail(first, (struct live_fault){.status = 504,
                                        .type = "no-answer-yet",
                                        .detail = str_printf(first->arena,
                                                             "it goes on: ask for it at /api/v1/requests/%s",
                                                             first->request->request_id),
                                        .is_retryable = true});
    }
}

/* ---- publishing ---- */

static void on_acked(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct ask *ask = owner;

    if (ask->socket && err)
        fail(ask, (struct live_fault){.status = 503,
                                      .type = "unavailable",
                                      .detail = err->text,
                                      .is_retryable = true});
    release(ask);
}

static void publish(struct ask *ask)
{
    const struct trace none = {0};
    struct error err;

    ask->is_published = true;
    ask->references++;
    if (edge_publish(ask->socket->sockets->process, str_of(ask->socket->tenant), ask->request, &none,
                     ask->arena, on_acked, ask, &err))
        return;
    fail(ask,
         (struct live_fault){.status = 503, .type = "overloaded", .detail = err.text, .is_retryable = true});
    release(ask);
}

/* ---- its session ---- */

static void attach(struct ask *ask, bool is_new)
{
    struct live_slot *slot = slot_of(ask->socket, ask->session_id);

    ask->is_looked_up = true;
    if (slot) {
        live_asks_go_on(ask->socket, ask->session_id);
        return;
    }
    slot = slot_add(ask->socket, ask->session_id, ask->request->user_id);
    if (!slot) {
        fail(ask, (struct live_fault){.status = 429,
                                      .type = "too-many-sessions",
                                      .field = "session_id",
                                      .detail = "this connection follows " TEXT_OF(
                                          LIVE_SESSIONS_MAX) " sessions already",
                                      .is_retryable = true});
        return;
    }
    if (!is_new) {
        follow_read(slot->follow, FOLLOW_FROM_REQUEST, str_of(ask->request->request_id));
        return;
    }
    follow_is_new(slot->follow);
    publish(ask);
}

/* In the order in which they came: one that is still looked up holds back those behind it. */
void live_asks_go_on(struct live_socket *socket, const char *session_id)
{
    const struct live_slot *slot = slot_of(socket, session_id);

    if (!slot || !follow_is_caught_up(slot->follow))
        return;
    list_each(at, &socket->asks)
    {
        struct ask *ask = list_item(at, struct ask, link);

        if (strcmp(ask->session_id, session_id) != 0)
            continue;
        if (!ask->is_looked_up)
            return;
        if (!ask->is_published && !ask->is_known)
            publish(ask);
    }
}

bool live_asks_fail(struct live_socket *socket, const char *session_id, const struct live_fault *why)
{
    bool any = false;

    list_each(at, &socket->asks)
    {
        struct ask *ask = list_item(at, struct ask, link);

        if (strcmp(ask->session_id, session_id) != 0)
            continue;
        any = true;
        fail(ask, *why);
    }
    return any;
}

bool live_asks_need(const struct live_socket *socket, const char *session_id)
{
    list_each(at, &socket->asks)
    {
        if (!strcmp(list_item(at, struct ask, link)->session_id, session_id))
            return true;
    }
    return false;
}

/* ---- one that was made before ---- */

static void send_answer(struct ask *ask, const struct stored_request *stored)
{
    const Steward__V1__Conversation *c = stored->conversation;
    struct live_request request = {
        .request_id = ask->request->request_id,
        .timeline = c->timeline,
        .steps = c->n_timeline,
        .response = stored->record->response,
    };
    struct buf json = {0};

    live_event_json(&request, request.steps - 1, ask->session_id, ask->arena, &json);
    live_socket_send(ask->socket, buf_as_str(&json));
    buf_free(&json);
    end(ask);
}

static void go_on_with(struct ask *ask, const struct stored_request *stored)
{
    if (!edge_asks_the_same(stored->conversation->request, ask->request, ask->arena)) {
        fail(ask, (struct live_fault){.status = 422,
                                      .type = "key-used",
                                      .field = "request_id",
                                      .detail = "this request_id was used for another request"});
        return;
    }
    ask->is_known = true;
    ask->session_id = str_c(ask->arena, str_of(stored->session_id));
    if (stored->record && slot_of(ask->socket, ask->session_id))
        send_answer(ask, stored);
    else
        attach(ask, false);
}

static void on_looked_up(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct ask *ask = owner;
    struct live_socket *socket = ask->socket;
    const char *session_id = ask->session_id;

    if (socket && err)
        fail(ask, (struct live_fault){.status = 503,
                                      .type = "unavailable",
                                      .detail = err->text,
                                      .is_retryable = true});
    else if (socket && stored->conversation)
        go_on_with(ask, stored);
    else if (socket)
        attach(ask, false);
    if (socket) /* those behind it, whatever has become of it */
        live_asks_go_on(socket, session_id);
    release(ask);
}

/* ---- from its beginning to its end ---- */

static void look_up(struct ask *ask)
{
    const struct live_socket *socket = ask->socket;

    if (!ask->is_named) {
        attach(ask, !ask->request->session_id[0]);
        return;
    }
    ask->references++;
    store_find_request(process_postgres(socket->sockets->process), str_of(socket->tenant),
                       str_of(ask->request->request_id), on_looked_up, ask);
}

static void on_kept(void *owner, const struct live_fault *why)
{
    struct ask *ask = owner;
    struct live_socket *socket = ask->socket;

    ask->given = NULL;
    ask->references++;
    if (why)
        fail(ask, *why);
    else
        look_up(ask);
    live_asks_go_on(socket, ask->session_id); /* those behind it */
    release(ask);
}

void live_ask_begin(struct live_socket *socket, Steward__V1__Request *request, bool is_named,
                    struct arena *arena)
{
    struct ask *ask = ask_new(socket, request, arena);

    ask->is_named = is_named;
    if (given_any(request))
        ask->given =
            given_keep(socket->sockets->process, str_of(socket->tenant), NULL, request, arena, on_kept, ask);
    else
        look_up(ask);
}

bool live_asks_have(const struct live_socket *socket, const char *request_id)
{
    list_each(at, &socket->asks)
    {
        if (!strcmp(list_item(at, struct ask, link)->request->request_id, request_id))
            return true;
    }
    return false;
}

void live_ask_answered(struct live_socket *socket, const char *request_id)
{
    list_each(at, &socket->asks)
    {
        struct ask *ask = list_item(at, struct ask, link);

        if (!strcmp(ask->request->request_id, request_id)) {
            end(ask);
            return;
        }
    }
}

void live_asks_drop(struct live_socket *socket)
{
    while (!list_is_empty(&socket->asks))
        end(list_item(socket->asks.next, struct ask, link));
}
