/* secrets_ask: one question, and the loop turns until it is answered. */
#include "base/clock.h"
#include "secrets/secrets_parts.h"

#define ASK_MS       3000
#define ANSWER_BYTES (256 << 10)

struct answer {
    struct arena *arena;
    bool is_there;
    int status; /* 0: *err says why there is none */
    struct str body;
    struct error err;
};

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

static bool refuse(int status, const struct keeper_status *statuses, struct error *err)
{
    while (statuses->says && statuses->status != status)
        statuses++;
    return error_set(err, ERROR_FATAL, "secrets", "answers with %d%s%s", status, statuses->says ? ": " : "",
                     statuses->says ? statuses->says : "");
}

bool secrets_ask(struct secrets *secrets, struct http_ask *ask, const struct keeper_status *statuses,
                 struct str *ret_body, struct error *err)
{
    struct answer answer = {.arena = secrets->arena};
    int64_t left_ms = secrets->ends_ms - clock_mono_ms();

    ask->max_bytes = ANSWER_BYTES;
    ask->deadline_ms = left_ms > ASK_MS ? ASK_MS : left_ms > 1 ? (int)left_ms : 1;
    http_client_ask(secrets->client, ask, on_reply, &answer);
    while (!answer.is_there)
        loop_run_once(secrets->loop, ASK_MS);
    if (!answer.status)
        return error_set(err, ERROR_FATAL, "secrets", "%s", answer.err.text);
    if (answer.status != 200)
        return refuse(answer.status, statuses, err);
    *ret_body = answer.body;
    return true;
}
