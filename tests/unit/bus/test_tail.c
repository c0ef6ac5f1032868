/* What was read of a partition's end when the bus goes, on librdkafka's mock cluster, which finds nothing by
 * time: test_broker.c has the reading itself. */
#include "bus/tail.h"

#include <unistd.h>

#include "base/clock.h"
#include "mock.h"

enum { PATIENCE_MS = 20000 };

struct fixture {
    struct mock mock;
    struct loop *loop;
    struct helper helper;
    struct tails tails;
    struct job behind; /* done when what was asked for before it has been read */
    atomic_bool was_read;
    int done, failed;
};

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);

    mock_open(&f->mock, 1);
    rd_kafka_mock_topic_create(f->mock.cluster, "t", 1, 1);
    f->loop = loop_new();
    helper_open(&f->helper, f->loop);
    f->tails =
        (struct tails){.loop = f->loop, .config = f->mock.config, .client_id = "test", .helper = &f->helper};
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    loop_free(f->loop);
    mock_close(&f->mock);
    mem_free(f);
    return 0;
}

static void on_record(void *owner, const struct record *record)
{
    fail_msg("handed over: offset %lld", (long long)record->offset);
}

static void on_done(void *owner, const struct error *err)
{
    struct fixture *f = owner;

    f->done++;
    f->failed += err != NULL;
}

static void note_read(struct job *job)
{
    atomic_store(&container_of(job, struct fixture, behind)->was_read, true);
}

static void forget(struct job *job, bool was_cancelled)
{
}

static void what_was_read_counts_as_not_read_when_all_goes(void **state)
{
    struct fixture *f = *state;
    int64_t late_ms = clock_mono_ms() + PATIENCE_MS;

    tail_read(&f->tails, "t", 0, 0, PATIENCE_MS, on_record, on_done, f);
    f->behind = (struct job){.work = note_read, .done = forget};
    assert_true(workers_add(f->helper.workers, &f->behind));
    while (!atomic_load(&f->was_read) && clock_mono_ms() < late_ms)
        usleep(1000);
    assert_true(atomic_load(&f->was_read));
    tails_free(&f->tails);
    helper_close(&f->helper);
    assert_int_equal(f->done, 1);
    assert_int_equal(f->failed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_read_counts_as_not_read_when_all_goes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
