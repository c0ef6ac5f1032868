/* kafka_verbs.h: what the verbs that talk to Kafka share. */
#pragma once

#include "bus/admin.h"
#include "cli.h"

enum { KAFKA_MS = 10000 }; /* for each question */

/* Returns CLI_OK or what the verb should return; the failure has been told. */
int kafka_connect(struct cli *cli, struct admin **ret_admin);
int kafka_failed(struct cli *cli, const struct error *err);
int64_t topic_records(const struct admin_topic *topic); /* low to high, of all partitions */
