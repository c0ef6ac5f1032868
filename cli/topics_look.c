/* topics_look: see topics_look.h. */
#include "topics_look.h"

bool topics_look_again(struct topics_look *looking, struct error *err)
{
    struct cli *cli = looking->cli;
    struct admin_topic *there;
    struct topic_plan *plans;
    size_t plan_count = topic_plans(looking->topics, cli->arena, &plans);

    if (!admin_topics(looking->admin, NULL, cli->arena, &there, &looking->state_count, err) ||
        !admin_states(looking->admin, there, looking->state_count, cli->arena, &looking->states, err))
        return false;
    looking->count =
        topic_faults(plans, plan_count, looking->states, looking->state_count,
                     (int)config_int(cli->config, "STEWARD_KAFKA_PARTITIONS"),
                     (int)config_int(cli->config, "STEWARD_KAFKA_REPLICATION"), cli->arena, &looking->faults);
    return true;
}

int topics_look(struct cli *cli, struct topics_look *ret_looking)
{
    struct error err;
    int code;

    *ret_looking = (struct topics_look){.cli = cli};
    if (!tenant_topics_read(config_text(cli->config, "STEWARD_TENANT_TOPICS"), &ret_looking->tenant_topics,
                            &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    ret_looking->topics = tenant_topics_all(ret_looking->tenant_topics);
    code = kafka_connect(cli, &ret_looking->admin);
    return !code && !topics_look_again(ret_looking, &err) ? kafka_failed(cli, &err) : code;
}

void topics_look_end(struct topics_look *looking)
{
    admin_close(looking->admin);
    tenant_topics_free(looking->tenant_topics);
}

const char *topic_remedy(const struct topic_fault *fault)
{
    static const char *const remedies[] = {
        [TOPIC_MISSING] = "steward topics create",
        [TOPIC_PARTITIONS] = "steward topics repair --partitions",
        [TOPIC_REPLICAS] = "kafka-reassign-partitions.sh",
        [TOPIC_SETTING] = "steward topics repair",
    };

    return remedies[fault->kind];
}
