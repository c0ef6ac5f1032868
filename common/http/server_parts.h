/* http/server_parts.h: the server, as its own files know it. Nobody else includes it. */
#pragma once

#include "http/connection.h"

struct http_server {
    struct loop *loop;
    struct http_server_options options;
    char *cors_origins;
    char hsts[64]; /* a header line, or empty */
    int fd;
    int port;
    struct watch *accepting;
    int64_t accepts_again_ms; /* 0: it does accept */
    struct timer *tick;
    struct link classes[DEADLINES];
    struct link ready, dead, ended; /* connections to read on, to free; WebSockets to free */
    struct link ended_streams;
    struct tls_side *tls; /* of the owner; NULL: in the clear */
    struct link more;     /* connections to be told of what TLS has */
    struct deferred tell_more;
    int shaking; /* connections that shake hands */
    struct deferred sweep;
    struct link requests, spare_requests;
    int spare_count;
    struct map peers;
    int connections, past_caps;
    size_t body_used, output_used;
    struct buf reply_head;
    int64_t date_s;
    char date[40];
    bool is_draining;
    struct timer *drain_timer;
    struct deferred drain_end;
    loop_fn *drained;
    void *drained_owner;
    struct metric *connections_now, *refused_total, *accept_pauses_total, *handshakes_failed_total;
    char input[HTTP_READ_MAX_BYTES];
};

void server_connection_ended(struct http_server *server, bool was_past_caps);
void server_sweep_soon(struct http_server *server);
void server_resume_accepting(struct http_server *server, int64_t now_ms);
