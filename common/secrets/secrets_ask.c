/* secrets_ask: one question, and the loop turns until it is answered. */
#include "base/clock.h"
#include "secrets/secrets_parts.h"

#define ASK_MS       3000
#define ANSWER_BYTES (256 << 10)

struct answer {
    struct arena *arena;
    bool is_there;
    int status; /* 0: err says why there is none */
    struct str body;
    struct error err;
};

bool secrets_fail(struct error *err, const char *what)
{
    return error_set(err, ERROR_FATAL, "secrets", "%s", what);
}

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct answer *answer = owner;

    answer->is_there = true;
    if (err) {
        answer->err = *err;
        return;
    }
    answer->status = reply->status;
    answer->body = str_copy(answer->arena, reply->body);
}

/* Most processes have nobody to ask. */
static void open_client(struct secrets *secrets)
{
    if (secrets->client)
        return;
    secrets->loop = loop_new();
    secrets->client = http_client_new(secrets->loop, 1);
}

bool secrets_ask(struct secrets *secrets, struct http_ask *ask, int *ret_status, struct str *ret_body,
                 struct error *err)
{
    struct answer answer = {.arena = secrets->arena};
    int64_t left_ms = secrets->ends_ms - clock_mono_ms();

    open_client(secrets);
    ask->max_bytes = ANSWER_BYTES;
    ask->deadline_ms = left_ms > ASK_MS ? ASK_MS : left_ms > 1 ? (int)left_ms : 1;
    http_client_ask(secrets->client, ask, on_reply, &answer);
    while (!answer.is_there)
        loop_run_once(secrets->loop, ASK_MS);
    if (!answer.status)
        return secrets_fail(err, answer.err.text);
    *ret_status = answer.status;
    *ret_body = answer.body;
    return true;
}

bool secrets_check_status(int status, const struct keeper_status *statuses, struct error *err)
{
    if (status == 200)
        return true;
    while (statuses->says && statuses->status != status)
        statuses++;
    return error_set(err, ERROR_FATAL, "secrets", "answers with %d%s%s", status, statuses->says ? ": " : "",
                     statuses->says ? statuses->says : "");
}

bool secrets_check_url(const struct config *config, const char *name, struct error *err)
{
    struct str url = str_of(config_text(config, name));

    return str_starts(url, STR("https://")) || http_is_to_self(url) ||
           error_set(err, ERROR_FATAL, "secrets", "%s must begin with https://, unless it is this machine",
                     name);
}

char *secrets_url(const struct secrets *secrets, const char *name, const char *path)
{
    struct str url = str_of(config_text(secrets->config, name));

    while (str_ends(url, STR("/")))
        url.len--;
    return str_printf(secrets->arena, "%.*s%s", STR_ARGS(url), path);
}
