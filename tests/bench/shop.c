/* shop: marketplaces to measure a search over several against. Each says the same about whatever it is asked,
 * after a while, at next to no cost.
 *
 *   shop FILE...    a marketplace for each: its answer, with {query} where the words that were asked for
 * belong
 *
 * Prints their ports, a line each. A POST of /told?answers_after_ms=N to one of them counts from then on; a
 * path that ends in /token gives a token. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file_read.h"
#include "base/mem.h"
#include "http/server.h"

#define SHOPS_MAX    8
#define ANSWER_BYTES (1 << 20)
#define TOKEN        "{\"access_token\":\"of-the-bench\",\"expires_in\":7200}"

struct shop {
    struct loop *loop;
    struct http_server *server;
    struct str answer; /* with {query} in it */
    int64_t answers_after_ms;
};

struct asked {
    struct shop *shop;
    struct http_request *request;
    struct timer *timer;
};

static const struct http_header headers[] = {{"Content-Type", STR("application/json")}, {0}};

/* What eBay, Etsy and feeds call q, keywords and q; Best Buy has "(search=tea&search=pot)" in its path. */
static struct str words_of(struct http_request *request)
{
    struct str words, path = http_path(request);
    ptrdiff_t at;

    if (http_param(request, "q", &words) || http_param(request, "keywords", &words))
        return words;
    at = str_find(path, STR("search="));
    return at < 0 ? STR("thing") : str_sub(path, (size_t)at + 7, path.len);
}

/* Letters and digits of it: they mean nothing in JSON and CSV. */
static void add_words(struct buf *out, struct str words)
{
    for (size_t i = 0; i < words.len; i++)
        buf_char(out, isalnum((unsigned char)words.data[i]) ? words.data[i] : ' ');
}

static void answer(struct shop *shop, struct http_request *request)
{
    static const struct str mark = STR("{query}");
    struct str rest = shop->answer, words = words_of(request);
    struct buf out = {0};

    for (ptrdiff_t at; (at = str_find(rest, mark)) >= 0;
         rest = str_sub(rest, (size_t)at + mark.len, rest.len)) {
        buf_str(&out, str_sub(rest, 0, (size_t)at));
        add_words(&out, words);
    }
    buf_str(&out, rest);
    http_reply(request, 200, headers, buf_as_str(&out));
    buf_free(&out);
}

static void on_time(void *owner)
{
    struct asked *asked = owner;

    answer(asked->shop, asked->request);
    timer_free(asked->timer);
    mem_free(asked);
}

static void answer_later(struct shop *shop, struct http_request *request)
{
    struct asked *asked = mem_new(struct asked);

    *asked = (struct asked){shop, request, timer_new(shop->loop, on_time, asked)};
    timer_set(asked->timer, shop->answers_after_ms);
}

static void on_request(void *owner, struct http_request *request)
{
    struct shop *shop = owner;
    struct str told, path = http_path(request);

    if (str_is(path, "/told")) {
        if (http_param(request, "answers_after_ms", &told))
            (void)str_to_int64(told, &shop->answers_after_ms);
        http_reply(request, 200, headers, STR("{}"));
    } else if (str_ends(path, STR("/token")))
        http_reply(request, 200, headers, STR(TOKEN));
    else if (shop->answers_after_ms)
        answer_later(shop, request);
    else
        answer(shop, request);
}

static bool open_shop(struct shop *shop, const char *path, struct arena *arena, struct error *err)
{
    struct http_server_options options = {
        .address = "127.0.0.1",
        .max_connections = 4096,
        .max_body_bytes = 1 << 20,
        .body_memory_bytes = 64 << 20,
        .cors_origins = "",
        .on_request = on_request,
        .owner = shop,
    };

    return file_read(path, ANSWER_BYTES, arena, &shop->answer, err) &&
           http_server_start(shop->loop, &options, &shop->server, err);
}

static void stop(void *owner)
{
    loop_stop(owner);
}

int main(int argc, char **argv)
{
    static struct shop shops[SHOPS_MAX];
    struct arena *arena = arena_new(SHOPS_MAX * 2 * ANSWER_BYTES);
    struct loop *loop = loop_new();
    struct error err;

    for (int i = 1; i < argc && i <= SHOPS_MAX; i++) {
        struct shop *shop = &shops[i - 1];

        shop->loop = loop;
        if (!open_shop(shop, argv[i], arena, &err)) {
            fprintf(stderr, "shop: %s\n", err.text);
            return 1;
        }
        printf("%d\n", http_server_port(shop->server));
    }
    fflush(stdout);
    loop_on_signal(loop, SIGTERM, stop, loop);
    loop_run(loop);
    for (int i = 0; i < SHOPS_MAX; i++)
        http_server_free(shops[i].server);
    loop_free(loop);
    arena_free(arena);
    return 0;
}
