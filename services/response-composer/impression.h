/* impression.h: tells steward.interactions what a page shows and what the ranking knew of it, where learning
 * is on. */
#pragma once

#include "service/service.h"
#include "steward/v1/composer.pb-c.h"

/* Nothing is told of a page without products, or of a request without an id or that is answered already. May
 * get lost: it is one less to learn from. */
void impression_tell(struct process *process, const Steward__V1__RankCommand *command,
                     const Steward__V1__RankResult *page, const int32_t *teams, struct arena *arena);
