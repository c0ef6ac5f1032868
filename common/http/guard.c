#include "http/guard.h"

#include <curl/curl.h>
#include <stdlib.h>

#include "http/networks.h"

struct http_guard {
    bool takes_http;
    char *inside; /* the setting, of which the names are parts */
    struct str names[GUARD_INSIDE_MAX];
    struct network networks[GUARD_INSIDE_MAX];
    size_t name_count, network_count;
};

static bool is_name(struct str said)
{
    return said.len &&
           str_span(said, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") == said.len;
}

static bool read_inside(struct http_guard *guard, struct error *err)
{
    struct str rest = str_of(guard->inside), one;

    while (str_split(&rest, ' ', &one)) {
        if (!one.len)
            continue;
        if (guard->network_count == GUARD_INSIDE_MAX || guard->name_count == GUARD_INSIDE_MAX)
            return error_set(err, ERROR_FATAL, "http", "STEWARD_FETCH_INSIDE: at most %d of each",
                             GUARD_INSIDE_MAX);
        if (network_read(one, &guard->networks[guard->network_count]))
            guard->network_count++;
        else if (is_name(one))
            guard->names[guard->name_count++] = one;
        else
            return error_set(err, ERROR_FATAL, "http",
                             "STEWARD_FETCH_INSIDE: \"%.*s\" is neither a name nor an address nor a network",
                             STR_ARGS(one));
    }
    return true;
}

bool http_guard_new(const struct config *config, struct http_guard **ret_guard, struct error *err)
{
    struct http_guard *guard = mem_new(struct http_guard);

    guard->takes_http = config_bool(config, "STEWARD_FETCH_HTTP");
    guard->inside = mem_text(config_text(config, "STEWARD_FETCH_INSIDE"));
    *ret_guard = guard;
    if (read_inside(guard, err))
        return true;
    http_guard_free(guard);
    *ret_guard = NULL;
    return false;
}

void http_guard_free(struct http_guard *guard)
{
    if (!guard)
        return;
    mem_free(guard->inside);
    mem_free(guard);
}

/* ---- the URL ---- */

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;

    curl_free(text);
    return has;
}

static bool part_is(CURLU *url, CURLUPart part, const char *expected)
{
    char *text = NULL;
    bool is = curl_url_get(url, part, &text, 0) == CURLUE_OK && strcmp(text, expected) == 0;

    curl_free(text);
    return is;
}

static bool is_named_inside(const struct http_guard *guard, CURLU *url)
{
    char *host = NULL;
    bool is = false;

    if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return false;
    for (size_t i = 0; i < guard->name_count && !is; i++)
        is = str_eq_nocase(guard->names[i], str_of(host));
    curl_free(host);
    return is;
}

static bool takes(const struct http_guard *guard, CURLU *url, struct error *err)
{
    bool is_http = part_is(url, CURLUPART_SCHEME, "http");

    if (!part_is(url, CURLUPART_SCHEME, "https") && !(is_http && guard->takes_http))
        return error_set(err, ERROR_SKIP, "http", "only https:// is fetched%s",
                         guard->takes_http ? ", and http://" : "");
    if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
        return error_set(err, ERROR_SKIP, "http", "there is a name or a password in the URL");
    return true;
}

bool http_guard_takes_url(const struct http_guard *guard, const char *url, bool *ret_is_inside,
                          struct error *err)
{
    CURLU *parsed;
    bool is_taken;

    if (strlen(url) > GUARD_URL_MAX_BYTES)
        return error_set(err, ERROR_SKIP, "http", "the URL is longer than %d bytes", GUARD_URL_MAX_BYTES);
    parsed = curl_url();
    if (!parsed)
        abort(); /* no memory */
    /* Without CURLU_GUESS_SCHEME and the like: what it is has to stand there. */
    is_taken = curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK
                   ? takes(guard, parsed, err)
                   : error_set(err, ERROR_SKIP, "http", "that is no URL");
    *ret_is_inside = is_taken && is_named_inside(guard, parsed);
    curl_url_cleanup(parsed);
    return is_taken;
}

/* ---- the address ---- */

static int port_of(const struct sockaddr *peer)
{
    return ntohs(peer->sa_family == AF_INET6 ? ((const struct sockaddr_in6 *)(const void *)peer)->sin6_port
                                             : ((const struct sockaddr_in *)(const void *)peer)->sin_port);
}

bool http_guard_takes_peer(const struct http_guard *guard, const struct sockaddr *peer)
{
    struct in6_addr address;
    int port;

    if (!address_of_peer(peer, &address))
        return false;
    for (size_t i = 0; i < guard->network_count; i++)
        if (network_has(&guard->networks[i], &address))
            return true;
    port = port_of(peer);
    return (port == 443 || port == 80) && address_is_public(&address);
}
