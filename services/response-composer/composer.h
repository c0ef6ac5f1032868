/* composer: what the files of this service share: its flows and its routes. */
#pragma once

#include "flow/flow.h"
#include "service/call.h"
#include "json/limits.h"

struct learner;
struct llm;

struct composer {
    struct llm *llm; /* NULL: none is configured */
    struct learner *learner;
    bool is_personal; /* what was saved and chosen in a session counts in it */
    bool phrases;     /* it may put answers into other words */
};
bool composer_start(struct process *process, bool *ret_later, struct error *err);
void composer_stop(struct process *process);
struct composer *composer_of(const struct process *process); /* NULL: it is stopping */

extern const struct flow_kind flow_rank;    /* RankCommand -> RankResult */
extern const struct flow_kind flow_answer;  /* AnswerCommand -> RankResult */
extern const struct flow_kind flow_compose; /* ComposeCommand -> ComposeResult */

extern const struct route composer_routes[];
extern const struct limit composer_limits[]; /* what the routes need */
