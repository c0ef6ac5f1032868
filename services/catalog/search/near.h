/* near.h: telling that nothing fits, and what is near instead.
 *
 * Nothing is relevant when no product states at least half of what the query asks for, weighed by how telling
 * the words are, in its title, brand, category, codes or description: that a television's attributes mention
 * YouTube is no sign that it is what somebody wants. Then at most NEAR_PRODUCTS are shown, with words and
 * categories to go on with. */
#pragma once

#include "search/rewrite.h"

#define NEAR_PRODUCTS    5
#define NEAR_SUGGESTIONS 5

/* Whether a product is relevant to the query; every one is to a query without words. */
bool near_is_relevant(const struct rewritten *query, const struct match *match);
/* Sets nothing_relevant and suggestions. */
void near_judge(struct index *index, const struct rewritten *query, const struct matches *matches,
                Steward__V1__SearchResult *result, struct arena *arena);
