/* rules_weights: what a file of weights may say. */
#include "rules_weights.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/mem.h"

static void what_may_be_said(void **state)
{
    static const struct {
        const char *text;
        bool is_good;
        double relevance, stock;
    } cases[] = {
        {"relevance 0.6\nstock 0.4\n", true, 0.6, 0.4},
        {"# learnt\nRELEVANCE 1 # all\n\n", true, 1, 0},
        {"relevance", false, 0, 0},
        {"relevance -1", false, 0, 0},
        {"relevance nan", false, 0, 0},
        {"charm 1", false, 0, 0},
        {"relevance 0", false, 0, 0},
        {"", false, 0, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double weights[RANK_FEATURES];
        char why[128] = "";

        assert_int_equal(weights_read(str_of(cases[i].text), weights, why, sizeof(why)), cases[i].is_good);
        assert_int_equal(*why == '\0', cases[i].is_good);
        if (!cases[i].is_good)
            continue;
        assert_true(weights[RANK_RELEVANCE] == cases[i].relevance);
        assert_true(weights[RANK_STOCK] == cases[i].stock);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_may_be_said)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
