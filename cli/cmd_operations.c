/* cmd_operations: pause, resume, drain, loglevel: asked of every copy of a service, one after the other. */
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "fleet.h"
#include "print.h"
#include "services.h"
#include "steward/v1/operations.pb-c.h"
#include "json/json.h"

enum { ASK_MS = 8000, LOOK_MS = 2000, LOOK_EVERY_MS = 100, WAIT_S = 60 };

typedef Steward__V1__Operations__View View;

struct changing {
    struct cli *cli;
    const char *change; /* more members of the body, with a comma before them; NULL: only look */
    struct table *table;
    struct buf json;
};

static const char *intake_name(Steward__V1__Operations__Intake intake)
{
    return intake == STEWARD__V1__OPERATIONS__INTAKE__PAUSED ? "paused" : "taken";
}

static void add(struct changing *changing, const View *view, struct str body)
{
    buf_printf(&changing->json, "%s%.*s", changing->json.len > strlen("{\"copies\":[") ? "," : "",
               STR_ARGS(body));
    table_cell(changing->table, "%s", view->service);
    table_cell(changing->table, "%s", view->copy);
    table_cell(changing->table, "%s", view->draining ? "draining" : intake_name(view->intake));
    table_cell(changing->table, "%s", view->log_level);
    table_cell(changing->table, "%lld", (long long)view->in_hand);
}

static int change_copy(struct changing *changing, const struct fleet_copy *copy)
{
    struct cli *cli = changing->cli;
    struct cli_ask ask = {.method = changing->change ? "POST" : "GET",
                          .url = str_printf(cli->arena, "%s/operations", copy->url),
                          .deadline_ms = ASK_MS};
    struct buf body = {0};
    struct str said;
    const View *view;
    int code;

    if (changing->change) {
        buf_str(&body, STR("{\"copy\":"));
        json_add_string(&body, str_of(copy->copy));
        buf_printf(&body, "%s}", changing->change);
        ask.body = buf_as_str(&body);
    }
    view = cli_fetch_message(cli, &ask, &steward__v1__operations__view__descriptor, &said, &code);
    buf_free(&body);
    if (view)
        add(changing, view, said);
    return code;
}

/* With --url, the copy is asked for its own name. */
static int copy_at(struct cli *cli, const char *url, const char *service, struct fleet_copy *ret_copy)
{
    const struct cli_ask ask = {.method = "GET",
                                .url = str_printf(cli->arena, "%s/operations", url),
                                .deadline_ms = ASK_MS};
    int code;
    const View *view = cli_fetch_message(cli, &ask, &steward__v1__operations__view__descriptor, NULL, &code);

    if (!view)
        return code;
    if (strcmp(view->service, service) != 0)
        return cli_fail(cli, CLI_USAGE, "at %s is %s, not %s", url, view->service, service);
    *ret_copy = (struct fleet_copy){view->service, view->copy, url};
    return CLI_OK;
}

static int find_copies(struct cli *cli, struct fleet_copy **ret_copies, size_t *ret_count)
{
    const char *service = cli->args->words[0], *url = args_text(cli->args, "url", NULL);
    const char *one = args_text(cli->args, "copy", NULL);
    size_t kept = 0;
    int code;

    if (!cli_service_named(service))
        return cli_fail(cli, CLI_USAGE, "there is no service %s", service);
    if (url) {
        *ret_copies = arena_new_of(cli->arena, struct fleet_copy);
        *ret_count = 1;
        return copy_at(cli, url, service, *ret_copies);
    }
    code = fleet_copies(cli, service, ret_copies, ret_count);
    for (size_t i = 0; !code && i < *ret_count; i++) {
        if (!one || strcmp((*ret_copies)[i].copy, one) == 0)
            (*ret_copies)[kept++] = (*ret_copies)[i];
    }
    *ret_count = kept;
    return !code && !kept ? cli_fail(cli, CLI_NOT_FOUND, "%s has no copy %s", service, one) : code;
}

static bool is_there(struct cli *cli, const struct fleet_copy *copy)
{
    const struct cli_ask ask = {.method = "GET",
                                .url = str_printf(cli->arena, "%s/operations", copy->url),
                                .deadline_ms = LOOK_MS};
    struct cli_reply reply;
    struct error err;
    ProtobufCMessage *message;
    struct json_fault fault;

    return cli_try(cli, &ask, &reply, &err) &&
           json_to_message(&steward__v1__operations__view__descriptor, reply.body, cli->arena, &message,
                           &fault) &&
           strcmp(((const View *)message)->copy, copy->copy) == 0;
}

/* One copy at a time: the others do its work meanwhile, and a supervisor starts it anew. */
static int wait_until_gone(struct cli *cli, const struct fleet_copy *copy, int64_t wait_s)
{
    int64_t until_ms = clock_mono_ms() + 1000 * wait_s;
    const struct timespec pause = {.tv_nsec = LOOK_EVERY_MS * 1000000L};

    while (is_there(cli, copy)) {
        if (clock_mono_ms() >= until_ms)
            return cli_fail(cli, CLI_UNAVAILABLE, "%s has not ended after %lld s", copy->copy,
                            (long long)wait_s);
        nanosleep(&pause, NULL);
    }
    return CLI_OK;
}

/* A copy that does not answer, which may have ended a moment ago, does not keep the others from being
 * changed; but none is drained while it is not known how many are left. */
static int change_all(struct changing *changing, bool is_drain, int64_t wait_s)
{
    struct fleet_copy *copies;
    size_t count = 0;
    int code = find_copies(changing->cli, &copies, &count);

    if (code)
        return code;
    for (size_t i = 0; i < count && (!code || (code == CLI_UNAVAILABLE && !is_drain)); i++) {
        int one = change_copy(changing, &copies[i]);

        if (!one && is_drain && wait_s)
            one = wait_until_gone(changing->cli, &copies[i], wait_s);
        code = one ? one : code;
    }
    return code;
}

static int change(struct cli *cli, const char *what, bool is_drain)
{
    static const char *const heads[] = {"SERVICE", "COPY", "INTAKE", "LOGS", ">IN HAND", NULL};
    struct changing changing = {.cli = cli, .change = what, .table = table_new(cli->arena, heads)};
    struct error err;
    int64_t wait_s;
    int code;

    if (!args_int(cli->args, "wait", 0, 86400, WAIT_S, &wait_s, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    buf_str(&changing.json, STR("{\"copies\":["));
    code = change_all(&changing, is_drain, wait_s);
    if (cli->json)
        printf("%s]}\n", changing.json.data);
    else
        table_print(changing.table, stdout); /* also those that were changed before one failed */
    buf_free(&changing.json);
    return code;
}

static int run_pause(struct cli *cli)
{
    return change(cli, ",\"intake\":\"PAUSED\"", false);
}

static int run_resume(struct cli *cli)
{
    return change(cli, ",\"intake\":\"TAKEN\"", false);
}

static int run_drain(struct cli *cli)
{
    return change(cli, ",\"drain\":true", true);
}

static int run_loglevel(struct cli *cli)
{
    struct buf level = {0};
    enum log_level known;
    int code;

    if (cli->args->word_count < 2)
        return change(cli, NULL, false);
    if (!log_level_from(cli->args->words[1], &known))
        return cli_fail(cli, CLI_USAGE, "a level is debug, info, warn or error");
    buf_str(&level, STR(",\"log_level\":"));
    json_add_string(&level, str_of(cli->args->words[1]));
    code = change(cli, level.data, false);
    buf_free(&level);
    return code;
}

#define WHICH                                                                                                \
    {"copy", "ID", "only this copy (left out: all that monitoring hears of)"},                               \
        {"url", "URL", "only the copy at this address, without asking monitoring"},                          \
    {                                                                                                        \
        0                                                                                                    \
    }
static const struct option options[] = {WHICH};
static const struct option drain_options[] =
    {{"wait", "SECONDS", "for each copy to end, before the next is told to (60; 0: do not wait)"}, WHICH};

const struct verb verb_pause = {
    .name = "pause",
    .words = "SERVICE",
    .min_words = 1,
    .max_words = 1,
    .summary = "Have a service take no new work",
    .help = "What is begun goes on; what comes waits in Kafka, as `steward lag` shows. The orchestrator's "
            "new work is\n"
            "steward.requests: it goes on with those that it has begun. A copy that is started anew takes "
            "work.\n",
    .options = options,
    .run = run_pause,
};

const struct verb verb_resume = {
    .name = "resume",
    .words = "SERVICE",
    .min_words = 1,
    .max_words = 1,
    .summary = "Have a paused service take work again",
    .options = options,
    .run = run_resume,
};

const struct verb verb_drain = {
    .name = "drain",
    .words = "SERVICE",
    .min_words = 1,
    .max_words = 1,
    .summary = "Have the copies of a service finish what they have in hand, and end",
    .help =
        "As SIGTERM does, one copy after the other. What watches over the processes then starts them anew.\n",
    .options = drain_options,
    .run = run_drain,
};

const struct verb verb_loglevel = {
    .name = "loglevel",
    .words = "SERVICE [LEVEL]",
    .min_words = 1,
    .max_words = 2,
    .summary = "Show or set what a service logs: debug, info, warn or error",
    .help = "Until the process ends, or SIGHUP has it read STEWARD_LOG_LEVEL anew.\n",
    .options = options,
    .run = run_loglevel,
};
