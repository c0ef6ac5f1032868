/* flow_search: one search over the tenant's index. Pure computation, so one step that never waits. */
#include "catalog.h"
#include "search.h"

static enum verdict search(struct flow *flow)
{
    const Steward__V1__SearchCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct str tenant = command->tenant_id[0] ? str_of(command->tenant_id) : STR(CATALOG_TENANT);

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    return flow_done(flow, &search_run(catalog_index(catalog, tenant), command, flow_arena(flow))->base);
}

static const struct step steps[] = {
    {"search", search},
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    struct arena *arena = flow_arena(flow);
    Steward__V1__SearchResult *result = arena_new_of(arena, Steward__V1__SearchResult);
    Steward__V1__Problem *problem = arena_new_of(arena, Steward__V1__Problem);

    steward__v1__problem__init(problem);
    problem->type = str_printf(arena, "search-failed");
    problem->title = str_printf(arena, "The search could not be done");
    problem->detail = str_printf(arena, "%s", why->text);
    problem->status = why->policy == ERROR_RETRY ? 503 : 500;
    problem->retryable = why->policy == ERROR_RETRY;
    steward__v1__search_result__init(result);
    result->problem = problem;
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
