/* rank_fit: simulated shoppers with a known taste and a known bias for the first places. */
#include "rank_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "unit.h"

enum { LISTS = 6000, FEW = 600, SHOWN = 10 };

static const double taste[FIT_FEATURES] = {0.45, 0.05, 0.30, 0.15, 0.05, 0};    /* what they really like */
static const double habit[FIT_FEATURES] = {0.05, 0.05, 0.10, 0.05, 0.70, 0.05}; /* how pages were ranked */

static uint64_t seed;

static double chance(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(seed >> 11) / (double)(UINT64_C(1) << 53);
}

static double score(const double *x, const double *weights)
{
    double sum = 0;

    for (int f = 0; f < FIT_FEATURES; f++)
        sum += weights[f] * x[f];
    return sum;
}

static int by_habit(const void *a, const void *b)
{
    double left = score(((const struct fit_shown *)a)->x, habit),
           right = score(((const struct fit_shown *)b)->x, habit);

    return (left < right) - (left > right);
}

/* The true chance that a place is looked at. */
static double looked_at(size_t place)
{
    return 1 / (double)(place + 1);
}

static struct fit_list *simulate(uint64_t from)
{
    struct fit_list *lists = mem_array(LISTS, sizeof(*lists));

    seed = from;
    for (size_t l = 0; l < LISTS; l++) {
        lists[l].count = SHOWN;
        for (size_t k = 0; k < SHOWN; k++) {
            for (int f = 0; f < FIT_FEATURES; f++)
                lists[l].shown[k].x[f] = chance();
        }
        qsort(lists[l].shown, SHOWN, sizeof(*lists[l].shown), by_habit);
        for (size_t k = 0; k < SHOWN; k++) {
            double likes = 1 / (1 + exp(-(8 * score(lists[l].shown[k].x, taste) - 5)));

            lists[l].shown[k].clicked = chance() < looked_at(k) && chance() < likes;
        }
    }
    return lists;
}

/* How many pairs of products stand in the order that the shoppers' taste has. */
static double agreement(const struct fit_list *lists, const double *weights)
{
    size_t right = 0, pairs = 0;

    for (size_t l = 0; l < 500; l++) {
        for (size_t i = 0; i < SHOWN; i++) {
            for (size_t k = i + 1; k < SHOWN; k++) {
                const double *a = lists[l].shown[i].x, *b = lists[l].shown[k].x;

                right += (score(a, taste) > score(b, taste)) == (score(a, weights) > score(b, weights));
                pairs++;
            }
        }
    }
    return (double)right / (double)pairs;
}

static void the_bias_of_places_is_found(void **state)
{
    struct fit_list *lists = simulate(1);
    double seen[FIT_PLACES];

    fit_places(lists, LISTS, seen);
    for (size_t k = 0; k < SHOWN; k++) {
        if (fabs(seen[k] - looked_at(k)) > 0.06)
            fail_msg("place %zu: %.3f, in truth %.3f", k + 1, seen[k], looked_at(k));
    }
    mem_free(lists);
}

static void with_correction_the_true_order_is_found_and_without_it_is_not(void **state)
{
    struct fit_list *lists = simulate(2), *fresh = simulate(3);
    double seen[FIT_PLACES], all_seen[FIT_PLACES], corrected[FIT_FEATURES], naive[FIT_FEATURES];

    for (size_t k = 0; k < FIT_PLACES; k++)
        all_seen[k] = 1;
    fit_places(lists, LISTS, seen);
    assert_true(fit_weights(lists, LISTS, seen, corrected));
    assert_true(fit_weights(lists, LISTS, all_seen, naive));
    print_message("agreement with the true order: %.3f as ranked, %.3f naive, %.3f corrected\n",
                  agreement(fresh, habit), agreement(fresh, naive), agreement(fresh, corrected));
    assert_true(agreement(fresh, corrected) > 0.95);
    assert_true(agreement(fresh, naive) < agreement(fresh, corrected) - 0.1);
    assert_true(fit_worth(fresh, LISTS, seen, corrected) > fit_worth(fresh, LISTS, seen, habit));
    mem_free(lists);
    mem_free(fresh);
}

static void it_is_the_same_each_time(void **state)
{
    struct fit_list *lists = simulate(4);
    double seen[2][FIT_PLACES], weights[2][FIT_FEATURES], sum = 0;

    for (int i = 0; i < 2; i++) {
        fit_places(lists, FEW, seen[i]);
        assert_true(fit_weights(lists, FEW, seen[i], weights[i]));
    }
    assert_memory_equal(weights[0], weights[1], sizeof(weights[0]));
    for (int f = 0; f < FIT_FEATURES; f++) {
        assert_true(weights[0][f] >= 0);
        sum += weights[0][f];
    }
    assert_true(fabs(sum - 1) < 1e-9);
    mem_free(lists);
}

static void without_clicks_nothing_is_learnt(void **state)
{
    struct fit_list lists[2] = {{.count = 3}, {.count = 1}};
    double seen[FIT_PLACES], weights[FIT_FEATURES];

    fit_places(lists, 2, seen);
    assert_false(fit_weights(lists, 2, seen, weights));
    assert_false(fit_weights(NULL, 0, seen, weights));
    lists[1].shown[0].clicked = true; /* nothing was shown beside it */
    assert_false(fit_weights(lists, 2, seen, weights));
    lists[0].shown[2].clicked = lists[0].shown[2].pinned = true;
    assert_false(fit_weights(lists, 2, seen, weights));
}

static void the_sign_test(void **state)
{
    assert_true(fabs(fit_sign_test(0, 0) - 1) < 1e-9);
    assert_true(fabs(fit_sign_test(5, 5) - 1) < 1e-9);
    assert_true(fabs(fit_sign_test(10, 0) - 2.0 / 1024) < 1e-9);
    assert_true(fabs(fit_sign_test(8, 2) - 2.0 * 56 / 1024) < 1e-9);
    assert_true(fabs(fit_sign_test(8, 2) - fit_sign_test(2, 8)) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bias_of_places_is_found),
        cmocka_unit_test(with_correction_the_true_order_is_found_and_without_it_is_not),
        cmocka_unit_test(it_is_the_same_each_time),
        cmocka_unit_test(without_clicks_nothing_is_learnt),
        cmocka_unit_test(the_sign_test),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
