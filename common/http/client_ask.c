/* http/client_ask.c: what is asked, as options of curl. */
#include <string.h>
#include <sys/socket.h>

#include "http/client_parts.h"
#include "http/limits.h"

static size_t take_body(char *data, size_t size, size_t count, void *owner)
{
    struct http_exchange *exchange = owner;

    if (count > exchange->max_bytes - exchange->body.len) {
        exchange->is_too_large = true;
        return 0;
    }
    buf_add(&exchange->body, data, count);
    return count;
}

static size_t take_head(char *data, size_t size, size_t count, void *owner)
{
    struct http_exchange *exchange = owner;

    exchange->head_bytes += count;
    return exchange->head_bytes <= HTTP_CLIENT_HEAD_MAX_BYTES ? count : 0;
}

static bool add_header(struct http_exchange *exchange, struct str line)
{
    struct curl_slist *longer;

    for (size_t i = 0; i < line.len; i++) {
        if ((unsigned char)line.data[i] < ' ' && line.data[i] != '\t')
            return false;
    }
    longer = curl_slist_append(exchange->headers, line.data);
    if (longer)
        exchange->headers = longer;
    return longer != NULL;
}

static bool add_headers(struct http_exchange *exchange, const struct http_ask *ask)
{
    struct buf line = {0};
    bool is_good = true;

    for (const char *const *header = ask->headers; is_good && header && *header; header++)
        is_good = add_header(exchange, str_of(*header));
    if (is_good && ask->bearer) {
        buf_printf(&line, "Authorization: Bearer %s", ask->bearer);
        is_good = add_header(exchange, buf_as_str(&line));
    }
    buf_free(&line);
    return is_good && add_header(exchange, STR("Expect:")); /* no waiting for 100 */
}

static void set_body(CURL *easy, const struct http_ask *ask)
{
    bool is_head = strcmp(ask->method, "HEAD") == 0;

    if (ask->body.len > 0 || strcmp(ask->method, "POST") == 0 || strcmp(ask->method, "PUT") == 0) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->body.len);
        curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, ask->body.len ? ask->body.data : "");
    }
    curl_easy_setopt(easy, CURLOPT_NOBODY, is_head ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, is_head ? NULL : ask->method);
}

static curl_socket_t open_guarded(void *owner, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_exchange *exchange = owner;

    if (exchange->is_inside || http_guard_takes_peer(exchange->guard, &address->addr))
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    exchange->is_refused = true;
    return CURL_SOCKET_BAD;
}

static void set_tls(CURL *easy, const struct http_ask *ask)
{
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (ask->is_to_self) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (ask->tls && *ask->tls->ca)
        curl_easy_setopt(easy, CURLOPT_CAINFO, ask->tls->ca);
    if (ask->tls && *ask->tls->certificate) {
        curl_easy_setopt(easy, CURLOPT_SSLCERT, ask->tls->certificate);
        curl_easy_setopt(easy, CURLOPT_SSLKEY, ask->tls->key);
    }
}

/* Connections are made for this request alone: one that is there already was made without the guard, maybe. A
 * proxy of the environment would look up the name in its own way. */
static bool set_guard(struct http_exchange *exchange, const struct http_ask *ask, struct error *err)
{
    exchange->guard = ask->guard;
    curl_easy_setopt(exchange->easy, CURLOPT_OPENSOCKETFUNCTION, open_guarded);
    curl_easy_setopt(exchange->easy, CURLOPT_OPENSOCKETDATA, exchange);
    curl_easy_setopt(exchange->easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(exchange->easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(exchange->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(exchange->easy, CURLOPT_QUICK_EXIT, 1L); /* a slow name server is not waited for */
    return http_guard_takes_url(ask->guard, ask->url, &exchange->is_inside, err);
}

static void set_options(struct http_exchange *exchange, const struct http_ask *ask)
{
    CURL *easy = exchange->easy;

    curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(easy, CURLOPT_URL, ask->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)ask->deadline_ms);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->reason);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    set_tls(easy, ask);
    set_body(easy, ask);
}

bool exchange_prepare(struct http_exchange *exchange, const struct http_ask *ask, struct error *err)
{
    if (!add_headers(exchange, ask))
        return error_set(err, ERROR_SKIP, "http", "a header that cannot be sent");
    exchange->easy = curl_easy_init();
    if (!exchange->easy)
        return error_set(err, ERROR_RETRY, "http", "no memory");
    set_options(exchange, ask);
    return !ask->guard || set_guard(exchange, ask, err);
}
