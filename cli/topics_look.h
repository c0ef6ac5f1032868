/* topics_look.h: Kafka's topics beside those that the services expect. */
#pragma once

#include "bus/tenant_topics.h"
#include "kafka_verbs.h"

struct topics_look {
    struct cli *cli;
    struct admin *admin;
    struct tenant_topics *tenant_topics;
    const struct topic *const *topics;
    struct topic_state *states;
    size_t state_count;
    struct topic_fault *faults;
    size_t count;
};

/* Returns CLI_OK, or what the verb should return, having told the failure; ended in either case. */
int topics_look(struct cli *cli, struct topics_look *ret_looking);
bool topics_look_again(struct topics_look *looking, struct error *err);
void topics_look_end(struct topics_look *looking);
const char *topic_remedy(const struct topic_fault *fault); /* a command */
