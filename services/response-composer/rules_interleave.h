/* rules_interleave.h: one page of two rankings' orders, by team draft: in each round a coin says who chooses
 * first, and each takes its best that is left. Whose products are clicked more has the better order.
 *
 * Only the order within the page is drawn, so pages of one result neither repeat nor lose a product. Pure;
 * the same seed gives the same page. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INTERLEAVE_MAX 100

enum { TEAM_IN_FORCE = 1, TEAM_CANDIDATE = 2 };

/* `candidate[i]`: how good the candidate thinks product i is, which stands at place i in the order in force.
 * `fixed[i]` stays at its place and belongs to nobody. Gives the products' numbers in the order to show, and
 * whose each is. */
void interleave(const double *candidate, const bool *fixed, size_t count, uint64_t seed, size_t *ret_order,
                int32_t *ret_teams);
