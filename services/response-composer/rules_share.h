/* rules_share.h: a score in parts, rounded so that the parts still add up to it. Pure. */
#pragma once

#include "base/arena.h"
#include "rules_rank.h"
#include "steward/v1/chat.pb-c.h"

#define SHARES_MAX 16 /* that are looked at */

/* Non-negative parts as whole numbers of 1/units that add up to the rounded sum (largest remainder). Gives
 * that sum. `count` is at most SHARES_MAX. */
int64_t shares_round(const double *parts, size_t count, int64_t units, int64_t *ret_rounded);

/* Sets the list of a shown or ranked product: the features that count here, to four digits. Gives the score
 * that they add up to. */
double shares_of(const struct ranked *ranked, struct arena *arena, size_t *ret_count,
                 Steward__V1__Share ***ret_shares);
