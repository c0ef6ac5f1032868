/* librdkafka's mock cluster, and the configuration of whoever uses it. */
#pragma once

#include <stdlib.h>

#include <librdkafka/rdkafka.h>
/* after it */
#include <librdkafka/rdkafka_mock.h>

#include "bus/bus.h"
#include "unit.h"

struct mock {
    rd_kafka_t *host;
    rd_kafka_mock_cluster_t *cluster;
    struct config *config;
};

static inline void mock_open(struct mock *mock, int brokers)
{
    static const struct setting *const tables[] = {bus_settings, NULL};
    struct error err;
    char text[200];

    mock->host = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), text, sizeof(text));
    mock->cluster = rd_kafka_mock_cluster_new(mock->host, brokers);
    setenv("STEWARD_KAFKA_BROKERS", rd_kafka_mock_cluster_bootstraps(mock->cluster), 1);
    if (!config_load(tables, NULL, &mock->config, &err))
        fail_msg("%s", err.text);
}

static inline void mock_close(struct mock *mock)
{
    config_free(mock->config);
    rd_kafka_mock_cluster_destroy(mock->cluster);
    rd_kafka_destroy(mock->host);
}
