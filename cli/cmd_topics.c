/* cmd_topics: the topics there are. */
#include <stdio.h>

#include "kafka_verbs.h"
#include "print.h"

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
    .help =
        "RECORDS is what can be read now, EVER counts those that were deleted, too. In a topic that is "
        "compacted\n"
        "or has transactions, some of the counted are not there.\n"
        "`steward topics check` compares them with what the services expect, `steward topics create` makes\n"
        "those that are missing, `steward topics repair` mends their settings.\n",
    .run = run_topics,
};
