/* cmd_lag: how far behind the services are. */
#include <stdio.h>

#include "kafka_verbs.h"
#include "print.h"
#include "services.h"

static int64_t committed_of(const struct admin_offset *offsets, size_t count, const char *topic,
                            int32_t partition)
{
    for (size_t i = 0; i < count; i++) {
        if (offsets[i].partition == partition && strcmp(offsets[i].topic, topic) == 0)
            return offsets[i].offset;
    }
    return -1;
}

static bool is_read(const struct admin_offset *offsets, size_t count, const char *topic)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(offsets[i].topic, topic) == 0)
            return true;
    }
    return false;
}

struct group_topic {
    const char *group, *topic;
    int partitions, behind; /* behind: partitions with something to read */
    int64_t lag;
};

enum { GROUP_TOPICS_MAX = 512 };

struct lag_report {
    struct table *partitions;
    struct buf json;
    struct group_topic topics[GROUP_TOPICS_MAX];
    size_t topic_count;
    int64_t total, most; /* most: of one topic in one group */
};

static void add_to_topic(struct lag_report *report, const char *group, const char *topic, int64_t lag)
{
    struct group_topic *at = report->topics;
    struct group_topic *end = at + report->topic_count;

    while (at < end && (strcmp(at->group, group) != 0 || strcmp(at->topic, topic) != 0))
        at++;
    if (at == end && report->topic_count == GROUP_TOPICS_MAX)
        return;
    if (at == end) {
        *at = (struct group_topic){group, topic, 0, 0, 0};
        report->topic_count++;
    }
    at->partitions++;
    at->behind += lag > 0;
    at->lag += lag;
    if (at->lag > report->most)
        report->most = at->lag;
}

static void add_lag(struct lag_report *report, const char *group, const char *topic, int64_t committed,
                    const struct admin_partition *partition)
{
    int64_t from = committed > partition->low ? committed : partition->low;
    int64_t lag = partition->high > from ? partition->high - from : 0;

    report->total += lag;
    add_to_topic(report, group, topic, lag);
    buf_printf(
        &report->json,
        "%s{\"group\":\"%s\",\"topic\":\"%s\",\"partition\":%d,\"committed\":%lld,\"end\":%lld,\"lag\":%lld}",
        report->json.data[report->json.len - 1] == '[' ? "" : ",", group, topic, partition->partition,
        (long long)committed, (long long)partition->high, (long long)lag);
    table_cell(report->partitions, "%s", group);
    table_cell(report->partitions, "%s", topic);
    table_cell(report->partitions, "%d", partition->partition);
    table_cell(report->partitions, "%lld", (long long)committed);
    table_cell(report->partitions, "%lld", (long long)partition->high);
    table_cell(report->partitions, "%lld", (long long)lag);
}

/* Of a topic that a group reads, a partition without an offset has not been begun: all of it is to be read.
 */
static bool add_group(struct cli *cli, struct admin *admin, const char *group, struct lag_report *report,
                      const struct admin_topic *topics, size_t topic_count, struct error *err)
{
    struct admin_offset *offsets;
    size_t count;

    if (!admin_committed(admin, group, cli->arena, &offsets, &count, err))
        return false;
    for (size_t i = 0; i < topic_count; i++) {
        const char *topic = topics[i].name;

        for (size_t at = 0; is_read(offsets, count, topic) && at < topics[i].partition_count; at++) {
            const struct admin_partition *partition = &topics[i].partitions[at];

            add_lag(report, group, topic, committed_of(offsets, count, topic, partition->partition),
                    partition);
        }
    }
    return true;
}

static bool fill_lags(struct cli *cli, struct admin *admin, struct lag_report *report, struct error *err)
{
    const char *wanted = args_text(cli->args, "group", NULL);
    struct admin_topic *topics;
    size_t count;

    if (!admin_topics(admin, NULL, cli->arena, &topics, &count, err))
        return false;
    if (wanted)
        return add_group(cli, admin, wanted, report, topics, count, err);
    for (size_t i = 0; i < CLI_SERVICES; i++) {
        if (!add_group(cli, admin, cli_services[i].group, report, topics, count, err))
            return false;
    }
    return true;
}

static void print_by_topic(struct cli *cli, const struct lag_report *report)
{
    static const char *const heads[] = {"GROUP", "TOPIC", ">PARTITIONS", ">BEHIND", ">LAG", NULL};
    struct table *table = table_new(cli->arena, heads);

    for (size_t i = 0; i < report->topic_count; i++) {
        table_cell(table, "%s", report->topics[i].group);
        table_cell(table, "%s", report->topics[i].topic);
        table_cell(table, "%d", report->topics[i].partitions);
        table_cell(table, "%d", report->topics[i].behind);
        table_cell(table, "%lld", (long long)report->topics[i].lag);
    }
    table_print(table, stdout);
}

static void print_report(struct cli *cli, struct lag_report *report)
{
    if (cli->json) {
        printf("%s],\"topics\":[", report->json.data);
        for (size_t i = 0; i < report->topic_count; i++)
            printf("%s{\"group\":\"%s\",\"topic\":\"%s\",\"partitions\":%d,\"behind\":%d,\"lag\":%lld}",
                   i ? "," : "", report->topics[i].group, report->topics[i].topic,
                   report->topics[i].partitions, report->topics[i].behind, (long long)report->topics[i].lag);
        printf("],\"total\":%lld}\n", (long long)report->total);
        return;
    }
    if (args_has(cli->args, "partitions"))
        table_print(report->partitions, stdout);
    else
        print_by_topic(cli, report);
    printf("\n%lld records to go\n", (long long)report->total);
}

static int run_lag(struct cli *cli)
{
    static const char *const heads[] = {"GROUP", "TOPIC", ">PARTITION", ">COMMITTED", ">END", ">LAG", NULL};
    struct lag_report *report = arena_new_of(cli->arena, struct lag_report);
    struct admin *admin;
    struct error err;
    int64_t max;
    int code;

    if (!args_int(cli->args, "max", 0, INT64_MAX, INT64_MAX, &max, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    code = kafka_connect(cli, &admin);
    if (code)
        return code;
    report->partitions = table_new(cli->arena, heads);
    buf_str(&report->json, STR("{\"lags\":["));
    if (fill_lags(cli, admin, report, &err))
        print_report(cli, report);
    else
        code = kafka_failed(cli, &err);
    buf_free(&report->json);
    admin_close(admin);
    if (!code && report->most > max)
        return cli_fail(cli, CLI_FAILED, "a group is %lld records behind on a topic, more than %lld",
                        (long long)report->most, (long long)max);
    return code;
}

static const struct option options[] = {
    {"partitions", NULL, "a line for each partition, with the offsets"},
    {"group", "NAME", "of this consumer group instead of the services'"},
    {"max", "N", "exit code 1 if a group is further behind than N on one topic"},
    {0},
};

const struct verb verb_lag = {
    .name = "lag",
    .summary = "Show how many records each service has still to read",
    .help = "By what the groups have committed, which is some tenths of a second old. In a partition where a "
            "group has "
            "not\n"
            "committed anything yet (-1), all there is counts.\n",
    .options = options,
    .run = run_lag,
};
