/* http/connection.h: what the files of the server share. Nobody else includes it.
 *
 * A connection is in one state and in the deadline list of one class, always; that list is also how all of
 * them are found. Idle, it owns no memory but this struct and its watch. connection_close takes effect at
 * once but for the memory, which goes when the callbacks that are running have returned: whoever calls out
 * looks at the state after. */
#pragma once

#include <sys/uio.h>

#include "base/list.h"
#include "base/map.h"
#include "base/metrics.h"
#include "http/parser.h"
#include "http/proxies.h"
#include "http/server.h"
#include "tls/tls.h"

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

enum deadline {
    DEADLINE_HANDSHAKE,
    DEADLINE_IDLE,
    DEADLINE_HEAD,
    DEADLINE_BODY,
    DEADLINE_ANSWER,
    DEADLINE_STALLED,
    DEADLINE_LINGER,
    DEADLINE_STREAM,  /* of a reply in pieces: nothing to send */
    DEADLINE_PING,    /* of a WebSocket: silent so long that it is asked */
    DEADLINE_SILENT,  /* and has not answered */
    DEADLINE_CLOSING, /* the closing handshake */
    DEADLINES,
};

struct peer { /* an address with connections */
    int connections;
    char text[48];
};

struct output {
    size_t size, sent;
    int64_t due_ms; /* for all of it */
    char data[];
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

struct http_request {
    struct link in_server; /* of those alive */
    struct http_server *server;
    struct connection *connection; /* NULL: the client is gone */
    struct parser parser;
    struct buf body;
    struct arena *arena; /* NULL until asked for */
    struct str path, query;
    char peer_text[sizeof(((struct peer *)NULL)->text)];
    char client_text[HTTP_ADDRESS_SIZE];   /* of http_client(), if that is not the peer */
    char correlation_id[CORRELATION_SIZE]; /* empty until asked for */
    loop_fn *gone;
    void *gone_owner;
};

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

/* connection.c */
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

/* transport.c: as recv and send, with errno. */
ssize_t transport_receive(struct connection *connection, void *room, size_t size);
ssize_t transport_send(struct connection *connection, const void *data, size_t size, bool has_more);
ssize_t transport_send_parts(struct connection *connection, const struct iovec *parts,
                             int count);            /* 1 or 2 */
bool transport_end(struct connection *connection);  /* of what we send */
void transport_want(struct connection *connection); /* what it waits for has changed */
void transport_tell_more(void *server);
void transport_start(struct connection *connection); /* shakes hands first, if the server has TLS */
void transport_shake(struct connection *connection);
void transport_free(struct connection *connection);

/* deadlines.c */
void deadline_set(struct connection *connection, enum deadline class);
void deadlines_start(struct http_server *server);
void connection_is_late(struct connection *connection,
                        enum deadline class); /* connection.c: what then happens */

/* output.c: one reply at a time. */
void output_send(struct connection *connection, const struct iovec *parts, int count);
void output_flush(struct connection *connection);
void output_drop(struct connection *connection);

/* request.c, target.c, body.c */
struct http_request *request_new(struct connection *connection);
void request_free(struct http_request *request);
void request_free_spare(struct http_server *server);
bool request_read_target(struct http_request *request); /* false: not decodable */
bool body_add(struct http_request *request,
              struct str piece); /* false: no memory left in the server's budget */
void body_free(struct http_request *request);

/* reply.c */
struct reply {
    int status;
    const struct http_header *headers; /* ends with a NULL name; NULL: none */
    struct str body;
    struct str origin; /* of the asking page, if it is allowed to read the answer */
    bool is_for_head;
    bool is_http_1_0;
    bool closes;
};
enum reply_framing { REPLY_WITH_LENGTH, REPLY_CHUNKED, REPLY_UNTIL_CLOSE };
void reply_write(struct connection *connection, const struct reply *reply);
/* The head alone, into the server's reply_head. */
void reply_head(struct connection *connection, const struct reply *reply, enum reply_framing framing);
/* And closes. */
void reply_refuse(struct connection *connection, const struct refusal *refusal, struct str correlation_id,
                  bool is_for_head);
bool reply_continue(struct connection *connection); /* 100 */
bool is_sendable_header(const struct http_header *header);

/* cors.c */
bool cors_lists(const char *origins, struct str origin);

/* peers.c */
struct peer *peer_of(struct http_server *server, const void *address); /* counted; NULL: not an address */
void peer_release(struct http_server *server, struct peer *peer);

/* server.c */
void server_connection_ended(struct http_server *server, bool was_past_caps);
void server_sweep_soon(struct http_server *server);
void server_resume_accepting(struct http_server *server, int64_t now_ms);

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
