/* rules_interleave: what is fixed is passed over; the two teams fill the places between. */
#include "rules_interleave.h"

#include <string.h>

static uint64_t toss(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 63;
}

/* The best that is left, for the one team by place, for the other by its own judgement; `count`: none. */
static size_t choose(const double *candidate, const bool *taken, size_t count, int32_t team)
{
    size_t best = count;

    for (size_t i = 0; i < count; i++) {
        if (taken[i])
            continue;
        if (best == count || (team == TEAM_CANDIDATE && candidate[i] > candidate[best]))
            best = i;
    }
    return best;
}

void interleave(const double *candidate, const bool *fixed, size_t count, uint64_t seed, size_t *ret_order,
                int32_t *ret_teams)
{
    bool taken[INTERLEAVE_MAX];
    int32_t next = 0; /* who has the other choice of this round; 0: a round begins */

    count = count < INTERLEAVE_MAX ? count : INTERLEAVE_MAX;
    for (size_t i = 0; i < count; i++)
        taken[i] = fixed[i];
    for (size_t place = 0; place < count; place++) {
        if (fixed[place]) {
            ret_order[place] = place;
            ret_teams[place] = 0;
            continue;
        }
        ret_teams[place] = next ? next : toss(&seed) ? TEAM_CANDIDATE : TEAM_IN_FORCE;
        next = next ? 0 : TEAM_IN_FORCE + TEAM_CANDIDATE - ret_teams[place];
        ret_order[place] = choose(candidate, taken, count, ret_teams[place]);
        taken[ret_order[place]] = true;
    }
}
