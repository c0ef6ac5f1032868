/* routes_live.c: GET /api/v1/ws: may this page open a WebSocket here? */
#include "auth/anonymous.h"
#include "live/live_socket.h"
#include "orchestrator.h"
#include "service/call.h"

void live_get(struct call *call)
{
    struct process *process = call_process(call);
    struct orchestrator *own = process_own(process);

    if (!own) {
        call_add_header(call, "Retry-After", STR("1"));
        call_problem(call, 503, "starting", NULL, "the process has just started");
        return;
    }
    if (!origin_is_allowed(call_header(call, "Origin"), call_header(call, "Host"),
                           str_of(config_text(process_config(process), "STEWARD_CORS_ORIGINS")))) {
        call_problem(call, 403, "origin-not-allowed", "Origin",
                     "pages of this origin may not open a WebSocket here: see STEWARD_CORS_ORIGINS");
        return;
    }
    live_socket_open(own->sockets, call);
}
