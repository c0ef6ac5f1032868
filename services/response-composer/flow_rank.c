/* flow_rank: a window of the catalogue's results becomes the page to show.
 *
 * Pure computation, so one step that never waits: ranking a thousand products takes well under a millisecond.
 */
#include "composer.h"
#include "rules_page.h"

static enum verdict rank(struct flow *flow)
{
    const Steward__V1__RankCommand *command = flow_command(flow);

    if (!command->found)
        return flow_fail(flow, ERROR_SKIP, "the command has nothing to rank: found is missing");
    return flow_done(flow, &page_of(command->found, flow_arena(flow))->base);
}

static const struct step steps[] = {
    {"rank", rank},
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__RankResult *result = arena_new_of(flow_arena(flow), Steward__V1__RankResult);
    Steward__V1__Problem *problem = arena_new_of(flow_arena(flow), Steward__V1__Problem);

    steward__v1__problem__init(problem);
    problem->type = str_printf(flow_arena(flow), "ranking-failed");
    problem->title = str_printf(flow_arena(flow), "The results could not be ranked");
    problem->detail = str_printf(flow_arena(flow), "%s", why->text);
    problem->status = 500;
    problem->retryable = why->policy == ERROR_RETRY;
    steward__v1__rank_result__init(result);
    result->problem = problem;
    return &result->base;
}

const struct flow_kind flow_rank = {
    .name = "rank",
    .takes = &steward__v1__rank_command__descriptor,
    .gives = &steward__v1__rank_result__descriptor,
    .steps = steps,
    .failed = failed,
};
