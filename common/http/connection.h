/* http/connection.h: a connection, from accept to close. Inside of the server only.
 *
 * A connection is in one state and in the deadline list of one class, always; that list is also how all of
 * them are found. Idle, it owns no memory but this struct and its watch. connection_close takes effect at
 * once but for the memory, which goes when the callbacks that are running have returned: whoever calls out
 * looks at the state after. */
#pragma once

#include "base/list.h"
#include "base/map.h"
#include "base/metrics.h"
#include "http/deadlines.h"
#include "http/output.h"
#include "http/peers.h"
#include "http/proxies.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/server.h"
#include "http/transport.h"
#include "tls/tls.h"

struct refusal;

enum connection_state {
    CONNECTION_SHAKING,   /* hands, over TLS */
    CONNECTION_READING,   /* idle, or a request comes in: `request` is set from its first byte */
    CONNECTION_ANSWERING, /* the handler has the request */
    CONNECTION_WRITING,   /* the rest of a reply waits in `output` */
    CONNECTION_STREAMING, /* `stream` has it: a reply in pieces */
    CONNECTION_UPGRADED,  /* `websocket` has it */
    CONNECTION_LINGERING, /* our FIN is sent; what comes is dropped, so that the peer can read our last words
                           */
    CONNECTION_CLOSED,
};

struct connection {
    struct http_server *server;
    struct watch *watch;
    struct tls *tls; /* NULL: in the clear */
    struct peer *peer;
    struct http_request *request;
    struct websocket *websocket;
    struct http_stream *stream;
    struct output *output;
    struct buf ahead;     /* pipelined input */
    struct link in_class; /* of the deadline */
    struct link in_queue; /* ready or dead */
    struct link in_more;  /* TLS has more than was read */
    int64_t due_ms;
    int fd;
    uint32_t discarded;
    uint8_t state;
    uint8_t want;
    bool is_feeding;   /* requests are being read from input in hand: a reply need not call for the next */
    bool closes;       /* after the reply that is being written */
    bool is_past_caps; /* only there to be told so */
};

/* With a refusal it is only told so: past the caps. */
void connection_open(struct http_server *server, int fd, struct peer *peer, const struct refusal *refusal);
void connection_on_event(void *owner, int fd, unsigned events);
void connection_close(struct connection *connection);
void connection_linger(struct connection *connection);
void connection_refuse(struct connection *connection, const struct refusal *refusal);
void connection_is_ready(struct connection *connection); /* its `ahead` can be read on */
void connection_replied(struct connection *connection);  /* the whole reply is sent */
void connection_drain(struct connection *connection);
void connection_serve_ready(struct http_server *server);
void connection_want(struct connection *connection, unsigned events);
/* Lets the kernel hold little that is unsent: a slow reader is then known by its queue. */
void connection_hold_little(struct connection *connection);
/* Parts the connection from its request; its owner is told, and answers into the void. */
void connection_abandon(struct connection *connection);

/* websocket.c: what a connection that was upgraded hands on. */
void websocket_on_event(struct websocket *socket, unsigned events);
void websocket_on_late(struct websocket *socket, enum deadline class);
void websocket_on_drain(struct websocket *socket);
void websocket_on_end(struct websocket *socket); /* the connection is closed */
void websocket_finish(struct link *ended);       /* tells the owner and frees it */

/* stream.c: what a connection whose reply goes out in pieces hands on. */
void stream_want(struct http_stream *stream); /* what to wait for, now */
void stream_on_writable(struct http_stream *stream);
void stream_on_late(struct http_stream *stream, enum deadline class);
void stream_on_drain(struct http_stream *stream);
void stream_on_end(struct http_stream *stream); /* the connection is closed */
void stream_finish(struct link *ended);
