/* rules_workflow: the one table of state changes. What is not in it does not happen. */
#include "session/rules_workflow.h"

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name
#define B(name) (1u << S(name))

static const unsigned may_follow[] = {
    [S(INITIAL)] = B(MEDIA_PROCESSING) | B(REQUIREMENT_BUILDING) | B(SEARCHING) | B(FAILED),
    [S(MEDIA_PROCESSING)] = B(REQUIREMENT_BUILDING) | B(FAILED),
    [S(REQUIREMENT_BUILDING)] = B(CLARIFICATION) | B(SEARCHING) | B(RANKING) | B(FAILED),
    [S(CLARIFICATION)] = B(REQUIREMENT_BUILDING) | B(SEARCHING) | B(COMPLETED) | B(FAILED),
    [S(SEARCHING)] = B(CLARIFICATION) | B(RANKING) | B(COMPLETED) | B(FAILED),
    [S(RANKING)] = B(CLARIFICATION) | B(SEARCHING) | B(COMPLETED) | B(FAILED),
    [S(COMPLETED)] = 0,
    [S(FAILED)] = 0,
};

bool workflow_may_go(Steward__V1__Workflow__State from, Steward__V1__Workflow__State to)
{
    unsigned count = sizeof(may_follow) / sizeof(may_follow[0]);

    return (unsigned)from < count && (unsigned)to < count && (may_follow[from] & (1u << to));
}

bool workflow_is_over(Steward__V1__Workflow__State state)
{
    return state == S(COMPLETED) || state == S(FAILED);
}
