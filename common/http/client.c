/* http/client.c: libcurl's multi interface on the loop.
 *
 * curl asks for descriptors to be watched and for one timer, and is told what happened to them. The
 * complication: it must not be freed, nor may an exchange be removed, from inside its callbacks; and nobody
 * is called back inside http_client_ask. So what has ended goes to a list that a deferred call empties. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "http/client_parts.h"
#include "http/limits.h"
#include "http/parser.h"

static void fail(struct http_exchange *exchange, enum error_policy policy, const char *text)
{
    exchange->has_failed = true;
    error_set(&exchange->err, policy, "http", "%s", text);
}

static void end(struct http_exchange *exchange)
{
    struct http_client *client = exchange->client;

    list_remove(&exchange->in_client);
    list_push(&client->ended, &exchange->in_client);
    loop_defer(client->loop, &client->finish);
}

static void exchange_free(struct http_exchange *exchange)
{
    list_remove(&exchange->in_client);
    if (exchange->easy) {
        curl_multi_remove_handle(exchange->client->multi, exchange->easy);
        curl_easy_cleanup(exchange->easy);
    }
    curl_slist_free_all(exchange->headers);
    buf_free(&exchange->body);
    exchange->client->count--;
    mem_free(exchange);
}

/* Whoever wrote a guarded URL is told this, and not what curl says: that would be a map of the network. */
static void read_guarded(struct http_exchange *exchange, CURLcode code)
{
    static const struct {
        CURLcode code;
        enum error_policy policy;
        const char *text;
    } told[] = {
        {CURLE_COULDNT_RESOLVE_HOST, ERROR_RETRY, "its host is not known"},
        {CURLE_PEER_FAILED_VERIFICATION, ERROR_SKIP, "its host cannot prove who it is"},
        {CURLE_BAD_CONTENT_ENCODING, ERROR_SKIP, "it is packed in a wrong way"},
    };

    if (exchange->is_refused) {
        fail(exchange, ERROR_SKIP, "it is at an address or port where nothing is fetched from");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        if (told[i].code == code) {
            fail(exchange, told[i].policy, told[i].text);
            return;
        }
    }
    fail(exchange, ERROR_RETRY, "its host does not answer as one should");
}

/* A single line without an end is over curl's own limit first, which it calls its memory's. */
static bool is_head_too_large(const struct http_exchange *exchange, CURLcode code)
{
    return exchange->head_bytes > HTTP_CLIENT_HEAD_MAX_BYTES || code == CURLE_OUT_OF_MEMORY;
}

/* What the peer did wrong for good is SKIP; all else may be different next time. */
static void read_outcome(struct http_exchange *exchange, CURLcode code)
{
    char text[64];

    if (exchange->is_too_large) {
        snprintf(text, sizeof(text), "the reply is larger than %zu bytes", exchange->max_bytes);
        fail(exchange, ERROR_SKIP, text);
    } else if (code == CURLE_OPERATION_TIMEDOUT) {
        fail(exchange, ERROR_RETRY, "no reply in time");
    } else if (code != CURLE_OK && exchange->guard) {
        read_guarded(exchange, code);
    } else if (is_head_too_large(exchange, code)) {
        snprintf(text, sizeof(text), "the head of the reply is larger than %d bytes",
                 HTTP_CLIENT_HEAD_MAX_BYTES);
        fail(exchange, ERROR_SKIP, text);
    } else if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
        fail(exchange, ERROR_SKIP, curl_easy_strerror(code));
    } else if (code != CURLE_OK) {
        fail(exchange, ERROR_RETRY, exchange->reason[0] ? exchange->reason : curl_easy_strerror(code));
    }
}

static void collect(struct http_client *client)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(client->multi, &left))) {
        struct http_exchange *exchange = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
        read_outcome(exchange, message->data.result);
        end(exchange);
    }
}

struct str http_reply_header(const struct http_reply *reply, const char *name)
{
    struct curl_header *header;

    if (!reply->of || curl_easy_header(reply->of->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return STR_NONE;
    return str_of(header->value);
}

static int64_t total_of(const struct http_reply *reply)
{
    struct str total = http_reply_header(reply, "Content-Range");
    ptrdiff_t slash = str_find(total, STR("/"));
    int64_t bytes;

    return slash >= 0 && str_to_int64(str_sub(total, (size_t)slash + 1, total.len), &bytes) ? bytes : -1;
}

/* Seconds or a date; -1: it is neither. What cannot be counted is the most that can. */
static int retry_after_of(struct str said)
{
    bool is_count = said.len && str_span(said, "0123456789") == said.len;
    int64_t date = said.len && !is_count ? (int64_t)curl_getdate(said.data, NULL) : -1, seconds = INT32_MAX;

    if (!is_count && date < 0)
        return -1;
    if (!is_count)
        seconds = date > clock_wall_ms() / 1000 ? date - clock_wall_ms() / 1000 : 0;
    else if (!str_to_int64(said, &seconds))
        seconds = INT32_MAX;
    return seconds < INT32_MAX ? (int)seconds : INT32_MAX;
}

static void tell(struct http_exchange *exchange)
{
    struct http_reply reply = {.body = buf_as_str(&exchange->body), .total_bytes = -1, .of = exchange};
    const char *type = NULL, *redirect = NULL;
    long status = 0;

    if (exchange->has_failed) {
        exchange->on_done(exchange->owner, NULL, &exchange->err);
        return;
    }
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(exchange->easy, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &redirect);
    reply.status = (int)status;
    reply.redirect = str_of(redirect);
    if (status == 206)
        reply.total_bytes = total_of(&reply);
    reply.content_type = str_of(type);
    reply.retry_after_s = retry_after_of(http_reply_header(&reply, "Retry-After"));
    exchange->on_done(exchange->owner, &reply, NULL);
}

static void on_finish(void *owner)
{
    struct http_client *client = owner;
    struct link *link, *last = client->ended.prev; /* what is added meanwhile has its own turn */

    while ((link = list_shift(&client->ended))) {
        struct http_exchange *exchange = list_item(link, struct http_exchange, in_client);

        client->telling = exchange;
        tell(exchange);
        client->telling = NULL;
        exchange_free(exchange);
        if (link == last)
            break;
    }
}

static void drive(struct http_client *client, curl_socket_t fd, int what)
{
    int running;

    curl_multi_socket_action(client->multi, fd, what, &running);
    collect(client);
}

static void on_timer(void *owner)
{
    drive(owner, CURL_SOCKET_TIMEOUT, 0);
}

static void on_socket(void *owner, int fd, unsigned events)
{
    drive(owner, fd,
          ((events & WATCH_READ) ? CURL_CSELECT_IN : 0) | ((events & WATCH_WRITE) ? CURL_CSELECT_OUT : 0));
}

static int want_timer(CURLM *multi, long delay_ms, void *owner)
{
    struct http_client *client = owner;

    if (delay_ms < 0)
        timer_stop(client->timer);
    else
        timer_set(client->timer, delay_ms);
    return 0;
}

static int want_socket(CURL *easy, curl_socket_t fd, int what, void *owner, void *watched)
{
    static const unsigned wants[] = {[CURL_POLL_IN] = WATCH_READ,
                                     [CURL_POLL_OUT] = WATCH_WRITE,
                                     [CURL_POLL_INOUT] = WATCH_READ | WATCH_WRITE};
    struct http_client *client = owner;
    struct watch *watch = watched;

    if (what == CURL_POLL_REMOVE) {
        curl_multi_assign(client->multi, fd, NULL);
        watch_free(watch);
        return 0;
    }
    if (!watch) {
        watch = watch_new(client->loop, fd, on_socket, client);
        curl_multi_assign(client->multi, fd, watch);
    }
    watch_want(watch, wants[what]);
    return 0;
}

struct http_client *http_client_new(struct loop *loop, int max_connections_per_host)
{
    struct http_client *client = mem_new(struct http_client);

    curl_global_init(CURL_GLOBAL_DEFAULT);
    client->loop = loop;
    client->multi = curl_multi_init();
    if (!client->multi)
        abort(); /* no memory at start */
    client->timer = timer_new(loop, on_timer, client);
    client->finish = (struct deferred){.fn = on_finish, .owner = client};
    list_init(&client->open);
    list_init(&client->ended);
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, want_timer);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
    curl_multi_setopt(client->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)max_connections_per_host);
    curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)HTTP_CLIENT_KEPT_MAX);
    return client;
}

struct http_exchange *http_client_ask(struct http_client *client, const struct http_ask *ask,
                                      http_done_fn *on_done, void *owner)
{
    struct http_exchange *exchange = mem_new(struct http_exchange);
    struct error err;

    exchange->client = client;
    exchange->on_done = on_done;
    exchange->owner = owner;
    exchange->max_bytes = ask->max_bytes ? ask->max_bytes : HTTP_CLIENT_REPLY_MAX_BYTES;
    list_push(&client->open, &exchange->in_client);
    if (++client->count > HTTP_CLIENT_OPEN_MAX) {
        fail(exchange, ERROR_RETRY, "too many requests to others at one time");
    } else if (ask->deadline_ms <= 0) {
        fail(exchange, ERROR_FATAL, "a request to another without a deadline");
    } else if (!exchange_prepare(exchange, ask, &err)) {
        fail(exchange, err.policy, err.text);
    } else {
        curl_multi_add_handle(client->multi, exchange->easy);
    }
    if (exchange->has_failed)
        end(exchange);
    return exchange;
}

void http_client_cancel(struct http_exchange *exchange)
{
    if (exchange->client->telling != exchange)
        exchange_free(exchange);
}

void http_client_free(struct http_client *client)
{
    if (!client)
        return;
    while (!list_is_empty(&client->open)) {
        struct http_exchange *exchange = list_item(client->open.next, struct http_exchange, in_client);

        fail(exchange, ERROR_RETRY, "shutting down");
        end(exchange);
    }
    while (!list_is_empty(&client->ended))
        on_finish(client);
    loop_cancel(client->loop, &client->finish);
    curl_multi_cleanup(client->multi);
    timer_free(client->timer);
    mem_free(client);
}
