/* routes_requests.c: reading what became of a request. */
#include "base/clock.h"
#include "edge/await.h"
#include "edge/whose.h"
#include "orchestrator.h"
#include "session/respond.h"
#include "session/rules_request.h"
#include "store.h"
#include "json/message.h"

bool database_is_there(struct call *call)
{
    const struct postgres *pg = process_postgres(call_process(call));

    if (pg && postgres_is_ready(pg))
        return true;
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "unavailable", NULL, "postgres cannot be reached");
    return false;
}

bool can_read(struct call *call, struct str id)
{
    if (id_is_good(id))
        return database_is_there(call);
    call_problem(call, 404, "not-found", NULL, "that is not an id");
    return false;
}

static void on_request(void *owner, const struct stored_request *request, const struct error *err)
{
    struct call *call = owner;

    if (err)
        call_fail(call, err);
    else if (request->conversation && !whose_may_see(call, request->conversation->request->user_id))
        call_problem(call, 403, "not-your-session", "id", "this request is somebody else's");
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
        await_request(call_process(call), call_tenant(call), id, on_request, call);
}
