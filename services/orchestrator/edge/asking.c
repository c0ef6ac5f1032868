/* asking.c: a request over HTTP, from its call to its answer.
 *
 * The request goes to steward.requests like anybody's; here only the client is held until the response comes,
 * its time is up (202: it goes on), or the broker has not taken the request (503: it has not begun). A
 * request with a name of its own (request_id, Idempotency-Key) may have been made before, or be made at this
 * moment at another copy: it is looked up before it begins, and again when its response has come. Before all
 * of that the media that it brings with it are kept, and only their ids are the request's from then on. */
#include "base/clock.h"
#include "base/id.h"
#include "edge/edge.h"
#include "edge/given.h"
#include "edge/pass_on.h"
#include "edge/reply.h"
#include "edge/rules_language.h"
#include "edge/waiters.h"
#include "edge/whose.h"
#include "orchestrator.h"
#include "session/rules_request.h"
#include "store.h"
#include "json/message.h"

#define WAIT_DEFAULT_S   10
#define KEY_MAX_BYTES    255
#define TAKE_PATIENCE_MS 5000 /* of who does not wait for more than that Kafka has it */

struct asking {
    struct call *call; /* NULL: answered */
    struct orchestrator *own;
    struct given *given; /* NULL: nothing is being kept */
    struct waiter *waiter;
    struct str tenant;
    Steward__V1__Request *request;
    int64_t wait_ms, began_ms;
    bool is_taken; /* Kafka has it: it will be answered */
    /* "request_id" or "Idempotency-Key": what names it; it may have been made before, also at another copy.
     * NULL: nothing does. */
    const char *named_by;
    int references; /* operations that will still call back */
};

static struct orchestrator *own_of(struct call *call)
{
    return process_own(call_process(call));
}

/* The call's arena goes with the answer, so nothing may follow it: whoever calls back later finds call NULL.
 */
static struct call *take_call(struct asking *asking)
{
    struct call *call = asking->call;

    asking->call = NULL;
    return call;
}

static void release(struct asking *asking)
{
    if (--asking->references == 0)
        mem_free(asking);
}

/* ---- a request that may have been made before ---- */

static void reply_stored(struct asking *asking, const struct stored_request *stored)
{
    struct call *call = take_call(asking);

    if (stored->conversation &&
        !edge_asks_the_same(stored->conversation->request, asking->request, call_arena(call)))
        call_problem(call, 422, "key-used", asking->named_by, "it was used for another request");
    else if (stored->record)
        reply_response(call, stored->record->response);
    else
        reply_accepted(call, str_of(asking->request->request_id));
}

/* ---- waiting ---- */

/* Only what Kafka has is accepted. What it has not may still get there: asked again under the same name it is
 * the same request. */
static void reply_time_is_up(struct asking *asking)
{
    struct call *call = take_call(asking);

    if (asking->is_taken)
        reply_accepted(call, str_of(asking->request->request_id));
    else
        reply_unavailable(call, "kafka", "it has not taken the request in time");
}

static void on_looked_at_last(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct asking *asking = owner;

    if (asking->call && (err || !stored->conversation))
        reply_time_is_up(asking);
    else if (asking->call)
        reply_stored(asking, stored);
    release(asking);
}

/* The response may have come before we waited for it, or be to what another client asked under the same name:
 * so the last look is at the database. */
static void look_at_last(struct asking *asking)
{
    asking->references++;
    store_find_request(process_postgres(asking->own->process), asking->tenant,
                       str_of(asking->request->request_id), on_looked_at_last, asking);
}

static void on_waited(void *owner, enum waiter_end end, const Steward__V1__Response *response)
{
    struct asking *asking = owner;

    asking->waiter = NULL;
    asking->own->named_waiters -= asking->named_by != NULL;
    if (end == WAITER_ANSWERED && asking->call && asking->wait_ms == 0)
        reply_accepted(take_call(asking),
                       str_of(asking->request->request_id)); /* the answer is quicker than Kafka's word */
    else if (end == WAITER_ANSWERED && asking->call && !asking->named_by)
        reply_response(take_call(asking), response);
    else if (end != WAITER_DROPPED && asking->call)
        look_at_last(asking);
    release(asking);
}

static void on_gone(void *owner)
{
    struct asking *asking = owner;
    struct call *call = take_call(asking);

    if (asking->waiter)
        waiter_drop(asking->waiter);
    if (asking->given) {
        given_drop(asking->given);
        release(asking);
    }
    call_reply_text(call, 499, NULL, STR_NONE);
}

static void wait_for_response(struct asking *asking, int64_t wait_ms)
{
    asking->references++;
    asking->own->named_waiters += asking->named_by != NULL;
    asking->waiter = waiter_add(asking->own->waiters, asking->tenant, str_of(asking->request->request_id),
                                wait_ms, on_waited, asking);
}

/* ---- publishing ---- */

static void on_accepted(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct asking *asking = owner;
    struct call *call = NULL;

    asking->is_taken = !err;
    if (asking->call && (err || asking->wait_ms == 0))
        call = take_call(asking);
    if (call && asking->waiter)
        waiter_drop(asking->waiter);
    if (call && err)
        reply_unavailable(call, "kafka", err->text);
    else if (call)
        reply_accepted(call, str_of(asking->request->request_id));
    release(asking);
}

static void publish(struct asking *asking)
{
    struct call *call = asking->call;
    struct error err;

    asking->references++;
    wait_for_response(asking, asking->wait_ms > 0 ? asking->wait_ms : TAKE_PATIENCE_MS);
    if (edge_publish(asking->own->process, asking->tenant, asking->request, call_trace(call),
                     call_arena(call), on_accepted, asking, &err))
        return;
    asking->call = NULL;
    if (asking->waiter)
        waiter_drop(asking->waiter);
    release(asking);
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "overloaded", NULL, "too many requests are on their way: %s", err.text);
}

/* ---- looking it up first ---- */

static void on_looked_again(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct asking *asking = owner;

    if (asking->call && !err && stored->record) {
        if (asking->waiter)
            waiter_drop(asking->waiter);
        reply_stored(asking, stored);
    }
    release(asking);
}

/* It is on its way. It may have ended between the look and now: then nobody will tell. */
static void join(struct asking *asking)
{
    asking->is_taken = true;
    wait_for_response(asking, asking->wait_ms);
    asking->references++;
    store_find_request(process_postgres(asking->own->process), asking->tenant,
                       str_of(asking->request->request_id), on_looked_again, asking);
}

static void on_looked_up(void *owner, const struct stored_request *stored, const struct error *err)
{
    struct asking *asking = owner;
    struct call *call = asking->call;

    if (call && err)
        call_fail(take_call(asking), err);
    else if (call && !stored->conversation)
        publish(asking);
    else if (call && !stored->record && asking->wait_ms > 0 &&
             edge_asks_the_same(stored->conversation->request, asking->request, call_arena(call)))
        join(asking);
    else if (call)
        reply_stored(asking, stored);
    release(asking);
}

static void begin(struct asking *asking)
{
    if (!asking->named_by) {
        publish(asking);
        return;
    }
    asking->references++;
    store_find_request(process_postgres(asking->own->process), asking->tenant,
                       str_of(asking->request->request_id), on_looked_up, asking);
}

/* ---- keeping what it brings ---- */

static void on_kept(void *owner, const struct live_fault *why)
{
    struct asking *asking = owner;
    int64_t took_ms = clock_mono_ms() - asking->began_ms;

    asking->given = NULL;
    if (why) {
        struct call *call = take_call(asking);

        if (why->is_retryable)
            call_add_header(call, "Retry-After", STR("1"));
        call_problem(call, why->status, why->type, why->field, "%s", why->detail);
    } else {
        if (asking->wait_ms)
            asking->wait_ms = asking->wait_ms > took_ms ? asking->wait_ms - took_ms : 1;
        begin(asking);
    }
    release(asking);
}

static void keep(struct asking *asking)
{
    asking->references++;
    asking->given = given_keep(asking->own->process, asking->tenant, shown_bearer(asking->call),
                               asking->request, call_arena(asking->call), on_kept, asking);
}

/* ---- the request ---- */

static struct str name_of(struct call *call, const char *request_id, const char **ret_named_by)
{
    struct str key = call_header(call, "Idempotency-Key");
    char id[ID_SIZE];

    *ret_named_by = request_id[0] ? "request_id" : key.len ? "Idempotency-Key" : NULL;
    if (request_id[0])
        return str_of(request_id);
    if (key.len)
        id_derive(id, key, STR("idempotency-key"));
    else
        id_new(id);
    return str_copy(call_arena(call), str_of(id));
}

/* False: answered. */
static bool can_take(struct call *call)
{
    struct edge_trouble trouble;

    if (edge_can_take(call_process(call), &trouble))
        return true;
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, trouble.type, NULL, "%s", trouble.detail);
    return false;
}

static bool is_sound(struct call *call, const Steward__V1__Request *request)
{
    struct json_fault faults[LIMIT_FAULTS_MAX + 1];
    size_t count = request_faults(request, faults);

    if (call_header(call, "Idempotency-Key").len > KEY_MAX_BYTES)
        faults[count++] = (struct json_fault){"Idempotency-Key", "at most 255 characters"};
    if (count)
        call_invalid(call, faults, count);
    return !count;
}

/* False: answered. */
static bool may_give(struct call *call, const Steward__V1__Request *request)
{
    if (!given_any(request) || principal_may(call_principal(call), GIVEN_SCOPE, ROLE_NONE))
        return true;
    call_problem(call, 403, "missing-scope", "media", GIVEN_SCOPE_SAID);
    return false;
}

char *ask_locale(struct call *call, char *said)
{
    return said[0] ? said : str_c(call_arena(call), language_from(call_header_list(call, "Accept-Language")));
}

void ask_request(struct call *call, Steward__V1__Request *request)
{
    struct prefer prefer = prefer_from(call_header_list(call, "Prefer"));
    struct asking *asking;
    struct str user;
    const char *named_by;

    if (!whose_call(call, str_of(request->user_id), &user))
        return;
    request->user_id = str_c(call_arena(call), user);
    request->request_id = str_c(call_arena(call), name_of(call, request->request_id, &named_by));
    if (!is_sound(call, request) || !may_give(call, request) || !can_take(call))
        return;
    asking = mem_new(struct asking);
    *asking = (struct asking){
        .call = call,
        .own = own_of(call),
        .tenant = call_tenant(call),
        .request = request,
        .began_ms = clock_mono_ms(),
        .named_by = named_by,
        .references = 1,
    };
    if (prefer.wait_s >= 0)
        asking->wait_ms = prefer.wait_s * 1000;
    else if (!prefer.respond_async)
        asking->wait_ms = WAIT_DEFAULT_S * 1000;
    request->live = prefer.respond_async; /* who waits for the answer does not watch its way */
    call_on_gone(call, on_gone, asking);
    if (given_any(request))
        keep(asking);
    else
        begin(asking);
    release(asking);
}
