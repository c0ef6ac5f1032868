/* http/fetch.c: one exchange of the client after the other, until one is no redirect. */
#include "http/fetch.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "http/guard.h"

struct http_fetch {
    struct http_client *client;
    struct http_exchange *exchange;
    struct fetch_ask ask;
    struct buf accept;
    int redirects;
    int64_t ends_ms;
    http_done_fn *done;
    void *owner;
};

static void count(const char *outcome)
{
    char labels[32];

    snprintf(labels, sizeof(labels), "outcome=\"%s\"", outcome);
    metric_add(metric_counter("steward_fetched_total", "Files asked for by somebody's URL.", labels), 1);
}

static void fetch_free(struct http_fetch *fetch)
{
    buf_free(&fetch->accept);
    mem_free(fetch);
}

static void finish(struct http_fetch *fetch, const struct http_reply *reply, const struct error *err)
{
    count(reply ? "done" : err->policy == ERROR_SKIP ? "refused" : "failed");
    fetch->done(fetch->owner, reply, err);
    fetch_free(fetch);
}

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err);

static void ask(struct http_fetch *fetch, const char *url)
{
    const char *headers[] = {"User-Agent: Steward", fetch->accept.data, NULL};
    int64_t left_ms = fetch->ends_ms - clock_mono_ms();

    fetch->exchange = http_client_ask(fetch->client,
                                      &(struct http_ask){.method = "GET",
                                                         .url = url,
                                                         .headers = headers,
                                                         .guard = fetch->ask.guard,
                                                         .max_bytes = fetch->ask.max_bytes,
                                                         .deadline_ms = left_ms > 1 ? (int)left_ms : 1},
                                      on_reply, fetch);
}

/* What a status says of a second try. */
static enum error_policy policy_of(int status)
{
    return status >= 500 || status == 408 || status == 429 ? ERROR_RETRY : ERROR_SKIP;
}

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct http_fetch *fetch = owner;
    struct error refused;

    if (err || reply->status == 200) {
        finish(fetch, reply, err);
    } else if (reply->redirect.len && fetch->redirects < FETCH_REDIRECTS_MAX) {
        fetch->redirects++;
        ask(fetch, reply->redirect.data);
    } else {
        error_set(&refused, policy_of(reply->status), "http",
                  reply->redirect.len ? "it is redirected too often" : "its server answers with %d",
                  reply->status);
        finish(fetch, NULL, &refused);
    }
}

struct http_fetch *http_fetch_start(struct http_client *client, const struct fetch_ask *wanted,
                                    http_done_fn *done, void *owner)
{
    struct http_fetch *fetch = mem_new(struct http_fetch);

    *fetch = (struct http_fetch){.client = client,
                                 .ask = *wanted,
                                 .ends_ms = clock_mono_ms() + wanted->deadline_ms,
                                 .done = done,
                                 .owner = owner};
    buf_printf(&fetch->accept, "Accept: %s", wanted->accept ? wanted->accept : "*/*");
    ask(fetch, wanted->url);
    return fetch;
}

void http_fetch_cancel(struct http_fetch *fetch)
{
    http_client_cancel(fetch->exchange);
    fetch_free(fetch);
}
