/* routes_events.c: GET /api/v1/requests/{id}/events: what becomes of one request, as server-sent events.
 *
 * The stream ends with the answer, or when marketplaces that were late have been heard, too; a client that
 * comes back for more then gets 204, which tells it to stop. */
#include <stdio.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "edge/await.h"
#include "edge/whose.h"
#include "http/stream.h"
#include "live/live.h"
#include "live/live_fault.h"
#include "live/recheck.h"
#include "live/rules_live.h"
#include "orchestrator.h"
#include "service/call.h"
#include "session/rules_request.h"
#include "store.h"

#define HEARTBEAT_MS   15000
#define HEARTBEATS_MAX 240 /* an hour; the client comes back with the last id that it has seen */
#define COME_BACK_MS   1000

struct events {
    struct call *call; /* NULL: answered */
    struct process *process;
    char *tenant, *request_id, *after;
    struct http_stream *stream;
    struct follow *follow;
    struct timer *timer; /* of the next heartbeat, or the end; NULL: there is no stream yet */
    int heartbeats;
    bool is_answered;
    struct rechecked rechecked; /* as long as its credential is good */
};

static void events_free(struct events *events)
{
    recheck_remove(&events->rechecked);
    follow_free(events->follow);
    timer_free(events->timer);
    mem_free(events->tenant);
    mem_free(events->request_id);
    mem_free(events->after);
    mem_free(events);
}

/* ---- the stream ---- */

static struct metric *streams_now(void)
{
    return metric_gauge("steward_live_streams", "Open streams of server-sent events.", "");
}

static void on_ended(void *owner, enum http_stream_end how)
{
    struct events *events = owner;

    if (how == HTTP_STREAM_TOO_SLOW)
        metric_add(metric_counter("steward_live_slow_readers_total", "", ""), 1);
    metric_add(streams_now(), -1);
    events_free(events);
}

static void on_heartbeat(void *owner)
{
    struct events *events = owner;

    if (events->is_answered || ++events->heartbeats == HEARTBEATS_MAX)
        http_stream_end(events->stream);
    else if (http_stream_send(events->stream, STR(": still here\n\n")))
        timer_set(events->timer, HEARTBEAT_MS);
}

static void say(struct events *events, const char *id, const char *type, struct str json)
{
    struct buf text = {0};

    if (id)
        buf_printf(&text, "id: %s\n", id);
    buf_printf(&text, "event: %s\ndata: ", type);
    buf_str(&text, json);
    buf_str(&text, STR("\n\n"));
    (void)!http_stream_send(events->stream, buf_as_str(&text)); /* else on_ended comes */
    buf_free(&text);
}

static void say_fault(struct events *events, int status, const char *type, const char *detail)
{
    struct live_fault fault = {
        .request_id = events->request_id,
        .status = status,
        .type = type,
        .detail = detail,
        .is_retryable = status == 503,
    };
    struct buf json = {0};

    live_fault_json(&fault, &json);
    say(events, NULL, "error", buf_as_str(&json));
    buf_free(&json);
}

/* ---- what it follows ---- */

static void on_event(void *owner, struct follow *follow, const struct live_sent *event)
{
    struct events *events = owner;

    int64_t wait_ms = event->late_until_ms ? event->late_until_ms - clock_wall_ms() : 0;
    bool was_answered = events->is_answered;

    say(events, event->id, event->type, event->json);
    events->is_answered |= event->is_answered;
    if (was_answered || (event->is_answered && wait_ms <= 0))
        http_stream_end(events->stream);
    else if (event->is_answered)
        timer_set(events->timer, wait_ms < HEARTBEAT_MS ? wait_ms : HEARTBEAT_MS);
}

static void on_caught_up(void *owner, struct follow *follow)
{
}

static void on_trouble(void *owner, struct follow *follow, enum follow_trouble trouble, const char *detail)
{
    struct events *events = owner;

    if (trouble == FOLLOW_UNKNOWN_EVENT) {
        say_fault(events, 404, "unknown-event", detail);
        return;
    }
    say_fault(events, trouble == FOLLOW_NOT_YOURS ? 403 : 503,
              trouble == FOLLOW_NOT_YOURS ? "not-your-session" : "unavailable", detail);
    http_stream_end(events->stream);
}

static void on_credential_ended(void *owner)
{
    struct events *events = owner;

    say_fault(events, 401, "invalid-credential", RECHECK_ENDED);
    http_stream_end(events->stream);
}

static void begin(struct events *events, const char *session_id)
{
    static const struct follow_events follow_events = {on_event, on_caught_up, on_trouble};
    struct orchestrator *own = process_own(events->process);
    char first[32];

    recheck_add(own->recheck, events->call, &events->rechecked, on_credential_ended, events);
    events->stream = call_stream(events->call, "text/event-stream", on_ended, events);
    events->call = NULL;
    metric_add(streams_now(), 1);
    snprintf(first, sizeof(first), "retry: %d\n\n", COME_BACK_MS);
    (void)!http_stream_send(events->stream, str_of(first));
    events->timer = timer_new(process_loop(events->process), on_heartbeat, events);
    timer_set(events->timer, HEARTBEAT_MS);
    events->follow = follow_new(own->live, str_of(events->tenant), session_id, "", events->request_id,
                                &follow_events, events);
    if (events->after[0])
        follow_read(events->follow, FOLLOW_FROM_EVENT, str_of(events->after));
    else
        follow_read(events->follow, FOLLOW_FROM_REQUEST, str_of(events->request_id));
}

/* ---- the request ---- */

static bool has_all(const struct events *events, const struct stored_request *stored)
{
    struct live_id id;

    return stored->record && live_id_read(str_of(events->after), &id) &&
           str_is(id.request_id, events->request_id) && id.step + 1 == stored->conversation->n_timeline;
}

static bool is_somebody_elses(struct call *call, const Steward__V1__Conversation *conversation)
{
    const char *owner = conversation->request->user_id;
    struct str user;

    return !whose_may_see(call, owner) ||
           (owner[0] && call_query(call, "user_id", &user) && !str_is(user, owner));
}

static void on_request(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct events *events = owner;
    struct call *call = events->call;

    if (!err && stored->conversation && !is_somebody_elses(call, stored->conversation) &&
        !has_all(events, stored) && process_own(events->process)) {
        begin(events, stored->session_id);
        return;
    }
    if (err)
        call_fail(call, err);
    else if (!stored->conversation)
        call_problem(call, 404, "not-found", "id", "there is no such request");
    else if (is_somebody_elses(call, stored->conversation))
        call_problem(call, 403, "not-your-session", "user_id", "this session belongs to somebody else");
    else
        call_reply(call, 204, NULL);
    events_free(events);
}

void request_events_get(struct call *call)
{
    struct process *process = call_process(call);
    struct str id = call_param(call, "id"), user = STR("");
    struct events *events;

    call_query(call, "user_id", &user);
    if (!can_read(call, id) || !whose_call(call, user, &user))
        return;
    events = mem_new(struct events);
    events->call = call;
    events->process = process;
    events->tenant = str_to_text(call_tenant(call));
    events->request_id = mem_text(str_c(call_arena(call), id));
    events->after = mem_text(str_c(call_arena(call), call_header(call, "Last-Event-ID")));
    await_request(process, call_tenant(call), id, on_request, events);
}
