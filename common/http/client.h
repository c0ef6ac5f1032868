/* http/client.h: HTTP requests to others, on libcurl's multi interface in the same loop. Owner of libcurl.
 *
 * on_done is called exactly once for each http_ask, never inside it: with the reply, or with an error for a
 * failed connection, the deadline, a body over max_bytes, or shutdown. The reply's text lives until on_done
 * returns. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "loop/loop.h"
#include "tls/tls.h"

struct http_client;
struct http_exchange;
struct http_guard;

struct http_ask {
    const char *method; /* "GET" */
    const char *url;
    const char *const *headers;     /* "Name: value" lines, ends with NULL; NULL: none */
    const char *bearer;             /* NULL: none; never logged */
    const struct tls_files *tls;    /* of https: whom to trust, what to show; NULL: the system's, nothing */
    bool is_to_self;                /* over loopback: whatever certificate it shows */
    const struct http_guard *guard; /* of whom somebody else has named; NULL: it may go anywhere */
    struct str body;
    size_t max_bytes; /* of the reply's body; 0: 1 MiB */
    int deadline_ms;  /* over all; must be set */
};

struct http_reply {
    int status;
    struct str body;
    struct str content_type;
    int retry_after_s;        /* -1: not said */
    int64_t total_bytes;      /* of a 206: of all that it is a part of; else -1 */
    struct str redirect;      /* whole, where it leads, as a C string; empty: nowhere */
    struct http_exchange *of; /* for http_reply_header; NULL: it has none */
};

/* The first of that name, in any case, until on_done returns; STR_NONE: there is none. */
struct str http_reply_header(const struct http_reply *reply, const char *name);

/* One of them is NULL. */
typedef void http_done_fn(void *owner, const struct http_reply *reply, const struct error *err);

struct http_client *http_client_new(struct loop *loop, int max_connections_per_host);
struct http_exchange *http_client_ask(struct http_client *client, const struct http_ask *ask,
                                      http_done_fn *on_done, void *owner);
void http_client_cancel(struct http_exchange *exchange); /* on_done will not be called any more */
void http_client_free(struct http_client *client);       /* every open exchange ends with an error first */

/* Without TLS, but to this machine: what is sent there nobody else reads. */
bool http_is_to_self(struct str url);
