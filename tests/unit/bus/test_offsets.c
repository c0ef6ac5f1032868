/* Where a partition begins and ends, when its leader goes, on librdkafka's mock cluster. */
#include "bus/offsets.h"

#include "base/clock.h"
#include "mock.h"

enum { RECORDS = 3, PATIENCE_MS = 500, COMES_WITHIN_MS = 20000 };

struct fixture {
    struct mock mock;
    rd_kafka_t *handle; /* who asks */
};

static rd_kafka_t *new_handle(rd_kafka_type_t type, const char *brokers)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char text[200];

    rd_kafka_conf_set(conf, "bootstrap.servers", brokers, text, sizeof(text));
    return rd_kafka_new(type, conf, text, sizeof(text));
}

static void produce(const char *brokers)
{
    rd_kafka_t *producer = new_handle(RD_KAFKA_PRODUCER, brokers);
    char value[] = "v";

    for (int i = 0; i < RECORDS; i++)
        assert_int_equal(rd_kafka_producev(producer, RD_KAFKA_V_TOPIC("t"), RD_KAFKA_V_PARTITION(0),
                                           RD_KAFKA_V_VALUE(value, sizeof(value)), RD_KAFKA_V_END),
                         0);
    assert_int_equal(rd_kafka_flush(producer, COMES_WITHIN_MS), 0);
    rd_kafka_destroy(producer);
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    const char *brokers;

    mock_open(&f->mock, 2);
    rd_kafka_mock_topic_create(f->mock.cluster, "t", 1, 2);
    rd_kafka_mock_partition_set_leader(f->mock.cluster, "t", 0, 1);
    brokers = rd_kafka_mock_cluster_bootstraps(f->mock.cluster);
    produce(brokers);
    f->handle = new_handle(RD_KAFKA_CONSUMER, brokers);
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

static int64_t comes(struct fixture *f, int64_t when)
{
    int64_t offset = -1, late_ms = clock_mono_ms() + COMES_WITHIN_MS;
    rd_kafka_resp_err_t code;

    do
        code = offsets_at(f->handle, "t", 0, when, &offset, PATIENCE_MS);
    while (offsets_may_come(code) && clock_mono_ms() < late_ms);
    assert_int_equal(code, RD_KAFKA_RESP_ERR_NO_ERROR);
    return offset;
}

static void the_ends(void **state)
{
    assert_int_equal(comes(*state, OFFSETS_FIRST), 0);
    assert_int_equal(comes(*state, OFFSETS_END), RECORDS);
}

static void who_leads_now_is_found_when_the_leader_is_gone(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(comes(f, OFFSETS_END), RECORDS); /* now it knows the old one */
    rd_kafka_mock_broker_set_down(f->mock.cluster, 1);
    rd_kafka_mock_partition_set_leader(f->mock.cluster, "t", 0, 2);
    assert_int_equal(comes(f, OFFSETS_END), RECORDS);
}

static void without_any_broker_it_gives_up_in_time(void **state)
{
    struct fixture *f = *state;
    int64_t offset, began_ms;
    rd_kafka_resp_err_t code;

    comes(f, OFFSETS_END);
    rd_kafka_mock_broker_set_down(f->mock.cluster, 1);
    rd_kafka_mock_broker_set_down(f->mock.cluster, 2);
    began_ms = clock_mono_ms();
    code = offsets_at(f->handle, "t", 0, OFFSETS_END, &offset, PATIENCE_MS);
    assert_true(offsets_may_come(code));
    assert_true(clock_mono_ms() - began_ms < COMES_WITHIN_MS); /* not socket.timeout.ms, which is a minute */
    assert_int_equal(offset, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_leads_now_is_found_when_the_leader_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_any_broker_it_gives_up_in_time, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
