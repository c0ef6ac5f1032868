/* workers: every accepted job is done exactly once, in the loop's thread. */
#include "loop/workers.h"

#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit.h"

struct sum {
    struct job job;
    int input, output;
    int done_count, cancelled_count, place; /* the latter among all that were done */
};

static struct loop *loop;
static int done_total;
static pthread_t loop_thread;
static sem_t started, may_go_on;

static int open_loop(void **state)
{
    loop = loop_new();
    loop_thread = pthread_self();
    done_total = 0;
    sem_init(&started, 0, 0);
    sem_init(&may_go_on, 0, 0);
    return 0;
}

static int close_loop(void **state)
{
    loop_free(loop);
    sem_destroy(&started);
    sem_destroy(&may_go_on);
    return 0;
}

static void square(struct job *job)
{
    struct sum *sum = container_of(job, struct sum, job);

    sum->output = sum->input * sum->input;
}

static void wait_then_square(struct job *job)
{
    sem_post(&started);
    sem_wait(&may_go_on);
    square(job);
}

static void count(struct job *job, bool was_cancelled)
{
    struct sum *sum = container_of(job, struct sum, job);

    assert_true(pthread_equal(pthread_self(), loop_thread));
    sum->done_count++;
    sum->cancelled_count += was_cancelled;
    sum->place = ++done_total;
}

static struct sum sum_of(int input, void (*work)(struct job *))
{
    return (struct sum){.job = {.work = work, .done = count}, .input = input};
}

static void run_until(int total)
{
    int64_t give_up = clock_mono_ms() + 20000;

    while (done_total < total && clock_mono_ms() < give_up)
        loop_run_once(loop, 1000);
    assert_int_equal(done_total, total);
}

static void every_job_is_done_once(void **state)
{
    enum { JOBS = 2000 };
    static struct sum sums[JOBS];
    struct workers *workers = workers_new(loop, 4, JOBS);

    for (int i = 0; i < JOBS; i++) {
        sums[i] = sum_of(i, square);
        assert_true(workers_add(workers, &sums[i].job));
    }
    run_until(JOBS);
    for (int i = 0; i < JOBS; i++) {
        assert_int_equal(sums[i].output, i * i);
        assert_int_equal(sums[i].done_count, 1);
        assert_int_equal(sums[i].cancelled_count, 0);
    }
    assert_int_equal(workers_waiting(workers), 0);
    workers_free(workers);
}

static void a_full_queue_refuses(void **state)
{
    struct workers *workers = workers_new(loop, 1, 2);
    struct sum running = sum_of(1, wait_then_square), a = sum_of(2, square), b = sum_of(3, square),
               refused = sum_of(4, square);

    assert_true(workers_add(workers, &running.job));
    sem_wait(&started);
    assert_true(workers_add(workers, &a.job));
    assert_true(workers_add(workers, &b.job));
    assert_false(workers_add(workers, &refused.job));
    assert_int_equal(workers_waiting(workers), 2);
    sem_post(&may_go_on);
    run_until(3);
    assert_int_equal(refused.done_count, 0);
    assert_int_equal(b.output, 9);
    assert_true(workers_add(workers, &refused.job)); /* there is room again */
    run_until(4);
    workers_free(workers);
}

static void cancelling_never_calls_back_at_once(void **state)
{
    struct workers *workers = workers_new(loop, 1, 10);
    struct sum running = sum_of(1, wait_then_square), waiting = sum_of(2, square), other = sum_of(3, square);

    assert_true(workers_add(workers, &running.job));
    sem_wait(&started);
    assert_true(workers_add(workers, &waiting.job));
    assert_true(workers_add(workers, &other.job));
    workers_cancel(workers, &waiting.job);
    workers_cancel(workers, &running.job);
    workers_cancel(workers, &waiting.job);
    assert_int_equal(done_total, 0);
    run_until(1); /* the waiting one, while the other still runs */
    assert_int_equal(waiting.cancelled_count, 1);
    sem_post(&may_go_on);
    run_until(3);
    assert_int_equal(running.cancelled_count, 1);
    assert_int_equal(running.done_count, 1);
    assert_int_equal(waiting.output, 0);
    assert_int_equal(other.output, 9);
    assert_int_equal(other.cancelled_count, 0);
    workers_cancel(workers, &other.job); /* done already: nothing */
    workers_free(workers);
    assert_int_equal(done_total, 3);
}

static void freeing_calls_every_done(void **state)
{
    struct workers *workers = workers_new(loop, 1, 10);
    struct sum running = sum_of(1, wait_then_square), a = sum_of(2, square), b = sum_of(3, square);

    assert_true(workers_add(workers, &running.job));
    sem_wait(&started);
    assert_true(workers_add(workers, &a.job));
    assert_true(workers_add(workers, &b.job));
    sem_post(&may_go_on);
    workers_free(workers);
    assert_int_equal(done_total, 3);
    assert_int_equal(running.done_count + a.done_count + b.done_count, 3);
    assert_int_equal(running.output, 1);
    workers_free(NULL);
    assert_false(loop_run_once(loop, 0));
}

static struct workers *closing;
static struct sum late, more[20000];

/* Runs until nothing is taken any more. */
static void run_until_closing(struct job *job)
{
    sem_post(&started);
    sem_wait(&may_go_on);
    for (size_t i = 0; i < COUNT_OF(more); i++) {
        more[i] = sum_of(1, square);
        if (!workers_add(closing, &more[i].job))
            return;
        usleep(1000);
    }
}

static void what_runs_is_done_before_what_waits_behind_it(void **state)
{
    struct sum running = sum_of(1, run_until_closing), behind = sum_of(2, square), last = sum_of(3, square);

    closing = workers_new(loop, 1, COUNT_OF(more) + 2);
    assert_true(workers_add(closing, &running.job));
    sem_wait(&started);
    assert_true(workers_add(closing, &behind.job));
    assert_true(workers_add(closing, &last.job));
    sem_post(&may_go_on);
    workers_free(closing);
    assert_int_equal(running.place, 1);
    assert_int_equal(behind.place, 2);
    assert_int_equal(behind.cancelled_count, 1);
    assert_int_equal(last.place, 3);
}

static void add_late(struct job *job, bool was_cancelled)
{
    count(job, was_cancelled);
    assert_false(workers_add(closing, &late.job));
}

static void nothing_is_taken_while_freeing(void **state)
{
    struct sum last = sum_of(2, wait_then_square);

    closing = workers_new(loop, 1, 10);
    late = sum_of(3, square);
    last.job.done = add_late;
    assert_true(workers_add(closing, &last.job));
    sem_wait(&started);
    sem_post(&may_go_on);
    workers_free(closing);
    assert_int_equal(done_total, 1);
}

#define workers_test(name) cmocka_unit_test_setup_teardown(name, open_loop, close_loop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        workers_test(every_job_is_done_once),
        workers_test(a_full_queue_refuses),
        workers_test(cancelling_never_calls_back_at_once),
        workers_test(freeing_calls_every_done),
        workers_test(what_runs_is_done_before_what_waits_behind_it),
        workers_test(nothing_is_taken_while_freeing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
