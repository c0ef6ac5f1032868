/* live_fault: a problem document, in an event. */
#include "live/live_fault.h"

#include "service/call.h"
#include "steward/v1/live.pb-c.h"
#include "json/json.h"
#include "json/message.h"

#define ARENA_BYTES (64 << 10)

void live_fault_json(const struct live_fault *fault, struct buf *out)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    Steward__V1__LiveError *event = message_new(&steward__v1__live_error__descriptor, arena);
    Steward__V1__Problem *problem = message_new(&steward__v1__problem__descriptor, arena);

    problem->type = str_printf(arena, PROBLEM_TYPES "%s", fault->type);
    problem->title = str_c(arena, str_of(http_reason(fault->status)));
    problem->status = fault->status;
    problem->detail = str_c(arena, str_of(fault->detail));
    problem->field = str_c(arena, str_of(fault->field));
    problem->correlation_id = str_c(arena, str_of(fault->request_id));
    problem->retryable = fault->is_retryable;
    problem->retry_after_seconds = fault->retry_after_s;
    event->type = str_c(arena, STR("error"));
    event->session_id = str_c(arena, str_of(fault->session_id));
    event->request_id = str_c(arena, str_of(fault->request_id));
    event->problem = problem;
    json_from_message(&event->base, out);
    arena_free(arena);
}
