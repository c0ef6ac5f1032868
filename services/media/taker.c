#include "taker.h"

#include <stdio.h>

#include "base/list.h"
#include "base/tenant.h"
#include "http/fetch.h"
#include "http/guard.h"

struct taker {
    struct loop *loop;
    struct http_client *client;
    struct media_store *store;
    struct http_guard *guard;
    size_t max_bytes;
    int deadline_ms;
    struct link open;
    int count;
};

struct taking {
    struct link link; /* in open */
    struct taker *taker;
    struct http_fetch *fetch;
    struct deferred refused;        /* there are too many: there is no fetch */
    char tenant[TENANT_ID_MAX + 1]; /* that it is kept for; empty: it is not */
    media_done_fn *done;
    void *owner;
};

struct taker *taker_new(struct loop *loop, struct http_client *client, struct media_store *store,
                        const struct config *config, size_t max_bytes, struct error *err)
{
    struct taker *taker = mem_new(struct taker);

    *taker = (struct taker){.loop = loop,
                            .client = client,
                            .store = store,
                            .max_bytes = max_bytes,
                            .deadline_ms = (int)config_int(config, "STEWARD_FETCH_MS")};
    list_init(&taker->open);
    if (http_guard_new(config, &taker->guard, err))
        return taker;
    mem_free(taker);
    return NULL;
}

static void taking_free(struct taking *taking)
{
    list_remove(&taking->link);
    taking->taker->count--;
    mem_free(taking);
}

static void fail(struct taking *taking, enum media_outcome outcome, const char *why)
{
    taking->done(taking->owner, &(struct media_answer){.outcome = outcome, .why = why});
    taking_free(taking);
}

static void on_fetched(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct taking *taking = owner;

    if (err) {
        fail(taking, MEDIA_UNFETCHED, err->text);
        return;
    }
    if (*taking->tenant)
        media_store_put(taking->taker->store, str_of(taking->tenant), reply->body, taking->done,
                        taking->owner);
    else
        taking->done(taking->owner, &(struct media_answer){.outcome = MEDIA_DONE, .content = reply->body});
    taking_free(taking);
}

static void on_refused(void *owner)
{
    fail(owner, MEDIA_AWAY, "too much is being fetched already");
}

void taker_take(struct taker *taker, struct str tenant, const char *url, media_done_fn *done, void *owner)
{
    struct taking *taking = mem_new(struct taking);

    *taking = (struct taking){.taker = taker, .done = done, .owner = owner};
    taking->refused = (struct deferred){.fn = on_refused, .owner = taking};
    snprintf(taking->tenant, sizeof(taking->tenant), "%.*s", STR_ARGS(tenant));
    list_push(&taker->open, &taking->link);
    if (++taker->count > TAKER_AT_ONCE)
        loop_defer(taker->loop, &taking->refused);
    else
        taking->fetch = http_fetch_start(taker->client,
                                         &(struct fetch_ask){.url = url,
                                                             .guard = taker->guard,
                                                             .accept = "image/*, audio/*",
                                                             .max_bytes = taker->max_bytes,
                                                             .deadline_ms = taker->deadline_ms},
                                         on_fetched, taking);
}

void taker_fetch(struct taker *taker, const char *url, media_done_fn *done, void *owner)
{
    taker_take(taker, STR_NONE, url, done, owner);
}

void taker_free(struct taker *taker)
{
    if (!taker)
        return;
    while (!list_is_empty(&taker->open)) {
        struct taking *taking = list_item(taker->open.next, struct taking, link);

        if (taking->fetch)
            http_fetch_cancel(taking->fetch);
        else
            loop_cancel(taker->loop, &taking->refused);
        fail(taking, MEDIA_AWAY, "the service is about to end");
    }
    http_guard_free(taker->guard);
    mem_free(taker);
}
