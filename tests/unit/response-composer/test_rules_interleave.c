/* rules_interleave: nothing is lost, both get their turn, and the better ranking wins. */
#include "rules_interleave.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { SHOWN = 10, PAGES = 4000 };

static uint64_t seed = 7;

static double chance(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(seed >> 11) / (double)(UINT64_C(1) << 53);
}

static void nothing_is_lost_and_fixed_ones_stay(void **state)
{
    for (uint64_t page = 0; page < 500; page++) {
        double candidate[SHOWN];
        bool fixed[SHOWN], seen[SHOWN] = {false};
        size_t order[SHOWN], per_team[3] = {0};
        int32_t teams[SHOWN];

        for (size_t i = 0; i < SHOWN; i++) {
            candidate[i] = chance();
            fixed[i] = page % 2 && chance() < 0.2;
        }
        interleave(candidate, fixed, SHOWN, page, order, teams);
        for (size_t i = 0; i < SHOWN; i++) {
            assert_true(order[i] < SHOWN && !seen[order[i]]);
            seen[order[i]] = true;
            assert_true(!fixed[i] || (order[i] == i && teams[i] == 0));
            assert_true(fixed[i] || teams[i] == TEAM_IN_FORCE || teams[i] == TEAM_CANDIDATE);
            per_team[teams[i]]++;
        }
        assert_in_range(per_team[1] + 1 - per_team[2], 0, 2); /* at most one apart */
    }
}

static void the_same_seed_gives_the_same_page(void **state)
{
    static const double candidate[4] = {0.1, 0.9, 0.5, 0.7};
    static const bool fixed[4];
    size_t one[4], other[4];
    int32_t teams[4];

    interleave(candidate, fixed, 4, 42, one, teams);
    interleave(candidate, fixed, 4, 42, other, teams);
    assert_memory_equal(one, other, sizeof(one));
}

/* Shoppers look at place k with chance 1/k, and click what is good. Gives pages won less pages lost by the
 * candidate, whose judgement is the truth mixed with so much noise; the order in force is chance. */
static int lead_of_candidate(double noise)
{
    static const bool fixed[SHOWN];
    int lead = 0;

    for (uint64_t page = 0; page < PAGES; page++) {
        double good[SHOWN], candidate[SHOWN];
        size_t order[SHOWN], clicks[3] = {0};
        int32_t teams[SHOWN];

        for (size_t i = 0; i < SHOWN; i++) {
            good[i] = chance();
            candidate[i] = (1 - noise) * good[i] + noise * chance();
        }
        interleave(candidate, fixed, SHOWN, (uint64_t)(chance() * 1e18), order, teams);
        for (size_t k = 0; k < SHOWN; k++)
            clicks[teams[k]] += chance() < 1 / (double)(k + 1) && chance() < good[order[k]];
        lead += (clicks[TEAM_CANDIDATE] > clicks[TEAM_IN_FORCE]) -
                (clicks[TEAM_CANDIDATE] < clicks[TEAM_IN_FORCE]);
    }
    return lead;
}

static void the_better_ranking_wins(void **state)
{
    assert_true(lead_of_candidate(0) > PAGES / 10);
    assert_true(lead_of_candidate(0.5) > PAGES / 20);
    assert_in_range(lead_of_candidate(1) + PAGES / 20, 0, PAGES / 10); /* as good as the other: nobody wins */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_and_fixed_ones_stay),
        cmocka_unit_test(the_same_seed_gives_the_same_page),
        cmocka_unit_test(the_better_ranking_wins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
