/* service/kafka_rules.h: what a service must be allowed to do in Kafka, from its declaration: no more, no
 * less. deploy/kafka/acls.txt has it of all services, `steward acls apply` tells it to the broker. */
#pragma once

#include "base/arena.h"
#include "service/service.h"

struct kafka_rule {
    const char *operation, *resource; /* read, write; topic, group */
    const char *name;
};

/* `known`: the system's topics and those of single tenants (tenant_topics_all). In the arena. */
size_t kafka_rules(const struct service *service, const struct topic *const *known, struct arena *arena,
                   struct kafka_rule **ret_rules);

/* Waits until all topics that the rules name are there, for a service that makes none itself: blocking, with
 * a deadline. */
MUST_CHECK bool kafka_rules_wait(const struct service *service, const struct config *config,
                                 const struct topic *const *known, int deadline_ms, struct error *err);

/* A line each, "catalog read topic steward.catalog.commands", for --kafka-rules. */
MUST_CHECK bool kafka_rules_print(const struct service *service, const struct config *config,
                                  struct error *err);
