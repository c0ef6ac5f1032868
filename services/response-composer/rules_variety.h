/* rules_variety.h: the first page is not ten products of one brand, nor the same thing ten times. Pure.
 *
 * Maximal marginal relevance over the first VARIETY_TOP places: the next place goes to the best of what is
 * left, after taking off what its brand has had already and how like it is to one that stands above. The most
 * that is taken off is VARIETY_LOSS_MAX, so only near ties are turned: a clear winner stays, and nothing
 * comes up that scores worse by more than that. Scores do not change. */
#pragma once

#include "base/arena.h"
#include "rules_rank.h"

#define VARIETY_TOP      10
#define VARIETY_LOSS_MAX 0.21

/* `ranked` is in the order of the scores. `brands_count` false: a brand was asked for, so brands need not
 * take turns. */
void variety_arrange(struct ranked *ranked, size_t count, bool brands_count, struct arena *arena);

/* How like two titles are, from 0 to 1: the words that both have among all that either has. */
double title_likeness(const char *a, const char *b);
