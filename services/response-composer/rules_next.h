/* rules_next.h: what could be said next, in words that are understood. Pure. */
#pragma once

#include "rules_condition.h"
#include "steward/v1/composer.pb-c.h"

/* Sets the suggestions of a page that has its products and its clarification. `is_nothing_wanted`: nothing
 * was looked for yet. */
void next_suggest(const struct conditions *conditions, const Steward__V1__SearchResult *found,
                  bool is_nothing_wanted, Steward__V1__RankResult *page);
