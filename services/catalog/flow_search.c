/* flow_search: one search over the tenant's index. Pure computation, so one step that never waits. */
#include "base/clock.h"
#include "catalog.h"
#include "query_log.h"
#include "search.h"
#include "service/problems.h"

static enum verdict search(struct flow *flow)
{
    const Steward__V1__SearchCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct str tenant = command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
    const Steward__V1__SearchResult *result;
    struct index *index;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    index = catalog_index(catalog, tenant);
    result = search_run_at(index, command, clock_wall_ms(), flow_arena(flow));
    query_log_searched(catalog->query_log, command, result, index, flow_arena(flow));
    return flow_done(flow, &result->base);
}

static const struct step steps[] = {
    {"search", search},
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__SearchResult *result = arena_new_of(flow_arena(flow), Steward__V1__SearchResult);

    steward__v1__search_result__init(result);
    result->problem = problem_of_failure("search-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_search = {
    .name = "search",
    .takes = &steward__v1__search_command__descriptor,
    .gives = &steward__v1__search_result__descriptor,
    .steps = steps,
    .failed = failed,
    .arena_bytes = 16 << 20, /* matches of the whole catalogue: 20 bytes for each product that has a word */
};
