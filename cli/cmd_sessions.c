/* cmd_sessions: a session and its requests. */
#include <stdio.h>

#include "cli.h"
#include "print.h"
#include "sessions.h"
#include "show.h"
#include "json/json.h"

enum { ALL = 100000 };

static void print_requests(struct cli *cli, const Steward__V1__SessionView *view, size_t limit)
{
    static const char *const heads[] = {"REQUEST", "STATUS", "BEGAN", "QUERY", NULL};
    struct table *table = table_new(cli->arena, heads);
    size_t from = view->n_requests > limit ? view->n_requests - limit : 0;

    for (size_t i = from; i < view->n_requests; i++) {
        const Steward__V1__SessionView__RequestView *request = view->requests[i];

        table_cell(table, "%s", request->request_id);
        table_cell(table, "%s", show_state(request->status));
        table_cell(table, "%s", request->n_timeline ? show_time(cli->arena, request->timeline[0]->at) : "-");
        table_cell(table, "%s", request->query);
    }
    table_print(table, stdout);
}

static int print_view(struct cli *cli, struct str body, size_t limit)
{
    ProtobufCMessage *message;
    struct json_fault fault;
    const Steward__V1__SessionView *view;

    if (!json_to_message(&steward__v1__session_view__descriptor, body, cli->arena, &message, &fault))
        return cli_fail(cli, CLI_FAILED, "the answer cannot be read: %s %s", fault.field, fault.reason);
    view = (const Steward__V1__SessionView *)message;
    if (cli->json) {
        printf("%.*s\n", STR_ARGS(body));
        return CLI_OK;
    }
    printf("session %s · user %s · began %s · last %s\n\n", print_safe(cli->arena, str_of(view->session_id)),
           *view->user_id ? print_safe(cli->arena, str_of(view->user_id)) : "-",
           show_time(cli->arena, view->created_at), show_time(cli->arena, view->updated_at));
    print_requests(cli, view, limit);
    return CLI_OK;
}

int sessions_print(struct cli *cli, const char *session_id, size_t limit)
{
    const char *url = cli_url(cli, "STEWARD_URL", "/api/v1/sessions/%s", cli_escaped(cli, session_id));
    struct cli_reply reply;
    int code = cli_fetch(cli, &(struct cli_ask){.method = "GET", .url = url}, &reply);

    return code ? code : print_view(cli, reply.body, limit);
}

static int show(struct cli *cli)
{
    return sessions_print(cli, cli->args->words[0], ALL);
}

const struct verb verb_sessions_show = {
    .name = "sessions",
    .action = "show",
    .words = "ID",
    .min_words = 1,
    .max_words = 1,
    .summary = "Show a session and its requests",
    .run = show,
};
