/* http/connection.c: a connection's life, from accept to close.
 *
 * The complication: a handler may answer inside the call that gives it a request, or long after. While input
 * is in hand (is_feeding) an answer just returns here and the next pipelined request is read in the loop
 * below; later answers put the connection on the server's ready list instead, so that no handler is ever
 * called inside http_reply. */
#include "http/server_parts.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/id.h"

void connection_open(struct http_server *server, int fd, struct peer *peer, const struct refusal *refusal)
{
    struct connection *connection = mem_new(struct connection);

    connection->server = server;
    connection->fd = fd;
    connection->peer = peer;
    connection->is_past_caps = refusal != NULL;
    connection->state = CONNECTION_READING;
    connection->watch = watch_new(server->loop, fd, connection_on_event, connection);
    connection_want(connection, WATCH_READ | WATCH_CLOSED);
    deadline_set(connection, DEADLINE_IDLE);
    transport_start(connection);
    if (server->tls && (refusal || server->shaking > HTTP_HANDSHAKES_MAX))
        connection_close(connection); /* no words without a handshake */
    else if (refusal)
        connection_refuse(connection, refusal);
}

void connection_want(struct connection *connection, unsigned events)
{
    if (connection->want == events)
        return;
    connection->want = (uint8_t)events;
    watch_want(connection->watch, events);
    transport_want(connection);
}

void connection_hold_little(struct connection *connection)
{
    static const int bytes = HTTP_SEND_BUFFER_BYTES;

    (void)!setsockopt(connection->fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)); /* else it holds more */
}

void connection_abandon(struct connection *connection)
{
    struct http_request *request = connection->request;

    connection->request = NULL;
    if (!request)
        return;
    request->connection = NULL;
    if (connection->state != CONNECTION_ANSWERING)
        request_free(request); /* nobody has seen it yet */
    else if (request->gone)
        request->gone(request->gone_owner);
}

void connection_close(struct connection *connection)
{
    struct http_server *server = connection->server;

    if (connection->state == CONNECTION_CLOSED)
        return;
    transport_free(connection);
    watch_free(connection->watch);
    close(connection->fd);
    list_remove(&connection->in_class);
    list_remove(&connection->in_queue);
    connection_abandon(connection);
    output_drop(connection);
    buf_free(&connection->ahead);
    peer_release(server, connection->peer);
    connection->state = CONNECTION_CLOSED;
    list_push(&server->dead, &connection->in_queue);
    if (connection->websocket)
        websocket_on_end(connection->websocket);
    if (connection->stream)
        stream_on_end(connection->stream);
    server_connection_ended(server, connection->is_past_caps);
}

void connection_linger(struct connection *connection)
{
    if (!transport_end(connection)) {
        connection_close(connection);
        return;
    }
    connection->state = CONNECTION_LINGERING;
    buf_free(&connection->ahead);
    connection_want(connection, WATCH_READ);
    deadline_set(connection, DEADLINE_LINGER);
}

void connection_refuse(struct connection *connection, const struct refusal *refusal)
{
    struct refusal kept = *refusal; /* it may be the request's */
    bool is_for_head = connection->request && connection->request->parser.method == HTTP_HEAD;
    char id[CORRELATION_SIZE];

    if (connection->request)
        memcpy(id, http_correlation_id(connection->request).data, sizeof(id));
    else
        id_new(id);
    connection_abandon(connection);
    reply_refuse(connection, &kept, str_of(id), is_for_head);
}

static void on_head(struct connection *connection)
{
    struct http_server *server = connection->server;
    struct http_request *request = connection->request;
    struct parser *parser = &request->parser;
    struct http_body_rule rule = {.most = server->options.max_body_bytes};

    if (!request_read_target(request)) {
        connection_refuse(connection,
                          &(struct refusal){.status = 400,
                                            .detail = "The request target is not percent-encoded UTF-8."});
        return;
    }
    if (server->options.body_rule)
        server->options.body_rule(server->options.owner, http_method(request), request->path, &rule);
    parser->larger = rule.larger;
    request->part_counts = rule.part_counts;
    parser_limit_body(parser, rule.most < server->options.max_body_bytes ? rule.most
                                                                         : server->options.max_body_bytes);
    if (parser_expects_body(parser))
        deadline_set(connection, DEADLINE_BODY);
}

/* A request has been read and is not answered yet, or not all of it. */
static bool is_answering(const struct connection *connection)
{
    return connection->state == CONNECTION_ANSWERING || connection->state == CONNECTION_STREAMING;
}

/* Only if nothing of the body is there yet, and the head alone is no reason to refuse. */
static void invite_body(struct connection *connection, bool has_more_input)
{
    struct parser *parser = &connection->request->parser;

    if (!parser->expects_continue || has_more_input || !parser_expects_body(parser))
        return;
    if (parser->has_length && parser->left > parser->body_max)
        return;
    if (!reply_continue(connection))
        connection_close(connection);
}

static void dispatch(struct connection *connection)
{
    struct http_server *server = connection->server;

    connection->state = CONNECTION_ANSWERING;
    deadline_set(connection, DEADLINE_ANSWER);
    server->options.on_request(server->options.owner, connection->request);
}

/* No more comes of this body. False: what did is nothing. */
static bool dispatch_part(struct connection *connection)
{
    struct http_request *request = connection->request;

    if (connection->state != CONNECTION_READING || !request || !request->part_counts || !request->body.len)
        return false;
    request->parser.says_close = true; /* what would follow is the rest of it, and no request */
    dispatch(connection);
    return true;
}

static void on_body(struct connection *connection, struct str piece)
{
    if (!body_add(connection->request, piece))
        connection_refuse(connection,
                          &(struct refusal){.status = 503,
                                            .detail =
                                                "The bodies of all requests together take too much memory.",
                                            .limit = "body_memory_bytes",
                                            .max = (long long)connection->server->options.body_memory_bytes,
                                            .retry_after_s = HTTP_RETRY_AFTER_S});
}

static enum parser_step feed_step(struct connection *connection, struct str *input)
{
    enum parser_step step;
    struct str piece;

    if (!connection->request) {
        connection->request = request_new(connection);
        deadline_set(connection, DEADLINE_HEAD);
    }
    step = parser_feed(&connection->request->parser, input, &piece);
    if (step == PARSER_HEAD) {
        on_head(connection);
        if (connection->state == CONNECTION_READING)
            invite_body(connection, input->len > 0);
    } else if (step == PARSER_BODY) {
        on_body(connection, piece);
    } else if (step == PARSER_DONE) {
        dispatch(connection);
    } else if (step == PARSER_REFUSED) {
        connection_refuse(connection, &connection->request->parser.refusal);
    }
    return step;
}

static void keep_ahead(struct connection *connection, struct str input)
{
    buf_str(&connection->ahead, input);
    if (connection->state == CONNECTION_ANSWERING && connection->ahead.len >= HTTP_PIPELINED_MAX_BYTES)
        connection_want(connection, WATCH_CLOSED);
    if (connection->state == CONNECTION_STREAMING)
        stream_want(connection->stream);
    if (connection->state == CONNECTION_UPGRADED)
        connection_is_ready(connection);
}

/* Reads requests until the input is used up or one of them has to wait for its answer; the rest is kept. */
static void feed(struct connection *connection, struct str input)
{
    enum parser_step step = PARSER_MORE;

    connection->is_feeding = true;
    while (connection->state == CONNECTION_READING &&
           (input.len > 0 || step == PARSER_HEAD || step == PARSER_BODY))
        step = feed_step(connection, &input);
    connection->is_feeding = false;
    if (input.len > 0 && (is_answering(connection) || connection->state == CONNECTION_WRITING ||
                          connection->state == CONNECTION_UPGRADED))
        keep_ahead(connection, input);
}

/* How much to read: enough for a head, or for what is known to come; never more than may have to be kept. */
static size_t read_size(const struct connection *connection)
{
    const struct http_request *request = connection->request;

    if (is_answering(connection))
        return HTTP_PIPELINED_MAX_BYTES - connection->ahead.len;
    if (connection->state == CONNECTION_READING && request && request->parser.left > HTTP_PIPELINED_MAX_BYTES)
        return request->parser.left < HTTP_READ_MAX_BYTES ? (size_t)request->parser.left
                                                          : HTTP_READ_MAX_BYTES;
    return HTTP_PIPELINED_MAX_BYTES;
}

static void discard(struct connection *connection, size_t count)
{
    connection->discarded += (uint32_t)count;
    if (connection->discarded > HTTP_DISCARD_MAX_BYTES)
        connection_close(connection);
}

static void read_more(struct connection *connection)
{
    char *input = connection->server->input;
    ssize_t count = transport_receive(connection, input, read_size(connection));

    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        (void)dispatch_part(connection);
        connection_close(connection);
    } else if (connection->state == CONNECTION_LINGERING)
        discard(connection, (size_t)count);
    else if (is_answering(connection))
        keep_ahead(connection, str_n(input, (size_t)count));
    else
        feed(connection, str_n(input, (size_t)count));
}

void connection_on_event(void *owner, int fd, unsigned events)
{
    struct connection *connection = owner;

    if (connection->state == CONNECTION_SHAKING) {
        transport_shake(connection);
        return;
    }
    if (connection->in_queue.next) { /* what was read before goes first; this will be reported again */
        transport_want(connection);
        return;
    }
    if (connection->state == CONNECTION_UPGRADED) {
        websocket_on_event(connection->websocket, events);
        return;
    }
    if (connection->state == CONNECTION_WRITING) {
        output_flush(connection);
        return;
    }
    if (connection->state == CONNECTION_STREAMING && (events & WATCH_WRITE)) {
        stream_on_writable(connection->stream);
        if (connection->state != CONNECTION_STREAMING)
            return;
    }
    if (events & connection->want & WATCH_READ)
        read_more(connection);
    if ((events & WATCH_CLOSED) && is_answering(connection))
        connection_close(connection); /* half-closed counts as gone */
}

/* Idle ones are closed, after a last look for a request that is there but not read; the others with their
 * answer. */
void connection_drain(struct connection *connection)
{
    if (connection->state == CONNECTION_UPGRADED) {
        websocket_on_drain(connection->websocket);
        return;
    }
    if (connection->state == CONNECTION_STREAMING) {
        stream_on_drain(connection->stream);
        return;
    }
    if (connection->state == CONNECTION_SHAKING) {
        connection_close(connection);
        return;
    }
    if (connection->state == CONNECTION_WRITING)
        connection->closes = true;
    if (connection->state != CONNECTION_READING || connection->request || connection->ahead.len > 0)
        return;
    read_more(connection);
    if (connection->state == CONNECTION_READING && !connection->request)
        connection_linger(connection);
}

/* Back to reading, or on to the end. */
void connection_replied(struct connection *connection)
{
    if (connection->closes) {
        connection_linger(connection);
        return;
    }
    connection->state = CONNECTION_READING;
    connection_want(connection, WATCH_READ | WATCH_CLOSED);
    deadline_set(connection, DEADLINE_IDLE);
    if (connection->ahead.len > 0 && !connection->is_feeding)
        connection_is_ready(connection);
}

void connection_is_ready(struct connection *connection)
{
    list_remove(&connection->in_queue);
    list_push(&connection->server->ready, &connection->in_queue);
    server_sweep_soon(connection->server);
}

static void feed_ahead(struct connection *connection)
{
    struct buf ahead = connection->ahead;

    connection->ahead = (struct buf){0};
    feed(connection, buf_as_str(&ahead));
    buf_free(&ahead);
}

void connection_serve_ready(struct http_server *server)
{
    struct link *link;

    while ((link = list_shift(&server->ready))) {
        struct connection *connection = list_item(link, struct connection, in_queue);

        if (connection->state == CONNECTION_UPGRADED)
            websocket_on_event(connection->websocket, WATCH_READ);
        else
            feed_ahead(connection);
    }
}

void connection_is_late(struct connection *connection, enum deadline class)
{
    static const struct refusal late[DEADLINES] = {
        [DEADLINE_HEAD] = {408, "The head of the request took too long.", "head_ms", HTTP_HEAD_MS},
        [DEADLINE_BODY] = {408, "The body of the request took too long.", "body_ms", HTTP_BODY_MS},
        [DEADLINE_ANSWER] = {504, "There was no answer in time.", "answer_ms", HTTP_ANSWER_MS},
    };

    if (class == DEADLINE_BODY && dispatch_part(connection))
        return;
    if (late[class].status)
        connection_refuse(connection, &late[class]);
    else if (connection->stream)
        stream_on_late(connection->stream, class);
    else if (class == DEADLINE_PING || class == DEADLINE_SILENT || class == DEADLINE_CLOSING)
        websocket_on_late(connection->websocket, class);
    else
        connection_close(connection); /* idle, stalled, or lingered long enough */
}
