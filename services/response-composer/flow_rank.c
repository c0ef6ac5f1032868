/* flow_rank: a window of the catalogue's results becomes the page to show.
 *
 * Pure computation: ranking a thousand products takes well under a millisecond. Only a language model, where
 * phrasing is on, is waited for.
 */
#include "composer.h"
#include "learner.h"
#include "phrasing.h"
#include "rules_media.h"
#include "rules_page.h"
#include "rules_turn.h"
#include "service/problems.h"

static enum verdict rank(struct flow *flow)
{
    const struct composer *composer = composer_of(flow_process(flow));
    const Steward__V1__RankCommand *command = flow_command(flow);
    Steward__V1__RankCommand asked = *command;
    Steward__V1__RankResult *page;

    if (!command->found)
        return flow_fail(flow, ERROR_SKIP, "the command has nothing to rank: found is missing");
    asked.impersonal = command->impersonal || !composer || !composer->is_personal;
    page = composer ? learner_page(composer->learner, &asked, flow_arena(flow))
                    : page_of(&asked, flow_arena(flow));
    if (command->turn)
        turn_speak(page, command->found, command->turn, flow_arena(flow));
    if (command->turn && !command->again)
        return phrasing_begin(flow, page, command->tenant_id, command->turn->locale, command->joined);
    media_say(page, command->joined, str_of(command->found->locale), flow_arena(flow));
    return flow_done(flow, &page->base);
}

static const struct step steps[] = {
    {"rank", rank},
    PHRASING_STEPS,
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__RankResult *result = arena_new_of(flow_arena(flow), Steward__V1__RankResult);

    steward__v1__rank_result__init(result);
    result->problem = problem_of_failure("ranking-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_rank = {
    .name = "rank",
    .takes = &steward__v1__rank_command__descriptor,
    .gives = &steward__v1__rank_result__descriptor,
    .state_size = sizeof(struct phrasing),
    .steps = steps,
    .failed = failed,
};
