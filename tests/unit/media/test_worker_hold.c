/* worker_hold: a worker of one's own, for as long as it lives and no longer than the hold. */
#include "odd_pool.h"

static struct worker_hold *hold_one(void)
{
    struct worker_hold *hold = NULL;

    until((hold = worker_hold_new(pool, &odd)));
    return hold;
}

static void ask_own(struct worker_hold *hold, const char *what, struct asked *asked)
{
    ask_with(&odd, hold, what, UNTIL_MS, asked);
    until(asked->times);
}

static void a_worker_is_one_askers_own_and_ends_with_the_hold(void **state)
{
    struct worker_hold *first = hold_one(), *second = hold_one();
    char pid[120];
    struct asked one, other;

    assert_null(worker_hold_new(pool, &odd));
    ask("pid", &other); /* waits, for all are held */
    ask_own(first, "pid", &one);
    snprintf(pid, sizeof(pid), "%s", one.text);
    ask_own(second, "pid", &one);
    assert_string_not_equal(one.text, pid);
    ask_own(first, "pid", &one);
    assert_string_equal(one.text, pid);
    assert_int_equal(other.times, 0);
    worker_hold_free(first);
    until(other.times && kill(atoi(pid), 0));
    assert_string_not_equal(other.text, pid);
    worker_hold_free(second);
}

static void a_hold_whose_worker_is_lost_says_so(void **state)
{
    struct worker_hold *hold = hold_one();
    struct asked one;

    ask_own(hold, "refuse", &one); /* which costs it nothing */
    ask_own(hold, "crash", &one);
    assert_int_equal(one.err.policy, ERROR_SKIP);
    ask_own(hold, "hello", &one);
    assert_int_equal(one.err.policy, ERROR_RETRY);
    ask("hello", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo hello");
    worker_hold_free(hold);
}

static void a_worker_that_dies_while_it_is_held_is_lost(void **state)
{
    struct worker_hold *hold = hold_one();
    struct asked one;

    ask_own(hold, "pid", &one);
    kill(atoi(one.text), SIGKILL);
    do
        ask_own(hold, "hello", &one);
    while (!one.err.text[0]);
    ask_own(hold, "hello", &one);
    assert_int_equal(one.err.policy, ERROR_RETRY);
    worker_hold_free(hold);
}

static void a_piece_in_hand_ends_with_the_hold(void **state)
{
    struct worker_hold *hold = hold_one();
    struct asked in_hand, late;

    ask_with(&odd, hold, "sleep", UNTIL_MS, &in_hand);
    worker_hold_free(hold);
    until(in_hand.times);
    assert_int_equal(in_hand.err.policy, ERROR_RETRY);
    hold = hold_one();
    ask_with(&odd, hold, "sleep", 20, &late); /* and so does the worker with a piece that takes too long */
    until(late.times);
    assert_int_equal(late.err.policy, ERROR_RETRY);
    ask_own(hold, "hello", &late);
    assert_int_equal(late.err.policy, ERROR_RETRY);
    worker_hold_free(hold);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_worker_is_one_askers_own_and_ends_with_the_hold, open_pool,
                                        close_pool),
        cmocka_unit_test_setup_teardown(a_hold_whose_worker_is_lost_says_so, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_worker_that_dies_while_it_is_held_is_lost, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_piece_in_hand_ends_with_the_hold, open_pool, close_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
