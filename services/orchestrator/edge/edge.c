/* edge.c: taking a request. */
#include "edge/edge.h"

#include <stdio.h>

#include "base/id.h"
#include "base/tenant.h"
#include "edge/waiters.h"
#include "live/live_socket.h"
#include "json/message.h"

const char *edge_away(const struct process *process)
{
    const struct bus *bus = process_bus(process);
    const struct postgres *pg = process_postgres(process);

    if (!bus || !bus_is_ready(bus))
        return "kafka cannot be reached";
    return pg && postgres_is_ready(pg) ? NULL : "postgres cannot be reached";
}

bool edge_can_take(struct process *process, struct edge_trouble *trouble)
{
    struct orchestrator *own = process_own(process);
    const char *away = own ? edge_away(process) : "the process is starting";
    size_t in_flight;

    if (away) {
        trouble->type = "unavailable";
        snprintf(trouble->detail, sizeof(trouble->detail), "%s", away);
        return false;
    }
    in_flight = waiters_count(own->waiters) + live_sockets_in_flight(own->sockets);
    if (in_flight < own->in_flight_max && process_backlog(process) < 4 * own->in_flight_max)
        return true;
    trouble->type = "overloaded";
    snprintf(trouble->detail, sizeof(trouble->detail),
             "%zu requests are being worked on: try again in a moment", in_flight);
    return false;
}

bool edge_asks_the_same(const Steward__V1__Request *a, const Steward__V1__Request *b, struct arena *arena)
{
    Steward__V1__Request one = *a, other = *b;

    one.live = other.live = false;
    return str_eq(message_pack(&one.base, arena), message_pack(&other.base, arena));
}

bool edge_publish(struct process *process, struct str tenant, const Steward__V1__Request *request,
                  const struct trace *trace, struct arena *arena, bus_acked_fn *on_acked, void *owner,
                  struct error *err)
{
    struct str session = str_of(request->session_id[0] ? request->session_id : request->request_id);
    char id[ID_SIZE], traceparent[TRACEPARENT_SIZE] = "";
    struct record record;
    struct event event = {
        .key = tenant_key(arena, tenant, session),
        .subject = session,
        .source = str_of(process_service(process)->name),
        .reply_to = str_of(process_copy_id(process)),
        .tenant = tenant,
        .message = &request->base,
    };

    id_derive(id, tenant_key(arena, tenant, str_of(request->request_id)), STR("request"));
    event.id = str_of(id);
    if (trace && trace->is_set) {
        trace_format(trace, traceparent);
        event.traceparent = str_of(traceparent);
    }
    event_write(&event, topic_requests.name, arena, &record);
    return bus_publish(process_bus(process), &record, on_acked, owner, err);
}
