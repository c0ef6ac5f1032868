/* cmd_requests: what became of requests. */
#include <stdio.h>

#include "cli.h"
#include "requests_recent.h"
#include "sessions.h"
#include "show.h"

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
    struct error err;
    int64_t limit;

    if (!args_int(cli->args, "limit", 1, 1000, 20, &limit, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    return session ? sessions_print(cli, session, (size_t)limit) : requests_recent(cli, (size_t)limit);
}

const struct verb verb_requests_list = {
    .name = "requests",
    .action = "list",
    .summary = "List the newest requests",
    .help = "Of all sessions, as Kafka has them (OPEN: not answered yet), or with --session of one, with "
            "their states.\n",
    .options = list_options,
    .run = list,
};
