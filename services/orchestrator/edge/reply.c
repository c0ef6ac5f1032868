#include "edge/reply.h"

#include <stdio.h>

#include "json/message.h"

/* As another service has told it, with every fault. */
static void reply_faults(struct call *call, const Steward__V1__Problem *problem)
{
    struct json_fault *faults = arena_array(call_arena(call), problem->n_faults, sizeof(*faults));

    for (size_t i = 0; i < problem->n_faults; i++) {
        snprintf(faults[i].field, sizeof(faults[i].field), "%s", problem->faults[i]->field);
        snprintf(faults[i].reason, sizeof(faults[i].reason), "%s", problem->faults[i]->detail);
    }
    call_problem_with(call, problem->status, problem->title, problem->detail, faults, problem->n_faults);
}

static void add_address(struct call *call, const char *header, const char *request_id)
{
    struct buf address = {0};

    buf_str(&address, STR("/api/v1/requests/"));
    buf_escaped(&address, str_of(request_id));
    call_add_header(call, header, buf_as_str(&address));
    buf_free(&address);
}

void reply_response(struct call *call, const Steward__V1__Response *response)
{
    const Steward__V1__Problem *problem = response->problem;

    if (!problem) {
        call_reply(call, 200, &response->base);
        return;
    }
    if (problem->retryable)
        call_add_header(call, "Retry-After", STR("1"));
    add_address(call, "Content-Location", response->request_id);
    if (problem->n_faults)
        reply_faults(call, problem);
    else
        call_problem(call, problem->status, problem->title, problem->field, "%s", problem->detail);
}

void reply_accepted(struct call *call, struct str request_id)
{
    Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, call_arena(call));

    response->request_id = str_c(call_arena(call), request_id);
    response->status = STEWARD__V1__WORKFLOW__STATE__INITIAL;
    response->message =
        str_c(call_arena(call), STR("accepted: the answer will be at the address in Location"));
    add_address(call, "Location", response->request_id);
    call_reply(call, 202, &response->base);
}

void reply_unavailable(struct call *call, const char *what, const char *why)
{
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "unavailable", NULL, "%s: %s", what, why);
}
