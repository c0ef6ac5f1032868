/* rules_share: whatever the parts are, what is told of them adds up. */
#include "found.h"

#include <math.h>

#include "base/id.h"
#include "rules_share.h"

static const struct {
    double parts[4];
    size_t count;
    int64_t units;
    int64_t rounded[4];
    int64_t sum;
} cases[] = {
    {{0}, 0, 100, {0}, 0},
    {{0.5, 0.5}, 2, 100, {50, 50}, 100},
    {{1 / 3.0, 1 / 3.0, 1 / 3.0}, 3, 100, {34, 33, 33}, 100},
    {{0.005, 0.005, 0.005, 0.005}, 4, 100, {1, 1, 0, 0}, 2},
    {{0.604, 0.203, 0.1}, 3, 100, {61, 20, 10}, 91},
    {{0.6, 0, 0.29}, 3, 100, {60, 0, 29}, 89},
    {{-1, (double)NAN, (double)INFINITY, 2}, 4, 100, {0, 0, 0, 0}, 0},
};

static void rounded_parts_add_up(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t rounded[SHARES_MAX],
            sum = shares_round(cases[i].parts, cases[i].count, cases[i].units, rounded);

        assert_int_equal(sum, cases[i].sum);
        for (size_t k = 0; k < cases[i].count; k++)
            assert_int_equal(rounded[k], cases[i].rounded[k]);
    }
}

static void no_part_is_moved_by_a_whole_unit(void **state)
{
    random_seed(7);
    for (int round = 0; round < 1000; round++) {
        double parts[SHARES_MAX], exact = 0;
        int64_t rounded[SHARES_MAX], sum = 0, told;

        for (size_t i = 0; i < SHARES_MAX; i++) {
            parts[i] = (double)random_below(1000000) / 1e6 / SHARES_MAX;
            exact += parts[i];
        }
        told = shares_round(parts, SHARES_MAX, 10000, rounded);
        for (size_t i = 0; i < SHARES_MAX; i++) {
            assert_true(fabs((double)rounded[i] - parts[i] * 10000) < 1);
            sum += rounded[i];
        }
        assert_int_equal(sum, told);
        assert_true(fabs((double)told - exact * 10000) <= 0.5 + 1e-6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rounded_parts_add_up),
        TEST(no_part_is_moved_by_a_whole_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
