/* Asking brokers that come and go which topics there are, on librdkafka's mock cluster. */
#include "bus/kafka.h"

#include <pthread.h>
#include <time.h>

#include "base/clock.h"
#include "mock.h"

enum { ANSWER_MS = 500, GONE_AFTER_MS = 100, DEADLINE_MS = 20000, PATIENCE_MS = 500, TRIES = 4 };

struct fixture {
    struct mock mock;
    rd_kafka_t *handle;
    int32_t going; /* a broker */
};

static int set_up(void **state)
{
    static const struct kafka_property properties[] = {{NULL, NULL}};
    struct fixture *f = mem_new(struct fixture);
    rd_kafka_conf_t *conf;
    struct error err;

    mock_open(&f->mock, 2);
    rd_kafka_mock_topic_create(f->mock.cluster, "t", 3, 2);
    conf = kafka_conf(f->mock.config, "test", properties, &err);
    f->handle = conf ? kafka_new(RD_KAFKA_PRODUCER, conf, &err) : NULL;
    if (!f->handle)
        fail_msg("%s", err.text);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    rd_kafka_destroy(f->handle);
    mock_close(&f->mock);
    mem_free(f);
    return 0;
}

static void ask(struct fixture *f)
{
    const struct rd_kafka_metadata *there;

    assert_int_equal(kafka_metadata(f->handle, NULL, DEADLINE_MS, &there), RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_int_equal(there->topic_cnt, 1);
    assert_int_equal(there->topics[0].partition_cnt, 3);
    rd_kafka_metadata_destroy(there);
}

static void *go_away(void *owner)
{
    const struct timespec pause = {.tv_nsec = GONE_AFTER_MS * 1000000L};
    struct fixture *f = owner;

    nanosleep(&pause, NULL);
    rd_kafka_mock_broker_set_down(f->mock.cluster, f->going);
    return NULL;
}

/* ---- tests ---- */

/* Which of them is asked is not known: so each goes in its turn. */
static void another_broker_is_asked_if_the_first_goes_meanwhile(void **state)
{
    struct fixture *f = *state;
    pthread_t thread;

    ask(f);
    for (int32_t broker = 1; broker <= 2; broker++)
        rd_kafka_mock_broker_set_rtt(f->mock.cluster, broker, ANSWER_MS);
    for (int i = 0; i < TRIES; i++) {
        f->going = 1 + i % 2;
        assert_int_equal(pthread_create(&thread, NULL, go_away, f), 0);
        ask(f);
        pthread_join(thread, NULL);
        rd_kafka_mock_broker_set_up(f->mock.cluster, f->going);
    }
}

static void without_any_broker_it_gives_up_in_time(void **state)
{
    struct fixture *f = *state;
    const struct rd_kafka_metadata *there;
    int64_t began_ms;

    ask(f);
    rd_kafka_mock_broker_set_down(f->mock.cluster, 1);
    rd_kafka_mock_broker_set_down(f->mock.cluster, 2);
    began_ms = clock_mono_ms();
    assert_int_not_equal(kafka_metadata(f->handle, NULL, PATIENCE_MS, &there), RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_true(clock_mono_ms() - began_ms < DEADLINE_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(another_broker_is_asked_if_the_first_goes_meanwhile, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(without_any_broker_it_gives_up_in_time, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
