/* cmd_requests: what became of requests. */
#include <stdio.h>

#include "cli.h"
#include "print.h"
#include "sessions.h"
#include "show.h"
#include "json/json.h"

static int show(struct cli *cli)
{
    const char *id = cli_escaped(cli, cli->args->words[0]);
    struct cli_reply reply;
    int code = cli_fetch(cli,
                         &(struct cli_ask){.method = "GET",
                                           .url = cli_url(cli, "STEWARD_URL", "/api/v1/requests/%s", id)},
                         &reply);

    return code ? code : show_response(cli, reply.body, true);
}

const struct verb verb_requests_show = {
    .name = "requests",
    .action = "show",
    .words = "ID",
    .min_words = 1,
    .max_words = 1,
    .summary = "Show a request, its answer and the times of its states",
    .run = show,
};

static const struct option list_options[] = {
    {"session", "ID", "those of one session"},
    {"limit", "N", "the newest N, 1 to 1000 (20)"},
    {0},
};

static int list(struct cli *cli)
{
    const char *session = args_text(cli->args, "session", NULL);
    struct cli_reply reply;
    struct error err;
    int64_t limit;
    int code;

    if (!args_int(cli->args, "limit", 1, 1000, 20, &limit, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    if (session)
        return sessions_print(cli, session, (size_t)limit);
    code = cli_fetch(cli,
                     &(struct cli_ask){.method = "GET",
                                       .url = cli_url(cli, "STEWARD_URL", "/api/v1/requests?limit=%lld",
                                                      (long long)limit)},
                     &reply);
    return code ? code : sessions_print_view(cli, reply.body, (size_t)limit);
}

const struct verb verb_requests_list = {
    .name = "requests",
    .action = "list",
    .summary = "List the newest requests",
    .options = list_options,
    .run = list,
};
