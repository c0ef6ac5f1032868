/* http/request.c: a request as its handler sees it, and the spare ones that the next requests will use. */
#include "http/server_parts.h"

#include <stdio.h>

#include "base/id.h"

struct http_request *request_new(struct connection *connection)
{
    struct http_server *server = connection->server;
    struct link *spare = list_shift(&server->spare_requests);
    struct http_request *request;

    if (spare) {
        request = list_item(spare, struct http_request, in_server);
        server->spare_count--;
    } else {
        request = mem_new(struct http_request);
    }
    request->server = server;
    request->connection = connection;
    memcpy(request->peer_text, connection->peer->text, sizeof(request->peer_text));
    request->correlation_id[0] = '\0';
    parser_start(&request->parser);
    list_push(&server->requests, &request->in_server);
    return request;
}

static void release(struct http_request *request)
{
    list_remove(&request->in_server);
    parser_free(&request->parser);
    arena_free(request->arena);
    mem_free(request);
}

void request_free(struct http_request *request)
{
    struct http_server *server = request->server;

    body_free(request);
    if (!server || server->spare_count >= HTTP_SPARE_REQUESTS) {
        release(request);
        return;
    }
    list_remove(&request->in_server);
    if (request->arena)
        arena_reset(request->arena);
    request->gone = NULL;
    list_push(&server->spare_requests, &request->in_server);
    server->spare_count++;
}

void request_free_spare(struct http_server *server)
{
    while (!list_is_empty(&server->spare_requests))
        release(list_item(server->spare_requests.next, struct http_request, in_server));
}

enum http_method http_method(const struct http_request *request)
{
    return (enum http_method)request->parser.method;
}

struct str http_path(const struct http_request *request)
{
    return request->path;
}

struct str http_header(const struct http_request *request, const char *name)
{
    const struct parser *parser = &request->parser;
    struct str wanted = str_of(name);

    for (unsigned i = 0; i < parser->headers; i++) {
        if (parser->lines[i].name.len == wanted.len &&
            str_eq_nocase(parser_text(parser, parser->lines[i].name), wanted))
            return parser_text(parser, parser->lines[i].value);
    }
    return STR_NONE;
}

struct str http_header_list(struct http_request *request, const char *name)
{
    const struct parser *parser = &request->parser;
    struct str list = STR_NONE;

    for (unsigned i = 0; i < parser->headers; i++) {
        struct str value = parser_text(parser, parser->lines[i].value);

        if (!str_eq_nocase(parser_text(parser, parser->lines[i].name), str_of(name)))
            continue;
        list = list.data
                   ? str_of(str_printf(http_arena(request), "%.*s, %.*s", STR_ARGS(list), STR_ARGS(value)))
                   : value;
    }
    return list;
}

struct str http_body(const struct http_request *request)
{
    return buf_as_str(&request->body);
}

struct str http_peer(const struct http_request *request)
{
    return str_of(request->peer_text);
}

/* Several lines of the header are one list. True: all of it is of proxies that are known. */
static bool go_back_through(struct str forwarded, const struct proxies *proxies, int *hops,
                            char address[HTTP_ADDRESS_SIZE])
{
    while (forwarded.len > 0 && (*hops)++ < PROXIES_HOPS) {
        size_t start = forwarded.len;

        while (start > 0 && forwarded.data[start - 1] != ',')
            start--;
        if (!proxies_step(proxies, str_sub(forwarded, start, forwarded.len), address))
            return false;
        forwarded = str_sub(forwarded, 0, start ? start - 1 : 0);
    }
    return *hops < PROXIES_HOPS;
}

struct str http_client(struct http_request *request)
{
    const struct proxies *proxies = request->server ? request->server->options.proxies : NULL;
    const struct parser *parser = &request->parser;
    int hops = 0;

    if (!proxies_know(proxies, http_peer(request)))
        return http_peer(request);
    memcpy(request->client_text, request->peer_text, sizeof(request->client_text));
    for (unsigned i = parser->headers; i-- > 0;) {
        if (str_eq_nocase(parser_text(parser, parser->lines[i].name), STR("X-Forwarded-For")) &&
            !go_back_through(parser_text(parser, parser->lines[i].value), proxies, &hops,
                             request->client_text))
            break;
    }
    return str_of(request->client_text);
}

static bool is_correlation_id(struct str text)
{
    if (text.len == 0 || text.len >= CORRELATION_SIZE)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
              str_has_char("._:-", c)))
            return false;
    }
    return true;
}

struct str http_correlation_id(struct http_request *request)
{
    struct str given;

    if (!request->correlation_id[0]) {
        given = http_header(request, "X-Request-Id");
        if (is_correlation_id(given))
            snprintf(request->correlation_id, sizeof(request->correlation_id), "%.*s", STR_ARGS(given));
        else
            id_new(request->correlation_id);
    }
    return str_of(request->correlation_id);
}

struct arena *http_arena(struct http_request *request)
{
    if (!request->arena)
        request->arena = arena_new(HTTP_REQUEST_ARENA_MAX_BYTES);
    return request->arena;
}

void http_on_gone(struct http_request *request, loop_fn *gone, void *owner)
{
    request->gone = gone;
    request->gone_owner = owner;
}
