/* cmd_queries: what people search for, and what they do not find. */
#include <stdio.h>

#include "cli.h"
#include "print.h"
#include "steward/v1/learning.pb-c.h"

static const struct option queries_options[] = {
    {"zero", NULL, "only what found nothing relevant"},
    {"since", "DAY", "the first day, as 2026-11-01 (30 days ago)"},
    {"limit", "N", "how many, 1 to 1000 (50)"},
    {"tenant", "ID", "whose (default)"},
    {0},
};

static void print_stats(struct cli *cli, const Steward__V1__QueryStats *stats)
{
    static const char *const heads[] = {"QUERY",    ">SEARCHES", ">FOUND NOTHING",
                                        ">CLICKED", ">SESSIONS", NULL};
    struct table *table = table_new(cli->arena, heads);

    for (size_t i = 0; i < stats->n_queries; i++) {
        const Steward__V1__QueryStats__Entry *q = stats->queries[i];

        table_cell(table, "%s", q->query);
        table_cell(table, "%lld", (long long)q->searches);
        table_cell(table, "%lld", (long long)q->empty);
        table_cell(table, "%.0f %%", q->searches > 0 ? 100.0 * (double)q->clicks / (double)q->searches : 0.0);
        table_cell(table, "%lld%s", (long long)q->sessions, q->sessions == 64 ? "+" : "");
    }
    table_print(table, stdout);
}

static int queries(struct cli *cli)
{
    struct cli_ask ask = {.method = "GET", .header = cli_tenant_header(cli)};
    const Steward__V1__QueryStats *stats;
    struct str body;
    struct error err;
    int64_t limit;
    int code;

    if (!args_int(cli->args, "limit", 1, 1000, 50, &limit, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    ask.url = cli_url(cli, "STEWARD_CATALOG_URL", "/queries?limit=%lld&zero=%s&since=%s", (long long)limit,
                      args_has(cli->args, "zero") ? "true" : "false",
                      cli_escaped(cli, args_text(cli->args, "since", "")));
    stats = cli_fetch_message(cli, &ask, &steward__v1__query_stats__descriptor, &body, &code);
    if (!stats)
        return code;
    if (cli->json)
        printf("%.*s\n", STR_ARGS(body));
    else
        print_stats(cli, stats);
    return CLI_OK;
}

const struct verb verb_catalog_queries = {
    .name = "catalog",
    .action = "queries",
    .summary = "What people search for most, and what they do not find",
    .help = "Counts only: who searched is not known. CLICKED: after how many of the searches something was "
            "clicked,\nwhere clicks are recorded.\n",
    .options = queries_options,
    .run = queries,
};
