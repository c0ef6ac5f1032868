/* The circuit breaker and the pause before a retry. */
#include "base/mem.h"
#include "flow/breaker.h"
#include "unit.h"

static void fail_times(struct breaker *breaker, int times, int64_t now_ms)
{
    for (int i = 0; i < times; i++) {
        assert_true(breaker_allows(breaker, now_ms));
        breaker_report(breaker, false, now_ms);
    }
}

static void opens_after_failures_in_a_row(void **state)
{
    struct breaker breaker = {0};

    fail_times(&breaker, BREAKER_TRIPS - 1, 0);
    assert_true(breaker_allows(&breaker, 0));
    breaker_report(&breaker, true, 0);
    fail_times(&breaker, BREAKER_TRIPS, 0);
    assert_false(breaker_allows(&breaker, BREAKER_PAUSE_MS - 1));
}

static void lets_one_trial_through(void **state)
{
    struct breaker breaker = {0};

    fail_times(&breaker, BREAKER_TRIPS, 0);
    assert_true(breaker_allows(&breaker, BREAKER_PAUSE_MS));
    assert_false(breaker_allows(&breaker, BREAKER_PAUSE_MS));
    breaker_report(&breaker, true, BREAKER_PAUSE_MS);
    assert_true(breaker_allows(&breaker, BREAKER_PAUSE_MS));
}

static void pauses_longer_after_each_failed_trial(void **state)
{
    struct breaker breaker = {0};
    int64_t now_ms = 0, pause_ms = BREAKER_PAUSE_MS;

    fail_times(&breaker, BREAKER_TRIPS, now_ms);
    for (int i = 0; i < 8; i++) {
        assert_false(breaker_allows(&breaker, now_ms + pause_ms - 1));
        now_ms += pause_ms;
        assert_true(breaker_allows(&breaker, now_ms));
        breaker_report(&breaker, false, now_ms);
        pause_ms = pause_ms * 2 < BREAKER_PAUSE_MAX_MS ? pause_ms * 2 : BREAKER_PAUSE_MAX_MS;
    }
}

static void retries_pause_within_bounds(void **state)
{
    static const struct {
        int attempt;
        int64_t most_ms;
    } cases[] = {{1, 50}, {2, 100}, {3, 200}, {7, 2000}, {50, 2000}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(retry_pause_ms(cases[i].attempt, 0), cases[i].most_ms / 2);
        for (uint64_t random = 1; random < 5000; random += 7)
            assert_in_range(retry_pause_ms(cases[i].attempt, random), cases[i].most_ms / 2, cases[i].most_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_after_failures_in_a_row),
        cmocka_unit_test(lets_one_trial_through),
        cmocka_unit_test(pauses_longer_after_each_failed_trial),
        cmocka_unit_test(retries_pause_within_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
