/* A bus whose broker is not there: it says so, loses nothing, and ends in time. On librdkafka's mock cluster.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
/* after the above */
#include <cmocka.h>

#include <librdkafka/rdkafka.h>
/* after it */
#include <librdkafka/rdkafka_mock.h>

#include "broker.h"

static rd_kafka_t *host; /* of the mock cluster */
static rd_kafka_mock_cluster_t *cluster;

static int set_up(void **state)
{
    static const struct setting *const tables[] = {bus_settings, NULL};
    char text[200];
    struct error err;

    (void)state;
    host = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), text, sizeof(text));
    cluster = rd_kafka_mock_cluster_new(host, 1);
    rd_kafka_mock_topic_create(cluster, "test", 3, 1);
    setenv("STEWARD_KAFKA_BROKERS", rd_kafka_mock_cluster_bootstraps(cluster), 1);
    snprintf(group_name, sizeof(group_name), "group");
    if (!config_load(tables, NULL, &config, &err))
        fail_msg("%s", err.text);
    loop = loop_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    loop_free(loop);
    config_free(config);
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(host);
    return 0;
}

static void a_broker_that_was_never_there_is_named_and_waited_for(void **state)
{
    static struct copy copy;
    struct acks acks = {0};

    rd_kafka_mock_broker_set_down(cluster, 1);
    open_copy(&copy, "test", true, 10);
    publish(copy.bus, "test", 0, 3, 1, 0, &acks);
    until(bus_trouble(copy.bus) &&
          strstr(bus_trouble(copy.bus), "Connect")); /* "... failed: Connection refused" */
    assert_false(bus_is_ready(copy.bus));
    rd_kafka_mock_broker_set_up(cluster, 1);
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
    rd_kafka_mock_broker_set_down(cluster, 1);
    publish(copy.bus, "test", 0, 5, 1, 0, &acks);
    bus_close(copy.bus, 300, on_closed, &copy.is_closed);
    assert_false(copy.is_closed); /* never inside */
    until(copy.is_closed);
    assert_int_equal(acks.bad, 5);
    assert_int_equal(bus_unsent(copy.bus), 0);
    bus_free(copy.bus);
    rd_kafka_mock_broker_set_up(cluster, 1);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broker_that_was_never_there_is_named_and_waited_for),
        cmocka_unit_test(closing_ends_in_time_without_a_broker),
        cmocka_unit_test(closing_waits_for_what_is_unsent),
    };

    log_open("test", "0", LOG_ERROR, true);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
