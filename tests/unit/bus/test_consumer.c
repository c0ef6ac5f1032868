/* A member of a group whose coordinator does not tell where its partitions start. On librdkafka's mock
 * cluster. */
#include <stdio.h>

#include "mock.h"
/* after it */
#include "broker.h"

#define OFFSET_FETCH 9 /* Kafka's number of the request */

static struct mock mock;

static int set_up(void **state)
{
    (void)state;
    mock_open(&mock, 1);
    rd_kafka_mock_topic_create(mock.cluster, "test", 3, 1);
    config = mock.config;
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

/* What is published is taken, whatever the coordinator answers first. */
static void takes_records_after(const char *group, rd_kafka_resp_err_t code)
{
    struct copy *copy = mem_new(struct copy);
    struct acks acks = {0};

    snprintf(group_name, sizeof(group_name), "%s", group);
    rd_kafka_mock_push_request_errors(mock.cluster, OFFSET_FETCH, 2, code, code);
    open_copy(copy, "test", false, 10);
    publish(copy->bus, "test", 0, 6, 6, 0, &acks);
    until(acks.good == 6);
    until(copy->seen_count >= 6);
    close_copy(copy);
    mem_free(copy);
}

static void a_coordinator_that_is_loading_is_asked_again(void **state)
{
    (void)state;
    takes_records_after("loading", RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS);
}

static void a_coordinator_that_has_moved_is_looked_for(void **state)
{
    (void)state;
    takes_records_after("moved", RD_KAFKA_RESP_ERR_NOT_COORDINATOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_coordinator_that_is_loading_is_asked_again),
        cmocka_unit_test(a_coordinator_that_has_moved_is_looked_for),
    };

    log_open("test", "0", LOG_ERROR, true);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
