/* cmd_health: is every process there and ready? */
#include <stdio.h>

#include "cli.h"
#include "print.h"
#include "services.h"
#include "json/json.h"

struct seen {
    bool has_answered;
    struct cli_reply reply;
    struct error err;
    struct json_member *members;
    size_t count;
};

static struct str member_of(const struct seen *seen, struct str name)
{
    return json_value_of(seen->members, seen->count, name);
}

static void look_at(struct cli *cli, const char *setting, struct seen *seen)
{
    const struct cli_ask ask = {.method = "GET",
                                .url = cli_url(cli, setting, "/health"),
                                .deadline_ms = 3000};

    seen->has_answered = cli_try(cli, &ask, &seen->reply, &seen->err);
    if (!seen->has_answered ||
        !json_members(seen->reply.body, cli->arena, &seen->members, &seen->count, NULL))
        seen->count = 0;
}

static bool is_well(const struct seen *seen)
{
    return seen->has_answered && str_is(member_of(seen, STR("status")), "ok");
}

static void add_json(struct cli *cli, size_t at, const struct seen *seen, struct buf *out)
{
    buf_printf(out, "%s{\"name\":\"%s\",\"url\":", at ? "," : "", cli_services[at].name);
    json_add_string(out, str_of(cli_url(cli, cli_services[at].setting, "%s", "")));
    buf_printf(out, ",\"ok\":%s", is_well(seen) ? "true" : "false");
    if (seen->count) {
        buf_str(out, STR(",\"health\":"));
        buf_str(out, seen->reply.body);
    } else {
        buf_str(out, STR(",\"error\":"));
        json_add_string(out, seen->has_answered ? STR("the answer is not JSON") : str_of(seen->err.text));
    }
    buf_char(out, '}');
}

static void add_row(struct cli *cli, size_t at, const struct seen *seen, struct table *table)
{
    int64_t uptime_s = 0;

    table_cell(table, "%s", cli_services[at].name);
    table_cell(table, "%s", cli_url(cli, cli_services[at].setting, "%s", ""));
    if (!seen->count) {
        table_cell(table, "away");
        table_cell(table, "-");
        table_cell(table, "-");
        table_cell(table, "%s", seen->has_answered ? "the answer is not JSON" : seen->err.text);
        return;
    }
    if (!str_to_int64(member_of(seen, STR("uptime_s")), &uptime_s))
        uptime_s = 0;
    table_cell(table, "%.*s", STR_ARGS(member_of(seen, STR("status"))));
    table_cell(table, "%.*s", STR_ARGS(member_of(seen, STR("version"))));
    table_cell(table, "%lld s", (long long)uptime_s);
    table_cell(table, "%.*s", STR_ARGS(member_of(seen, STR("detail"))));
}

static int run(struct cli *cli)
{
    static const char *const heads[] = {"SERVICE", "ADDRESS", "STATUS", "VERSION", ">UP", "DETAIL", NULL};
    struct table *table = table_new(cli->arena, heads);
    struct buf json = {0};
    size_t well = 0;

    buf_str(&json, STR("{\"services\":["));
    for (size_t i = 0; i < CLI_SERVICES; i++) {
        struct seen seen = {0};

        look_at(cli, cli_services[i].setting, &seen);
        well += is_well(&seen);
        add_json(cli, i, &seen, &json);
        add_row(cli, i, &seen, table);
    }
    buf_printf(&json, "],\"ok\":%s}\n", well == CLI_SERVICES ? "true" : "false");
    if (cli->json)
        fputs(json.data, stdout);
    else
        table_print(table, stdout);
    buf_free(&json);
    return well == CLI_SERVICES ? CLI_OK : CLI_UNAVAILABLE;
}

const struct verb verb_health = {
    .name = "health",
    .summary = "Show whether every process is there and ready",
    .help = "Exit code 0 if all are, else 4.\n",
    .run = run,
};
