/* edge.h: what asking over HTTP and asking over a WebSocket have in common. */
#pragma once

#include "bus/bus.h"
#include "orchestrator.h"

/* Why a request cannot be taken now: always retryable. */
struct edge_trouble {
    const char *type; /* static: "unavailable", "overloaded" */
    char detail[300];
};

/* Kafka or Postgres, in words for clients: which server it is, and why, is for operators. NULL: neither. */
const char *edge_away(const struct process *process);
/* What is away is named at once, instead of after a time-out. */
MUST_CHECK bool edge_can_take(struct process *process, struct edge_trouble *ret_trouble);

/* What is asked, whoever watches. */
bool edge_asks_the_same(const Steward__V1__Request *a, const Steward__V1__Request *b, struct arena *arena);

/* Puts the tenant's request, which has an id, on steward.requests; `trace` may be NULL, `on_acked` as of
 * bus_publish.
 */
MUST_CHECK bool edge_publish(struct process *process, struct str tenant, const Steward__V1__Request *request,
                             const struct trace *trace, struct arena *arena, bus_acked_fn *on_acked,
                             void *owner, struct error *err);
