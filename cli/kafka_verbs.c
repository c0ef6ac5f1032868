/* kafka_verbs: see kafka_verbs.h. */
#include "kafka_verbs.h"

int kafka_failed(struct cli *cli, const struct error *err)
{
    if (err->policy == ERROR_SKIP)
        return cli_fail(cli, CLI_NOT_FOUND, "%s", err->text);
    return cli_fail(cli, err->policy == ERROR_RETRY ? CLI_UNAVAILABLE : CLI_FAILED,
                    "%s. The brokers are %s (STEWARD_KAFKA_BROKERS).", err->text,
                    config_text(cli->config, "STEWARD_KAFKA_BROKERS"));
}

int kafka_connect(struct cli *cli, struct admin **ret_admin)
{
    struct error err;

    return admin_open(cli->config, KAFKA_MS, ret_admin, &err) ? CLI_OK : kafka_failed(cli, &err);
}

int64_t topic_records(const struct admin_topic *topic)
{
    int64_t records = 0;

    for (size_t i = 0; i < topic->partition_count; i++)
        records += topic->partitions[i].high - topic->partitions[i].low;
    return records;
}
