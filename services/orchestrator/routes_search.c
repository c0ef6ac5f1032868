/* routes_search.c: POST /api/v1/search.
 *
 * The request goes to steward.requests like anybody's; here only the client is held until the response comes,
 * its time is up (202: it goes on), or the broker has not taken the request (503: it has not begun). A
 * request with a name of its own (request_id, Idempotency-Key) may have been made before, or be made at this
 * moment at another copy: it is looked up before it begins, and again when its response has come. */
#include "base/id.h"
#include "orchestrator.h"
#include "rules_request.h"
#include "store.h"
#include "waiters.h"
#include "json/message.h"

#define WAIT_DEFAULT_S 10

/* A search over HTTP, from its call to its answer. Lives in the call's arena. */
struct pending_search {
    struct call *call; /* NULL: answered */
    struct orchestrator *own;
    struct waiter *waiter;
    Steward__V1__Request *request;
    struct str session_id;
    int64_t wait_ms;
    bool is_named;  /* by its client: it may have been made before, also at another copy */
    int references; /* operations that will still call back */
};

static struct orchestrator *own_of(struct call *call)
{
    return process_own(call_process(call));
}

/* ---- answers ---- */

void reply_response(struct call *call, const Steward__V1__Response *response)
{
    const Steward__V1__Problem *problem = response->problem;

    if (!problem) {
        call_reply(call, 200, &response->base);
        return;
    }
    if (problem->retryable)
        call_add_header(call, "Retry-After", STR("1"));
    call_add_header(call, "Content-Location",
                    str_of(str_printf(call_arena(call), "/api/v1/requests/%s", response->request_id)));
    call_problem(call, problem->status, problem->title, problem->field, "%s", problem->detail);
}

void reply_accepted(struct call *call, struct str request_id)
{
    Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, call_arena(call));

    response->request_id = str_c(call_arena(call), request_id);
    response->status = STEWARD__V1__WORKFLOW__STATE__INITIAL;
    response->message =
        str_c(call_arena(call), STR("accepted: the answer will be at the address in Location"));
    call_add_header(call, "Location",
                    str_of(str_printf(call_arena(call), "/api/v1/requests/%s", response->request_id)));
    call_reply(call, 202, &response->base);
}

/* The call's arena goes with the answer, so nothing may follow it: whoever calls back later finds call NULL.
 */
static struct call *take_call(struct pending_search *search)
{
    struct call *call = search->call;

    search->call = NULL;
    return call;
}

static void release(struct pending_search *search)
{
    if (--search->references == 0)
        mem_free(search);
}

static void unavailable(struct call *call, const char *what, const char *why)
{
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "unavailable", NULL, "%s: %s", what, why);
}

/* ---- a request that may have been made before ---- */

static bool asks_the_same(const Steward__V1__Request *a, const Steward__V1__Request *b, struct arena *arena)
{
    if (a->ask_case != b->ask_case || a->ask_case != STEWARD__V1__REQUEST__ASK_SEARCH ||
        strcmp(a->session_id, b->session_id) != 0 || strcmp(a->user_id, b->user_id) != 0)
        return false;
    return str_eq(message_pack(&a->search->base, arena), message_pack(&b->search->base, arena));
}

static void reply_stored(struct pending_search *search, const struct stored_request *stored)
{
    struct call *call = take_call(search);

    if (stored->conversation &&
        !asks_the_same(stored->conversation->request, search->request, call_arena(call)))
        call_problem(call, 422, "key-used", "Idempotency-Key",
                     "this key or request_id was used for another request");
    else if (stored->record)
        reply_response(call, stored->record->response);
    else
        reply_accepted(call, str_of(search->request->request_id));
}

/* ---- waiting ---- */

static void on_looked_at_last(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct pending_search *search = owner;

    if (search->call && err)
        reply_accepted(take_call(search), str_of(search->request->request_id));
    else if (search->call)
        reply_stored(search, stored);
    release(search);
}

/* The response may have come before we waited for it, or be to what another client asked under the same name:
 * so the last look is at the database. */
static void look_at_last(struct pending_search *search)
{
    search->references++;
    store_find_request(process_postgres(search->own->process), str_of(search->request->request_id),
                       on_looked_at_last, search);
}

static void on_waited(void *owner, enum waiter_end end, const Steward__V1__Response *response)
{
    struct pending_search *search = owner;

    search->waiter = NULL;
    search->own->named_waiters -= search->is_named;
    if (end == WAITER_ANSWERED && search->call && !search->is_named)
        reply_response(take_call(search), response);
    else if (end != WAITER_DROPPED && search->call)
        look_at_last(search);
    release(search);
}

static void on_gone(void *owner)
{
    struct pending_search *search = owner;
    struct call *call = take_call(search);

    if (search->waiter)
        waiter_drop(search->waiter);
    call_reply_text(call, 499, NULL, STR_NONE);
}

static void wait_for_response(struct pending_search *search)
{
    search->references++;
    search->own->named_waiters += search->is_named;
    search->waiter = waiter_add(search->own->waiters, str_of(search->request->request_id), search->wait_ms,
                                on_waited, search);
}

/* ---- publishing ---- */

static void on_accepted(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct pending_search *search = owner;
    struct call *call = NULL;

    if (search->call && (err || search->wait_ms == 0))
        call = take_call(search);
    if (call && search->waiter)
        waiter_drop(search->waiter);
    if (call && err)
        unavailable(call, "kafka", err->text);
    else if (call)
        reply_accepted(call, str_of(search->request->request_id));
    release(search);
}

static void publish(struct pending_search *search)
{
    struct call *call = search->call;
    char id[ID_SIZE], traceparent[TRACEPARENT_SIZE] = "";
    struct record record;
    struct error err;
    struct event event = {
        .key = search->session_id,
        .subject = search->session_id,
        .source = STR("/api/v1/search"),
        .reply_to = str_of(process_copy_id(search->own->process)),
        .tenant = STR("default"),
        .message = &search->request->base,
    };

    id_derive(id, str_of(search->request->request_id), STR("request"));
    event.id = str_of(id);
    if (call_trace(call)->is_set) {
        trace_format(call_trace(call), traceparent);
        event.traceparent = str_of(traceparent);
    }
    event_write(&event, topic_requests.name, call_arena(call), &record);
    search->references++;
    if (search->wait_ms > 0)
        wait_for_response(search);
    if (bus_publish(process_bus(search->own->process), &record, on_accepted, search, &err))
        return;
    search->call = NULL;
    if (search->waiter)
        waiter_drop(search->waiter);
    release(search);
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "overloaded", NULL, "too many requests are on their way: %s", err.text);
}

/* ---- looking it up first ---- */

static void on_looked_again(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct pending_search *search = owner;

    if (search->call && !err && stored->record) {
        if (search->waiter)
            waiter_drop(search->waiter);
        reply_stored(search, stored);
    }
    release(search);
}

/* It is on its way. It may have ended between the look and now: then nobody will tell. */
static void join(struct pending_search *search)
{
    wait_for_response(search);
    search->references++;
    store_find_request(process_postgres(search->own->process), str_of(search->request->request_id),
                       on_looked_again, search);
}

static void on_looked_up(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct pending_search *search = owner;
    struct call *call = search->call;

    if (call && err)
        call_fail(take_call(search), err);
    else if (call && !stored->conversation)
        publish(search);
    else if (call && !stored->record && search->wait_ms > 0 &&
             asks_the_same(stored->conversation->request, search->request, call_arena(call)))
        join(search);
    else if (call)
        reply_stored(search, stored);
    release(search);
}

/* ---- the request ---- */

static Steward__V1__SearchRequest *search_of(const Steward__V1__SearchBody *body, struct arena *arena)
{
    Steward__V1__SearchRequest *search = message_new(&steward__v1__search_request__descriptor, arena);

    search->query = body->query;
    search->limit = body->limit;
    search->filters = body->filters;
    search->sort = body->sort;
    search->cursor = body->cursor;
    search->locale = body->locale;
    return search;
}

static char *name_of(struct call *call, const Steward__V1__SearchBody *body, bool *ret_is_named)
{
    struct str key = call_header(call, "Idempotency-Key");
    char id[ID_SIZE];

    *ret_is_named = body->request_id[0] || key.len;
    if (body->request_id[0])
        return body->request_id;
    if (key.len)
        id_derive(id, key, STR("idempotency-key"));
    else
        id_new(id);
    return str_c(call_arena(call), str_of(id));
}

static Steward__V1__Request *request_of(struct call *call, bool *ret_is_named)
{
    const Steward__V1__SearchBody *body = call_message(call);
    Steward__V1__Request *request = message_new(&steward__v1__request__descriptor, call_arena(call));

    request->request_id = name_of(call, body, ret_is_named);
    request->session_id = body->session_id;
    request->user_id = body->user_id;
    request->ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request->search = search_of(body, call_arena(call));
    return request;
}

/* False: answered. What is away is named at once, instead of after a time-out. */
static bool can_take(struct call *call)
{
    struct process *process = call_process(call);
    struct orchestrator *own = own_of(call);
    const char *kafka = process_bus(process) ? bus_trouble(process_bus(process)) : "not connected yet";
    const char *pg =
        process_postgres(process) ? postgres_trouble(process_postgres(process)) : "not connected yet";

    if (kafka)
        unavailable(call, "kafka", kafka);
    else if (pg)
        unavailable(call, "postgres", pg);
    else if (!own)
        unavailable(call, "process", "starting");
    else if (waiters_count(own->waiters) >= own->in_flight_max ||
             process_backlog(process) >= 4 * own->in_flight_max) {
        call_add_header(call, "Retry-After", STR("1"));
        call_problem(call, 503, "overloaded", NULL, "%zu requests are being worked on: try again in a moment",
                     waiters_count(own->waiters));
    } else {
        return true;
    }
    return false;
}

static bool is_sound(struct call *call, const Steward__V1__Request *request)
{
    const char *field, *detail;
    int status = request_problem(request, call_arena(call), &field, &detail);
    struct str key = call_header(call, "Idempotency-Key");

    if (!status && key.len > 255) {
        status = 422;
        field = "Idempotency-Key";
        detail = "at most 255 characters";
    }
    if (status)
        call_problem(call, status, "invalid-request", field, "%s", detail);
    return !status;
}

void search_post(struct call *call)
{
    struct prefer prefer = prefer_from(call_header(call, "Prefer"));
    struct pending_search *search;
    bool is_named;
    Steward__V1__Request *request = request_of(call, &is_named);

    if (!is_sound(call, request) || !can_take(call))
        return;
    search = mem_new(struct pending_search);
    *search = (struct pending_search){
        .call = call,
        .own = own_of(call),
        .request = request,
        .session_id = str_of(request->session_id[0] ? request->session_id : request->request_id),
        .is_named = is_named,
        .references = 1,
    };
    if (prefer.wait_s >= 0)
        search->wait_ms = prefer.wait_s * 1000;
    else if (!prefer.respond_async)
        search->wait_ms = WAIT_DEFAULT_S * 1000;
    call_on_gone(call, on_gone, search);
    if (is_named) {
        search->references++;
        store_find_request(process_postgres(call_process(call)), str_of(request->request_id), on_looked_up,
                           search);
    } else {
        publish(search);
    }
    release(search);
}
