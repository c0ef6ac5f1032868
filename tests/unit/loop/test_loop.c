/* loop: timers, deferred calls, signals and posts. The clock stands still and is set by hand. */
#include "loop/loop.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "unit.h"

static struct loop *loop;
static char called[64]; /* a letter for each call */

static int open_loop(void **state)
{
    clock_set_for_test(0, 1000);
    called[0] = '\0';
    loop = loop_new();
    return 0;
}

static int close_loop(void **state)
{
    loop_free(loop);
    clock_set_for_test(-1, -1);
    return 0;
}

static void note(void *letter)
{
    strncat(called, letter, 1);
}

static char a[] = "a", b[] = "b", c[] = "c";

static void run_at(int64_t mono_ms)
{
    clock_set_for_test(0, mono_ms);
    loop_run_once(loop, 0);
}

static void timers_run_once_when_due(void **state)
{
    struct timer *ta = timer_new(loop, note, a), *tb = timer_new(loop, note, b),
                 *tc = timer_new(loop, note, c);

    timer_set(ta, 30);
    timer_set(tb, 20);
    timer_set(tc, 10);
    timer_set(tc, 40); /* moved */
    assert_false(loop_run_once(loop, 0));
    run_at(1019);
    assert_string_equal(called, "");
    run_at(1020);
    assert_string_equal(called, "b");
    assert_false(timer_is_set(tb));
    run_at(1100);
    assert_string_equal(called, "bac");
    run_at(2000);
    assert_string_equal(called, "bac");
    timer_set(ta, INT64_MAX);
    timer_set(tb, 0);
    assert_true(timer_is_set(ta));
    timer_stop(ta);
    assert_false(timer_is_set(ta));
    assert_true(loop_run_once(loop, 0));
    assert_string_equal(called, "bacb");
    timer_free(ta);
    timer_free(tb);
    timer_free(tc);
    timer_free(NULL);
}

static struct timer *victim;

static void stop_victim(void *letter)
{
    note(letter);
    timer_stop(victim);
}

static void free_victim(void *letter)
{
    note(letter);
    timer_free(victim);
    victim = NULL;
}

static void what_is_stopped_is_not_called_though_it_was_due(void **state)
{
    struct timer *first = timer_new(loop, stop_victim, a);

    victim = timer_new(loop, note, b);
    timer_set(first, 10);
    timer_set(victim, 11);
    run_at(1100);
    assert_string_equal(called, "a");
    timer_free(first);
    timer_free(victim);

    first = timer_new(loop, free_victim, a);
    victim = timer_new(loop, note, b);
    timer_set(first, 10);
    timer_set(victim, 11);
    run_at(1200);
    assert_string_equal(called, "aa");
    timer_free(first);

    victim = timer_new(loop, free_victim, c); /* frees itself */
    timer_set(victim, 0);
    run_at(1300);
    assert_string_equal(called, "aac");
}

static struct timer *again;

static void set_again(void *letter)
{
    note(letter);
    timer_set(again, 0);
}

static void a_timer_of_0_is_for_the_next_turn(void **state)
{
    again = timer_new(loop, set_again, a);
    timer_set(again, 0);
    loop_run_once(loop, 0);
    assert_string_equal(called, "a");
    loop_run_once(loop, 0);
    assert_string_equal(called, "aa");
    timer_free(again);
}

static void timers_wake_the_loop(void **state)
{
    struct timer *timer = timer_new(loop, (loop_fn *)loop_stop, loop);
    int64_t before;

    clock_set_for_test(-1, -1);
    before = clock_mono_ms();
    timer_set(timer, 500);
    timer_set(timer, 20); /* earlier than what is armed */
    loop_run(loop);
    assert_true(clock_mono_ms() - before >= 20);
    timer_set(timer, 1);
    timer_set(timer, 25); /* later than what is armed */
    before = clock_mono_ms();
    loop_run(loop);
    assert_true(clock_mono_ms() - before >= 25);
    timer_free(timer);
}

static struct deferred da, db;

static void defer_another(void *letter)
{
    note(letter);
    loop_defer(loop, &db);
    note(letter); /* it is not called within this call */
}

static void deferred_calls_follow_in_the_same_turn(void **state)
{
    struct timer *timer = timer_new(loop, defer_another, a);

    db = (struct deferred){.fn = note, .owner = b};
    timer_set(timer, 0);
    loop_run_once(loop, 0);
    assert_string_equal(called, "aab");
    timer_free(timer);
}

static void deferring_twice_runs_once_and_cancelling_not_at_all(void **state)
{
    struct deferred dc = {.fn = note, .owner = c};

    da = (struct deferred){.fn = defer_another, .owner = a};
    db = (struct deferred){.fn = note, .owner = b};
    loop_defer(loop, &da);
    loop_defer(loop, &dc);
    loop_defer(loop, &da);
    assert_true(loop_run_once(loop, 1000)); /* does not wait */
    assert_string_equal(called, "aacb");
    loop_defer(loop, &da);
    loop_defer(loop, &db);
    loop_cancel(loop, &db);
    loop_defer(loop, &dc);
    loop_cancel(loop, &da);
    loop_cancel(loop, &da);
    loop_run_once(loop, 0);
    assert_string_equal(called, "aacbc");
}

static void defer_forever(void *owner)
{
    loop_defer(loop, owner);
}

static void endless_deferring_does_not_hold_up_the_turn(void **state)
{
    struct timer *timer = timer_new(loop, note, a);

    da = (struct deferred){.fn = defer_forever, .owner = &da};
    timer_set(timer, 0);
    loop_defer(loop, &da);
    loop_run_once(loop, 0);
    loop_run_once(loop, 0);
    assert_string_equal(called, "a");
    loop_cancel(loop, &da);
    timer_free(timer);
}

static void signals_become_calls(void **state)
{
    loop_on_signal(loop, SIGUSR1, note, a);
    raise(SIGUSR1);
    while (!called[0])
        loop_run_once(loop, 1000);
    assert_string_equal(called, "a");
}

enum { THREADS = 4, POSTS = 1000 };

static int posted[THREADS], posted_total;

struct number {
    int thread, number;
};
static struct number numbers[THREADS][POSTS];

static void take_number(void *owner)
{
    const struct number *number = owner;

    assert_int_equal(posted[number->thread]++, number->number); /* in order */
    if (++posted_total == THREADS * POSTS)
        loop_stop(loop);
}

static void *post_numbers(void *owner)
{
    struct number *mine = owner;

    for (int i = 0; i < POSTS; i++) {
        mine[i].thread = (int)((mine - numbers[0]) / POSTS);
        mine[i].number = i;
        loop_post(loop, take_number, &mine[i]);
    }
    return NULL;
}

static void posts_of_other_threads_arrive_in_order(void **state)
{
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, post_numbers, numbers[i]), 0);
    loop_run(loop);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(posted_total, THREADS * POSTS);
    loop_post(loop, note, a); /* dropped with the loop, not leaked */
}

#define loop_test(name) cmocka_unit_test_setup_teardown(name, open_loop, close_loop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        loop_test(timers_run_once_when_due),
        loop_test(what_is_stopped_is_not_called_though_it_was_due),
        loop_test(a_timer_of_0_is_for_the_next_turn),
        loop_test(timers_wake_the_loop),
        loop_test(deferred_calls_follow_in_the_same_turn),
        loop_test(deferring_twice_runs_once_and_cancelling_not_at_all),
        loop_test(endless_deferring_does_not_hold_up_the_turn),
        loop_test(signals_become_calls),
        loop_test(posts_of_other_threads_arrive_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
