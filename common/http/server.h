/* http/server.h: a strict HTTP/1.1 server on the loop.
 *
 * What is unusual is refused: the grammar accepted, every limit and every deadline are in http/limits.h. A
 * request reaches `on_request` once it is whole, body included; the server is then answered exactly once with
 * http_reply, at once or later. A struct http_request stays valid until it is answered, even when its client
 * has left (replying then does nothing but free it). Text in a request lives until the reply. One request at
 * a time per connection; pipelined ones wait. Half-closed clients count as gone. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "loop/loop.h"

#define PROBLEM_TYPES    "/problems/" /* what a problem's type begins with; docs/problems.md has them all */
#define CORRELATION_SIZE 65

struct http_server;
struct http_request;
struct websocket;
struct tls_side;
struct proxies;

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_METHODS
};

struct http_header {
    const char *name;
    struct str value;
};

struct http_body_rule {
    size_t most;        /* bytes */
    const char *larger; /* a sentence for whoever sends more; NULL: none */
    bool part_counts; /* when no more comes of it, by a broken line or in time, what did is a request, too */
};

struct http_server_options {
    const char *address; /* "127.0.0.1" */
    int port;            /* 0: any free one, see http_server_port */
    int max_connections;
    int max_connections_per_address; /* 0: no cap; proxies have none */
    size_t max_body_bytes;           /* the largest of any route; body_rule may say less for one */
    size_t body_memory_bytes;        /* of all requests together; past it 503 with Retry-After */
    const struct proxies *proxies;   /* the owner's, as long as the server; NULL: none is known */
    const char *cors_origins;        /* exact origins, separated by blanks; "" none */
    struct tls_side *tls;            /* NULL: in the clear; see http_server_use_tls */
    int hsts_seconds;                /* of Strict-Transport-Security; 0: not sent */
    void (*on_request)(void *owner, struct http_request *request);
    /* Of a request whose head has been read; NULL: max_body_bytes for all. */
    void (*body_rule)(void *owner, enum http_method method, struct str path, struct http_body_rule *ret_rule);
    void *owner;
};

MUST_CHECK bool http_server_start(struct loop *loop, const struct http_server_options *options,
                                  struct http_server **ret_server, struct error *err);
int http_server_port(const struct http_server *server);
/* From now on for new connections; those that there are keep theirs, so the one before may be freed. Only for
 * a server that has TLS. */
void http_server_use_tls(struct http_server *server, struct tls_side *tls);
/* Stops listening, answers what is in flight with Connection: close, closes idle connections; `drained` is
 * called when the last one is gone or the deadline has passed. */
void http_server_drain(struct http_server *server, int deadline_ms, loop_fn *drained, void *owner);
/* Whatever is left; NULL does nothing. Not inside on_request. */
void http_server_free(struct http_server *server);

/* The request. Path is percent-decoded, but for "%2F" and "%25", and has no query; a segment of it may have
 * these, too. A parameter is decoded as of application/x-www-form-urlencoded. */
enum http_method http_method(const struct http_request *request);
const char *http_method_name(enum http_method method);
struct str http_path(const struct http_request *request);
struct str http_segment(struct http_request *request, struct str segment); /* decoded in full */
/* The first of that name, in any case; STR_NONE: there is none. */
struct str http_header(const struct http_request *request, const char *name);
/* All of that name as one list, with commas between them. */
struct str http_header_list(struct http_request *request, const char *name);
bool http_param(struct http_request *request, const char *name, struct str *ret_value);
struct str http_body(const struct http_request *request);
struct str http_peer(const struct http_request *request); /* who is connected: an address, without port */
/* Who asks: the peer, or who it asks for if it is a known proxy (X-Forwarded-For). */
struct str http_client(struct http_request *request);
struct arena *http_arena(struct http_request *request); /* goes with the request */
/* Of X-Request-Id if it is a good one, else new; the same for the handler and for what the server refuses. */
struct str http_correlation_id(struct http_request *request);
/* May a page of the request's Origin read answers? STR_NONE: no, or no page asks. */
struct str http_allowed_origin(const struct http_request *request);
/* Whether all are origins as browsers send them: "https://shop.example:8443". */
MUST_CHECK bool http_origins_check(const char *origins, struct error *err);
/* Called once if the client leaves before the answer, or has been told that it took too long; NULL takes it
 * back. */
void http_on_gone(struct http_request *request, loop_fn *gone, void *owner);

/* Answers; frees the request. `headers` ends with a NULL name; values with CR, LF or NUL are refused (500).
 * Body is copied. Content-Length, Date, Connection and the security headers are the server's. */
void http_reply(struct http_request *request, int status, const struct http_header *headers, struct str body);
const char *http_reason(int status);
