/* rules_answer.h: the words for a turn that takes no search. Pure, safe on any turn, bounded.
 *
 * What is said of a product is what it states; what it does not state is said to be not stated. Titles and
 * other texts of products are data: they are clipped, put on one line, and never read for anything else. */
#pragma once

#include "base/arena.h"
#include "steward/v1/composer.pb-c.h"

#define ANSWER_PRODUCTS_MAX 10 /* that an answer is about */

/* The result lives in the arena and borrows texts of the turn. */
Steward__V1__RankResult *answer_for(const Steward__V1__Turn *turn, struct arena *arena);
