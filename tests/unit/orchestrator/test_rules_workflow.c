/* The states of a request: what may follow what, and that the end is the end. */
#include "session/rules_workflow.h"
#include "unit.h"

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name
#define STATES  8

static void the_way_of_a_search_is_open(void **state)
{
    assert_true(workflow_may_go(S(INITIAL), S(SEARCHING)));
    assert_true(workflow_may_go(S(SEARCHING), S(RANKING)));
    assert_true(workflow_may_go(S(RANKING), S(COMPLETED)));
}

static void whatever_is_not_over_may_fail(void **state)
{
    for (int from = 0; from < STATES; from++)
        assert_int_equal(workflow_may_go(from, S(FAILED)), !workflow_is_over(from));
}

static void nothing_follows_the_end(void **state)
{
    for (int to = 0; to < STATES; to++) {
        assert_false(workflow_may_go(S(COMPLETED), to));
        assert_false(workflow_may_go(S(FAILED), to));
    }
}

static void shortcuts_and_unknown_states_are_refused(void **state)
{
    static const struct {
        int from, to;
    } cases[] = {{S(INITIAL), S(COMPLETED)},
                 {S(INITIAL), S(RANKING)},
                 {S(SEARCHING), S(SEARCHING)},
                 {-1, S(FAILED)},
                 {99, S(FAILED)},
                 {S(INITIAL), 99},
                 {S(INITIAL), -1}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_false(workflow_may_go(cases[i].from, cases[i].to));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_way_of_a_search_is_open),
        cmocka_unit_test(whatever_is_not_over_may_fail),
        cmocka_unit_test(nothing_follows_the_end),
        cmocka_unit_test(shortcuts_and_unknown_states_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
