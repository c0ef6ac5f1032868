/* flow_answer: the words for a turn of a conversation that takes no search. Pure computation; only a language
 * model, where phrasing is on, is waited for. */
#include "composer.h"
#include "phrasing.h"
#include "rules_answer.h"
#include "service/problems.h"

static enum verdict answer(struct flow *flow)
{
    const Steward__V1__AnswerCommand *command = flow_command(flow);

    if (!command->turn)
        return flow_fail(flow, ERROR_SKIP, "the command has nothing to answer: turn is missing");
    return phrasing_begin(flow, answer_for(command->turn, flow_arena(flow)), command->tenant_id,
                          command->turn->locale, command->joined);
}

static const struct step steps[] = {
    {"answer", answer},
    PHRASING_STEPS,
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__RankResult *result = arena_new_of(flow_arena(flow), Steward__V1__RankResult);

    steward__v1__rank_result__init(result);
    result->problem = problem_of_failure("answer-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_answer = {
    .name = "answer",
    .takes = &steward__v1__answer_command__descriptor,
    .gives = &steward__v1__rank_result__descriptor,
    .state_size = sizeof(struct phrasing),
    .steps = steps,
    .failed = failed,
};
