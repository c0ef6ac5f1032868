/* cmd_sessions: the sessions of a user, one with its requests, and erasing one. */
#include <stdio.h>

#include "cli.h"
#include "print.h"
#include "sessions.h"
#include "show.h"

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

int sessions_print(struct cli *cli, const char *session_id, size_t limit)
{
    const struct cli_ask ask = {.method = "GET",
                                .url = cli_url(cli, "STEWARD_URL", "/api/v1/sessions/%s",
                                               cli_escaped(cli, session_id))};
    const Steward__V1__SessionView *view;
    struct str body;
    int code;

    view = cli_fetch_message(cli, &ask, &steward__v1__session_view__descriptor, &body, &code);
    if (!view)
        return code;
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

/* ---- those of a user ---- */

static const struct option list_options[] = {
    {"user", "ID", "whose sessions"},
    {"limit", "N", "how many, 1 to 100 (20)"},
    {"cursor", "TEXT", "go on after an earlier answer (its next_cursor)"},
    {0},
};

static int fetch_and_print(struct cli *cli, const struct cli_ask *ask)
{
    static const char *const heads[] = {"SESSION", "LAST USED", "ABOUT", NULL};
    struct table *table = table_new(cli->arena, heads);
    const Steward__V1__SessionList *list;
    struct str body;
    int code;

    list = cli_fetch_message(cli, ask, &steward__v1__session_list__descriptor, &body, &code);
    if (!list)
        return code;
    if (cli->json) {
        printf("%.*s\n", STR_ARGS(body));
        return CLI_OK;
    }
    for (size_t i = 0; i < list->n_sessions; i++) {
        table_cell(table, "%s", list->sessions[i]->session_id);
        table_cell(table, "%s", show_time(cli->arena, list->sessions[i]->updated_at));
        table_cell(table, "%s", list->sessions[i]->title);
    }
    table_print(table, stdout);
    if (*list->next_cursor)
        printf("more: --cursor %s\n", print_safe(cli->arena, str_of(list->next_cursor)));
    return CLI_OK;
}

static int list_them(struct cli *cli)
{
    const char *user = args_text(cli->args, "user", NULL), *cursor = args_text(cli->args, "cursor", "");
    struct error err;
    int64_t limit;

    if (!user)
        return cli_fail(cli, CLI_USAGE, "say whose: --user ID");
    if (!args_int(cli->args, "limit", 1, 100, 20, &limit, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    return fetch_and_print(cli, &(struct cli_ask){.method = "GET",
                                                  .url = cli_url(cli, "STEWARD_URL",
                                                                 "/api/v1/sessions?user_id=%s&limit=%lld%s%s",
                                                                 cli_escaped(cli, user), (long long)limit,
                                                                 *cursor ? "&cursor=" : "",
                                                                 cli_escaped(cli, cursor))});
}

const struct verb verb_sessions_list = {
    .name = "sessions",
    .action = "list",
    .summary = "List the sessions of a user",
    .options = list_options,
    .run = list_them,
};

/* ---- erasing one ---- */

static const struct option erase_options[] = {
    {"user", "ID", "whose it is, if it is somebody's"},
    {0},
};

static int erase(struct cli *cli)
{
    const char *url =
        cli_url(cli, "STEWARD_URL", "/api/v1/sessions/%s?user_id=%s", cli_escaped(cli, cli->args->words[0]),
                cli_escaped(cli, args_text(cli->args, "user", "")));
    struct cli_reply reply;
    int code =
        cli_fetch(cli, &(struct cli_ask){.method = "DELETE", .url = url, .deadline_ms = 15000}, &reply);

    if (!code && cli->json)
        printf("%.*s\n", STR_ARGS(reply.body));
    else if (!code)
        puts("erased");
    return code;
}

const struct verb verb_sessions_erase = {
    .name = "sessions",
    .action = "erase",
    .words = "ID",
    .min_words = 1,
    .max_words = 1,
    .summary = "Erase a session and all that is kept of its requests",
    .options = erase_options,
    .run = erase,
};
