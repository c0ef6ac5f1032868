/* cmd_chat: a conversation: one message, or one after the other as they are typed. */
#include <stdio.h>
#include <unistd.h>

#include "base/id.h"
#include "cli.h"
#include "show.h"
#include "json/json.h"

enum { LINE_MAX_BYTES = 2048 };

static const struct option options[] = {
    {"session", "ID", "go on with this session (a new one)"},
    {"user", "ID", "who talks"},
    {"limit", "N", "how many products are shown, 1 to 100 (5)"},
    {"locale", "TAG", "of the reader, as en-US"},
    {"wait", "SECONDS", "how long to wait for each answer (10)"},
    {0},
};

struct talk {
    struct cli *cli;
    const char *session_id;
    int64_t limit, wait_s;
};

static struct str body_of(const struct talk *talk, struct str message)
{
    struct cli *cli = talk->cli;
    struct buf body = {0};
    struct str copy;

    buf_str(&body, STR("{\"message\":"));
    json_add_string(&body, message);
    buf_str(&body, STR(",\"session_id\":"));
    json_add_string(&body, str_of(talk->session_id));
    buf_str(&body, STR(",\"user_id\":"));
    json_add_string(&body, str_of(args_text(cli->args, "user", "")));
    buf_str(&body, STR(",\"locale\":"));
    json_add_string(&body, str_of(args_text(cli->args, "locale", "")));
    buf_printf(&body, ",\"limit\":%lld}", (long long)talk->limit);
    copy = str_copy(cli->arena, buf_as_str(&body));
    buf_free(&body);
    return copy;
}

static int say(const struct talk *talk, struct str message)
{
    struct cli *cli = talk->cli;
    struct cli_reply reply;
    const struct cli_ask ask = {
        .method = "POST",
        .url = cli_url(cli, "STEWARD_URL", "/api/v1/chat"),
        .body = body_of(talk, message),
        .header = str_printf(cli->arena, "Prefer: wait=%lld", (long long)talk->wait_s),
        .deadline_ms = (int)talk->wait_s * 1000 + 5000,
    };
    int code = cli_fetch(cli, &ask, &reply);

    return code ? code : show_response(cli, reply.body, false);
}

/* Line by line to the end of the input; a failed turn does not end the talk. */
static int talk_on(const struct talk *talk)
{
    bool is_person = isatty(STDIN_FILENO) && !talk->cli->json;
    char line[LINE_MAX_BYTES];
    int code = CLI_OK;

    if (is_person)
        printf("session %s: say what you are looking for; Ctrl-D ends.\n", talk->session_id);
    while (true) {
        struct str message;

        if (is_person)
            printf("\n> ");
        fflush(stdout);
        if (!fgets(line, sizeof(line), stdin))
            break;
        message = str_trim(str_of(line));
        if (message.len)
            code = say(talk, message);
    }
    return code;
}

static int run(struct cli *cli)
{
    char id[ID_SIZE];
    struct talk talk = {.cli = cli};
    struct buf words = {0};
    struct error err;
    int code;

    if (!args_int(cli->args, "limit", 1, 100, 5, &talk.limit, &err) ||
        !args_int(cli->args, "wait", 1, 50, 10, &talk.wait_s, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    id_new(id);
    talk.session_id = args_text(cli->args, "session", id);
    if (cli->args->word_count == 0)
        return talk_on(&talk);
    for (int i = 0; i < cli->args->word_count; i++)
        buf_printf(&words, "%s%s", i ? " " : "", cli->args->words[i]);
    code = say(&talk, buf_as_str(&words));
    buf_free(&words);
    return code;
}

const struct verb verb_chat = {
    .name = "chat",
    .words = "[MESSAGE...]",
    .max_words = ARGS_WORDS_MAX,
    .summary = "Talk to the shop: one message, or line by line",
    .help = "For example:  steward chat\n"
            "              steward chat --session anna-1 under 900\n",
    .options = options,
    .run = run,
};
