/* Doubling pauses with jitter, and the arithmetic of rate limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/backoff.h"
#include "store/gcra.h"

static void test_backoff(void **state)
{
    static const struct {
        int failures;
        double chance;
        int64_t wait_ms;
    } cases[] = {
        {0, 0, 50}, {0, 1, 25}, {1, 0, 100}, {3, 0.5, 300}, {6, 0, 3000}, {6, 1, 1500}, {INT32_MAX, 0, 3000},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(backoff_ms(cases[i].failures, 50, 3000, cases[i].chance), cases[i].wait_ms);
    for (int i = 0; i < 100; i++)
        assert_in_range(backoff_random_ms(2, 50, 3000), 100, 200);
}

/* Ten a second, a burst of three. */
static void test_gcra(void **state)
{
    static const struct {
        int64_t at_ms, wait_ms;
    } cases[] = {
        {1000, 0},   {1000, 0}, {1000, 0},   {1000, 100}, /* the burst is used up */
        {1050, 50},  {1099, 1}, {1100, 0},                /* one has come back */
        {1100, 100}, /* and no more than one: what was refused has cost nothing */
        {1300, 0},   {1300, 0}, {1300, 100}, {9000, 0}, /* after a long pause the whole burst, not more */
        {9000, 0},   {9000, 0}, {9000, 100},
    };
    int64_t due = 0;

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (gcra_take(&due, cases[i].at_ms * 1000, 100000, 3) != cases[i].wait_ms * 1000)
            fail_msg("case %zu at %d ms", i, (int)cases[i].at_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_backoff), cmocka_unit_test(test_gcra)};

    return cmocka_run_group_tests_name("store/backoff", tests, NULL, NULL);
}
