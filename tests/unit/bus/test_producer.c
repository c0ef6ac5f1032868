/* What a producer does when the broker fails it, on librdkafka's mock cluster. */
#include "bus/producer.h"

#include <stdio.h>

#include "base/log.h"
#include "mock.h"
#include "until.h"

static struct loop *loop;
static struct mock mock;

struct fixture {
    struct helper helper;
    struct producer producer;
    int good, bad;
    struct error last;
};

static int set_up(void **state)
{
    (void)state;
    setenv("STEWARD_KAFKA_UNSENT", "100", 1);
    mock_open(&mock, 1);
    loop = loop_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    loop_free(loop);
    mock_close(&mock);
    return 0;
}

static void open_fixture(struct fixture *f)
{
    struct error err;

    *f = (struct fixture){0};
    helper_open(&f->helper, loop);
    f->producer.loop = loop;
    f->producer.config = mock.config;
    f->producer.client_id = "test";
    f->producer.helper = &f->helper;
    if (!producer_open(&f->producer, &err))
        fail_msg("%s", err.text);
}

static void close_fixture(struct fixture *f)
{
    producer_close(&f->producer);
    helper_close(&f->helper);
}

static void on_acked(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct fixture *f = owner;

    (void)partition;
    (void)offset;
    f->good += !err;
    f->bad += err != NULL;
    if (err)
        f->last = *err;
}

static bool publish(struct fixture *f, struct str value)
{
    struct record record = {.topic = "test", .partition = -1, .key = STR("k"), .value = value};

    return producer_publish(&f->producer, &record, on_acked, f, NULL);
}

static void a_fatal_error_renews_the_producer(void **state)
{
    static struct fixture f;
    rd_kafka_t *old;
    char name[100]; /* each has another one; the new one may be where the old one was */

    open_fixture(&f);
    assert_true(publish(&f, STR("a")));
    until(f.good == 1);
    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    old = f.producer.handle;
    snprintf(name, sizeof(name), "%s", rd_kafka_name(old));
    for (int i = 0; i < 10; i++)
        assert_true(publish(&f, STR("b")));
    rd_kafka_test_fatal_error(old, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "as a test");
    until(f.bad == 10);
    assert_int_equal(f.last.policy, ERROR_RETRY);
    assert_int_equal(f.producer.unsent, 0);
    rd_kafka_mock_broker_set_up(mock.cluster, 1);
    until(publish(&f, STR("c"))); /* refused at first, perhaps */
    until(f.good == 2);
    assert_string_not_equal(rd_kafka_name(f.producer.handle), name);
    assert_int_equal(f.bad, 10);
    close_fixture(&f);
}

static void what_is_published_while_the_broker_is_away_is_sent_later(void **state)
{
    static struct fixture f;

    open_fixture(&f);
    assert_true(publish(&f, STR("a")));
    until(f.good == 1);
    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    for (int i = 0; i < 100; i++)
        assert_true(publish(&f, STR("b")));
    assert_false(publish(&f, STR("one too many")));
    assert_int_equal(f.producer.unsent, 100);
    rd_kafka_mock_broker_set_up(mock.cluster, 1);
    until(f.good == 101);
    assert_int_equal(f.bad, 0);
    close_fixture(&f);
}

static void errors_of_the_broker_that_may_go_away_are_tried_again(void **state)
{
    static struct fixture f;

    open_fixture(&f);
    rd_kafka_mock_push_request_errors(mock.cluster, 0 /* Produce */, 3,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                      RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                                      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS);
    for (int i = 0; i < 5; i++)
        assert_true(publish(&f, STR("a")));
    until(f.good == 5);
    assert_int_equal(f.bad, 0);
    close_fixture(&f);
}

static void an_error_for_good_is_told_once_and_the_next_record_goes(void **state)
{
    static struct fixture f;
    char *large = mem_alloc(3 << 20);

    open_fixture(&f);
    rd_kafka_mock_push_request_errors(mock.cluster, 0, 1, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP);
    assert_true(publish(&f, STR("a")));
    until(f.bad == 1);
    assert_non_null(strstr(f.last.text, "INVALID_TIMESTAMP"));
    assert_true(publish(&f, STR("b")));
    until(f.good == 1);
    assert_false(publish(&f, str_n(large, 3 << 20)));
    assert_int_equal(f.producer.unsent, 0);
    mem_free(large);
    close_fixture(&f);
}

static void giving_up_tells_everybody(void **state)
{
    static struct fixture f;

    open_fixture(&f);
    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    for (int i = 0; i < 20; i++)
        assert_true(publish(&f, STR("a")));
    producer_give_up(&f.producer, "the process is ending");
    assert_int_equal(f.bad, 20);
    assert_non_null(strstr(f.last.text, "the process is ending"));
    assert_int_equal(f.producer.unsent, 0);
    close_fixture(&f);
    rd_kafka_mock_broker_set_up(mock.cluster, 1);
}

static void a_probe_warms_the_producer(void **state)
{
    static struct fixture f;

    open_fixture(&f);
    assert_false(producer_is_ready(&f.producer));
    producer_tick(&f.producer);
    until(producer_is_ready(&f.producer));
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fatal_error_renews_the_producer),
        cmocka_unit_test(what_is_published_while_the_broker_is_away_is_sent_later),
        cmocka_unit_test(errors_of_the_broker_that_may_go_away_are_tried_again),
        cmocka_unit_test(an_error_for_good_is_told_once_and_the_next_record_goes),
        cmocka_unit_test(giving_up_tells_everybody),
        cmocka_unit_test(a_probe_warms_the_producer),
    };

    log_open("test", "0", LOG_ERROR, true);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
