/* A bus whose broker is not there: it says so, loses nothing, and ends in time. On librdkafka's mock cluster.
 */
#include <stdio.h>

#include "mock.h"
/* after it */
#include "broker.h"

static struct mock mock;

static int set_up(void **state)
{
    (void)state;
    mock_open(&mock, 1);
    rd_kafka_mock_topic_create(mock.cluster, "test", 3, 1);
    config = mock.config;
    snprintf(group_name, sizeof(group_name), "group");
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

static void a_broker_that_was_never_there_is_named_and_waited_for(void **state)
{
    static struct copy copy;
    struct acks acks = {0};

    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    open_copy(&copy, "test", true, 10);
    publish(copy.bus, "test", 0, 3, 1, 0, &acks);
    until(bus_trouble(copy.bus) &&
          strstr(bus_trouble(copy.bus), "Connect")); /* "... failed: Connection refused" */
    assert_false(bus_is_ready(copy.bus));
    rd_kafka_mock_broker_set_up(mock.cluster, 1);
    until(acks.good == 3 && bus_is_ready(copy.bus));
    assert_null(bus_trouble(copy.bus));
    close_copy(&copy);
}

static void closing_ends_in_time_without_a_broker(void **state)
{
    static struct copy copy;
    struct acks acks = {0};

    open_copy(&copy, "test", true, 10);
    until(bus_is_ready(copy.bus));
    rd_kafka_mock_broker_set_down(mock.cluster, 1);
    publish(copy.bus, "test", 0, 5, 1, 0, &acks);
    bus_close(copy.bus, 300, on_closed, &copy.is_closed);
    assert_false(copy.is_closed); /* never inside */
    until(copy.is_closed);
    assert_int_equal(acks.bad, 5);
    assert_int_equal(bus_unsent(copy.bus), 0);
    bus_free(copy.bus);
    rd_kafka_mock_broker_set_up(mock.cluster, 1);
}

static void closing_waits_for_what_is_unsent(void **state)
{
    static struct copy copy;
    struct acks acks = {0};

    open_copy(&copy, "test", true, 10);
    until(bus_is_ready(copy.bus));
    publish(copy.bus, "test", 0, 50, 5, 0, &acks);
    close_copy(&copy);
    assert_int_equal(acks.good, 50);
}

static void who_has_not_joined_takes_nothing_from_the_others(void **state)
{
    static struct copy working, starting;
    struct acks acks = {0};

    rd_kafka_mock_topic_create(mock.cluster, "shared", 3, 1);
    open_copy(&working, "shared", false, 10);
    until(working.assigned == 3);
    open_apart(&starting, "shared", false, 10);
    until(bus_is_ready(starting.bus));
    publish(starting.bus, "shared", 0, 5, 3, 0, &acks);
    until(acks.good == 5 && working.seen_count == 5);
    close_copy(&starting);
    assert_int_equal(working.revoked, 0);
    assert_int_equal(starting.assigned, 0);

    open_apart(&starting, "shared", false, 10);
    bus_join(starting.bus, true);
    bus_join(starting.bus, true);
    until(starting.assigned > 0 && starting.assigned + working.assigned == 3);
    close_copy(&starting);
    close_copy(&working);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broker_that_was_never_there_is_named_and_waited_for),
        cmocka_unit_test(who_has_not_joined_takes_nothing_from_the_others),
        cmocka_unit_test(closing_ends_in_time_without_a_broker),
        cmocka_unit_test(closing_waits_for_what_is_unsent),
    };

    log_open("test", "0", LOG_ERROR, true);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
