/* worker_pool: whatever a decoder does, it costs its own piece an error, and the next is answered. */
#include "base/metrics.h"
#include "odd_pool.h"

static double outcomes(const struct work *work, const char *outcome)
{
    char labels[64];

    snprintf(labels, sizeof(labels), "work=\"%s\",outcome=\"%s\"", work->name, outcome);
    return metric_value(metric_counter("steward_media_pieces_total", "", labels));
}

static double worker_starts(void)
{
    return metric_value(metric_seconds("steward_media_worker_start_seconds", "", "work=\"odd\""));
}

static void a_piece_is_answered_from_what_was_warmed(void **state)
{
    struct asked one;

    ask("hello", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo hello");
    ask("", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo ");
    assert_true(is_warm);
    assert_string_equal(warm_error, "there is no model in /nowhere");
}

static void what_the_work_refuses_is_told(void **state)
{
    struct asked one;

    ask("refuse", &one);
    until(one.times);
    assert_int_equal(one.err.policy, ERROR_SKIP);
    assert_string_equal(one.err.text, "this is no picture");
}

static void a_bad_piece_costs_only_itself(void **state)
{
    static const struct {
        const struct work *work;
        const char *what, *outcome;
    } cases[] = {
        {&odd, "crash", "crashed"},     {&odd, "abort", "crashed"},  {&odd, "exit", "crashed"},
        {&odd, "close", "crashed"},     {&hasty, "loop", "late"},    {&hasty, "sleep", "late"},
        {&odd, "connect", "forbidden"}, {&odd, "fork", "forbidden"}, {&odd, "exec", "forbidden"},
        {&odd, "kill", "forbidden"},    {&odd, "code", "forbidden"}, {&odd, "garbage", "nonsense"},
        {&odd, "wrong", "nonsense"},    {&odd, "ready", "nonsense"}, {&odd, "too much", "nonsense"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct asked before, bad, beside, after;
        double had = outcomes(cases[i].work, cases[i].outcome);

        ask("before", &before);
        ask_of(cases[i].work, cases[i].what, UNTIL_MS, &bad);
        ask("beside", &beside);
        until(before.times && bad.times && beside.times);
        ask("after", &after);
        until(after.times);
        if (outcomes(cases[i].work, cases[i].outcome) != had + 1)
            fail_msg("%s: %s", cases[i].what, bad.err.text);
        assert_int_equal(bad.err.policy, ERROR_SKIP);
        assert_string_equal(bad.err.origin, cases[i].work->name);
        assert_string_equal(before.text, "warm, 2 workers: echo before");
        assert_string_equal(beside.text, "warm, 2 workers: echo beside");
        assert_string_equal(after.text, "warm, 2 workers: echo after");
    }
}

/* With a sanitizer it is refused, and the worker ends itself; without, it is ended. */
static void a_file_cannot_be_opened(void **state)
{
    struct asked one;

    ask("open", &one);
    until(one.times);
    assert_int_equal(one.err.policy, ERROR_SKIP);
}

static void memory_has_an_end(void **state)
{
    struct asked one;
    int mib = 0;

    if (CAGE_IS_SANITIZED)
        skip(); /* the limit is on addresses, of which a sanitizer takes all */
    ask("eat", &one);
    until(one.times);
    assert_int_equal(one.err.policy, ERROR_SKIP);
    assert_int_equal(sscanf(one.err.text, "no memory for it after %d MiB", &mib), 1);
    assert_in_range(mib, 32, 128);
    ask("after", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo after");
}

static void an_asker_that_is_in_a_hurry_is_told_in_time(void **state)
{
    struct asked busy[2], hurried;

    ask_of(&hasty, "sleep", UNTIL_MS, &busy[0]);
    ask_of(&hasty, "sleep", UNTIL_MS, &busy[1]);
    ask_of(&hasty, "hello", 1, &hurried);
    until(hurried.times);
    assert_int_equal(hurried.err.policy, ERROR_RETRY);
    until(busy[0].times && busy[1].times);
    ask_of(&odd, "sleep", 20, &hurried); /* in hand, or about to be, when its time is over */
    until(hurried.times);
    assert_int_equal(hurried.err.policy, ERROR_RETRY);
}

static void only_so_many_wait(void **state)
{
    struct asked waits[5];

    for (size_t i = 0; i < COUNT_OF(waits); i++) /* nobody is warm yet */
        ask("hello", &waits[i]);
    until(waits[4].times);
    assert_int_equal(waits[4].err.policy, ERROR_RETRY);
    assert_int_equal(waits[0].times, 0);
    until(waits[0].times && waits[1].times && waits[2].times && waits[3].times);
    assert_string_equal(waits[3].text, "warm, 2 workers: echo hello");
}

static void a_work_without_its_model_says_so(void **state)
{
    struct asked early, late;

    ask_of(&unable, "hello", UNTIL_MS, &early);
    until(early.times);
    assert_int_equal(early.err.policy, ERROR_RETRY);
    assert_string_equal(early.err.text, "there is no model in /nowhere");
    ask_of(&unable, "hello", UNTIL_MS, &late);
    until(late.times);
    assert_string_equal(late.err.text, "there is no model in /nowhere");
}

static void a_worn_worker_is_replaced(void **state)
{
    char first[120];
    struct asked one;

    ask("pid", &one);
    until(one.times);
    snprintf(first, sizeof(first), "%s", one.text);
    for (int i = 0; i < 2 * WORKER_PIECES; i++) {
        ask("pid", &one);
        until(one.times);
        assert_true(one.text[0] != '\0');
    }
    assert_string_not_equal(first, one.text);
}

static double starts_before;

static int open_counted_pool(void **state)
{
    starts_before = worker_starts();
    return open_pool(state);
}

static void a_replacement_is_soon_there(void **state)
{
    struct asked one;
    int64_t began_us;

    ask("hello", &one);
    until(one.times && worker_starts() == starts_before + 2);
    ask("crash", &one);
    until(one.times);
    began_us = clock_mono_us();
    until(worker_starts() == starts_before + 3);
    print_message("from the error to the next worker's readiness: %lld us\n",
                  (long long)(clock_mono_us() - began_us));
}

/* The only child of this process. */
static pid_t nursery_pid(void)
{
    char path[64];
    FILE *file;
    int pid = 0;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
    file = fopen(path, "re");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
    return pid;
}

static void without_its_nursery_it_says_so(void **state)
{
    struct asked in_hand, waiting[2], later;
    char worker[120];

    ask("pid", &in_hand);
    until(in_hand.times);
    snprintf(worker, sizeof(worker), "%s", in_hand.text);
    ask("sleep", &in_hand);
    ask("sleep", &waiting[0]);
    ask("hello", &waiting[1]);
    assert_false(is_gone);
    kill(nursery_pid(), SIGKILL);
    until(in_hand.times && waiting[0].times && waiting[1].times);
    assert_int_equal(in_hand.err.policy, ERROR_RETRY);
    assert_int_equal(waiting[0].err.policy, ERROR_RETRY);
    assert_int_equal(waiting[1].err.policy, ERROR_RETRY);
    assert_true(is_gone);
    ask("hello", &later);
    until(later.times);
    assert_int_equal(later.err.policy, ERROR_RETRY);
    until(kill(atoi(worker), 0)); /* workers end with it */
}

static void whoever_waits_at_the_end_is_told(void **state)
{
    struct asked waits[3];

    ask("sleep", &waits[0]);
    ask("sleep", &waits[1]);
    ask("hello", &waits[2]);
    until(is_warm);
    worker_pool_free(pool);
    pool = NULL;
    for (size_t i = 0; i < COUNT_OF(waits); i++) {
        assert_int_equal(waits[i].times, 1);
        assert_int_equal(waits[i].err.policy, ERROR_RETRY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_piece_is_answered_from_what_was_warmed, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(what_the_work_refuses_is_told, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_bad_piece_costs_only_itself, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_file_cannot_be_opened, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(memory_has_an_end, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(an_asker_that_is_in_a_hurry_is_told_in_time, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(only_so_many_wait, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_work_without_its_model_says_so, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_worn_worker_is_replaced, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_replacement_is_soon_there, open_counted_pool, close_pool),
        cmocka_unit_test_setup_teardown(without_its_nursery_it_says_so, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(whoever_waits_at_the_end_is_told, open_pool, close_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
