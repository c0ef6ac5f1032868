/* cmd_topics: the topics there are, and how far behind the services are. */
#include <stdio.h>

#include "kafka_verbs.h"
#include "print.h"
#include "json/json.h"

enum { DEADLINE_MS = 10000 };

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

    return admin_open(cli->config, DEADLINE_MS, ret_admin, &err) ? CLI_OK : kafka_failed(cli, &err);
}

int64_t topic_records(const struct admin_topic *topic)
{
    int64_t records = 0;

    for (size_t i = 0; i < topic->partition_count; i++)
        records += topic->partitions[i].high - topic->partitions[i].low;
    return records;
}

static int64_t topic_total(const struct admin_topic *topic)
{
    int64_t total = 0;

    for (size_t i = 0; i < topic->partition_count; i++)
        total += topic->partitions[i].high;
    return total;
}

static void print_topics(struct cli *cli, const struct admin_topic *topics, size_t count)
{
    static const char *const heads[] = {"TOPIC", ">PARTITIONS", ">RECORDS", ">EVER", NULL};
    struct table *table = table_new(cli->arena, heads);

    if (cli->json)
        printf("{\"topics\":[");
    for (size_t i = 0; i < count; i++) {
        if (cli->json)
            printf("%s{\"name\":\"%s\",\"partitions\":%zu,\"records\":%lld,\"ever\":%lld}", i ? "," : "",
                   topics[i].name, topics[i].partition_count, (long long)topic_records(&topics[i]),
                   (long long)topic_total(&topics[i]));
        table_cell(table, "%s", topics[i].name);
        table_cell(table, "%zu", topics[i].partition_count);
        table_cell(table, "%lld", (long long)topic_records(&topics[i]));
        table_cell(table, "%lld", (long long)topic_total(&topics[i]));
    }
    if (cli->json)
        printf("]}\n");
    else
        table_print(table, stdout);
}

static int run_topics(struct cli *cli)
{
    struct admin_topic *topics;
    struct admin *admin;
    struct error err;
    size_t count;
    int code = kafka_connect(cli, &admin);

    if (code)
        return code;
    if (admin_topics(admin, NULL, cli->arena, &topics, &count, &err))
        print_topics(cli, topics, count);
    else
        code = kafka_failed(cli, &err);
    admin_close(admin);
    return code;
}

const struct verb verb_topics = {
    .name = "topics",
    .summary = "List Kafka's topics, their partitions and how many records they hold",
    .help = "RECORDS is what can be read now, EVER counts those that were deleted, too. In a topic that is "
            "compacted\n"
            "or has transactions, some of the counted are not there.\n",
    .run = run_topics,
};

static const char *const groups[] = {"orchestrator",      "media",          "catalog",
                                     "response-composer", "device-adapter", "monitoring"};

static const struct admin_partition *partition_of(const struct admin_topic *topics, size_t count,
                                                  const struct admin_offset *offset)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(topics[i].name, offset->topic) != 0)
            continue;
        for (size_t at = 0; at < topics[i].partition_count; at++) {
            if (topics[i].partitions[at].partition == offset->partition)
                return &topics[i].partitions[at];
        }
    }
    return NULL;
}

struct lag_report {
    struct table *table;
    struct buf json;
    int64_t total;
};

static void add_lag(struct lag_report *report, const char *group, const struct admin_offset *offset,
                    const struct admin_partition *partition)
{
    int64_t from = offset->offset > partition->low ? offset->offset : partition->low;
    int64_t lag = partition->high > from ? partition->high - from : 0;

    report->total += lag;
    buf_printf(
        &report->json,
        "%s{\"group\":\"%s\",\"topic\":\"%s\",\"partition\":%d,\"committed\":%lld,\"end\":%lld,\"lag\":%lld}",
        report->json.data[report->json.len - 1] == '[' ? "" : ",", group, offset->topic, offset->partition,
        (long long)offset->offset, (long long)partition->high, (long long)lag);
    table_cell(report->table, "%s", group);
    table_cell(report->table, "%s", offset->topic);
    table_cell(report->table, "%d", offset->partition);
    table_cell(report->table, "%lld", (long long)offset->offset);
    table_cell(report->table, "%lld", (long long)partition->high);
    table_cell(report->table, "%lld", (long long)lag);
}

static bool add_group(struct cli *cli, struct admin *admin, const char *service, struct lag_report *report,
                      const struct admin_topic *topics, size_t topic_count, struct error *err)
{
    const char *group = str_printf(cli->arena, "steward-%s", service);
    struct admin_offset *offsets;
    size_t count;

    if (!admin_committed(admin, group, cli->arena, &offsets, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct admin_partition *partition = partition_of(topics, topic_count, &offsets[i]);

        if (partition)
            add_lag(report, group, &offsets[i], partition);
    }
    return true;
}

static bool fill_lags(struct cli *cli, struct admin *admin, struct lag_report *report, struct error *err)
{
    struct admin_topic *topics;
    size_t count;

    if (!admin_topics(admin, NULL, cli->arena, &topics, &count, err))
        return false;
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        if (!add_group(cli, admin, groups[i], report, topics, count, err))
            return false;
    }
    return true;
}

static int run_lag(struct cli *cli)
{
    static const char *const heads[] = {"GROUP", "TOPIC", ">PARTITION", ">COMMITTED", ">END", ">LAG", NULL};
    struct lag_report report = {.table = table_new(cli->arena, heads)};
    struct admin *admin;
    struct error err;
    int code = kafka_connect(cli, &admin);

    if (code)
        return code;
    buf_str(&report.json, STR("{\"lags\":["));
    if (!fill_lags(cli, admin, &report, &err)) {
        code = kafka_failed(cli, &err);
    } else if (cli->json) {
        printf("%s],\"total\":%lld}\n", report.json.data, (long long)report.total);
    } else {
        table_print(report.table, stdout);
        printf("\n%lld records to go\n", (long long)report.total);
    }
    buf_free(&report.json);
    admin_close(admin);
    return code;
}

const struct verb verb_lag = {
    .name = "lag",
    .summary = "Show how many records each service has still to read",
    .run = run_lag,
};
