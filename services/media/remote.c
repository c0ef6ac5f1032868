/* remote: whether to ask, asking, and what became of it. */
#include "remote.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/metrics.h"
#include "flow/breaker.h"

#define OUT_AT_ONCE_MAX 16 /* questions that it has, each of up to 2 MB */
#define LEFT_ALONE_MAX  60 /* seconds, if it says how long it wants to be */

enum outcome { DONE, FAILED, NOT_ASKED, OUTCOMES };

struct remote {
    const struct remote_kind *kind;
    struct http_client *http;
    char *url, *key;
    int deadline_ms;
    struct breaker breaker;
    int64_t alone_until_ms;
    struct link out; /* questions that it has */
    size_t out_count;
    char trouble[160];
    struct metric *became[OUTCOMES], *took;
};

struct asked {
    struct link link; /* out */
    struct remote *remote;
    struct remote_question question; /* its body is gone */
    struct http_exchange *exchange;
    int64_t at_us;
};

/* ---- made and freed ---- */

static char *url_of(struct str base, const char *path)
{
    struct buf full = {0};
    char *url;

    buf_printf(&full, "%.*s%s", (int)(str_ends(base, STR("/")) ? base.len - 1 : base.len), base.data, path);
    url = mem_text(full.data);
    buf_free(&full);
    return url;
}

static void make_metrics(struct remote *remote)
{
    const char *const outcomes[] =
        {[DONE] = remote->kind->done, [FAILED] = "failed", [NOT_ASKED] = "not_asked"};
    struct buf label = {0};

    for (size_t i = 0; i < OUTCOMES; i++) {
        buf_clear(&label);
        metric_label(&label, "outcome", str_of(outcomes[i]));
        remote->became[i] = metric_counter(remote->kind->counted, remote->kind->counted_help, label.data);
    }
    remote->took = metric_seconds(remote->kind->timed, remote->kind->timed_help, "");
    buf_free(&label);
}

struct remote *remote_new(const struct config *config, struct http_client *http,
                          const struct remote_kind *kind)
{
    struct str base = str_of(config_text(config, kind->url));
    struct remote *remote;

    if (!base.len)
        return NULL;
    remote = mem_new(struct remote);
    *remote = (struct remote){.kind = kind,
                              .http = http,
                              .url = url_of(base, kind->path),
                              .key = mem_text(config_text(config, kind->key)),
                              .deadline_ms = (int)config_int(config, kind->deadline_ms)};
    list_init(&remote->out);
    make_metrics(remote);
    return remote;
}

static void take_off(struct asked *asked)
{
    list_remove(&asked->link);
    asked->remote->out_count--;
}

void remote_free(struct remote *remote)
{
    if (!remote)
        return;
    while (!list_is_empty(&remote->out)) {
        struct asked *asked = list_item(remote->out.next, struct asked, link);

        http_client_cancel(asked->exchange);
        take_off(asked);
        asked->question.done(asked->question.owner, "the process is ending");
    }
    mem_free(remote->url);
    mem_free(remote->key);
    mem_free(remote);
}

const char *remote_trouble(const struct remote *remote)
{
    return remote ? remote->trouble : "";
}

static void note(struct remote *remote, enum outcome outcome, const char *why)
{
    metric_add(remote->became[outcome], 1);
    snprintf(remote->trouble, sizeof(remote->trouble), "%s", why ? why : "");
}

/* ---- what it answers ---- */

static void leave_alone(struct remote *remote, const struct http_reply *reply)
{
    int seconds = reply->retry_after_s < LEFT_ALONE_MAX ? reply->retry_after_s : LEFT_ALONE_MAX;

    if (reply->status == 429 && seconds > 0)
        remote->alone_until_ms = clock_mono_ms() + seconds * 1000;
}

/* NULL: the reply was read. */
static const char *read_reply(struct asked *asked, const struct http_reply *reply, const struct error *err)
{
    const struct remote_question *question = &asked->question;
    const char *why = NULL;

    if (err)
        return str_c(question->arena, str_of(err->text));
    if (reply->status != 200) {
        leave_alone(asked->remote, reply);
        return str_printf(question->arena, "the remote engine answered with status %d", reply->status);
    }
    return question->read(question->owner, reply->body, &why) ? NULL : why;
}

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct asked *asked = owner;
    struct remote *remote = asked->remote;
    const char *why = read_reply(asked, reply, err);

    take_off(asked);
    breaker_report(&remote->breaker, !why, clock_mono_ms());
    metric_observe_us(remote->took, clock_mono_us() - asked->at_us);
    note(remote, why ? FAILED : DONE, why);
    asked->question.done(asked->question.owner, why);
}

/* ---- asking ---- */

/* NULL: it may be asked; the breaker is to be told how it went. */
static const char *why_not(struct remote *remote)
{
    int64_t now_ms = clock_mono_ms();

    if (remote->out_count >= OUT_AT_ONCE_MAX)
        return "the remote engine has enough to do already";
    if (now_ms < remote->alone_until_ms)
        return "the remote engine wants to be left alone";
    if (!breaker_allows(&remote->breaker, now_ms))
        return "the remote engine has not answered lately";
    return NULL;
}

const char *remote_ask(struct remote *remote, const struct remote_question *question)
{
    const char *why = why_not(remote);
    const char *headers[2] = {0};
    struct asked *asked;

    if (why) {
        note(remote, NOT_ASKED, why);
        return why;
    }
    asked = arena_new_of(question->arena, struct asked);
    *asked = (struct asked){.remote = remote, .question = *question, .at_us = clock_mono_us()};
    list_push(&remote->out, &asked->link);
    remote->out_count++;
    headers[0] = str_printf(question->arena, "Content-Type: %s", question->content_type);
    asked->exchange =
        http_client_ask(remote->http,
                        &(struct http_ask){.method = "POST",
                                           .url = remote->url,
                                           .headers = headers,
                                           .bearer = *remote->key ? remote->key : NULL,
                                           .body = question->body,
                                           .max_bytes = remote->kind->reply_bytes,
                                           .deadline_ms = question->within_ms < remote->deadline_ms
                                                              ? question->within_ms
                                                              : remote->deadline_ms},
                        on_reply, asked);
    return NULL;
}
