/* http/stream.c: replies in pieces.
 *
 * The complication: sending may end the connection. The stream then stays, without a connection, until the
 * server's sweep tells its owner and frees it. */
#include "http/stream.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

#include "http/server_parts.h"

struct http_stream {
    struct link in_ended;
    struct http_server *server;
    struct connection *connection; /* NULL: gone */
    struct buf queue;
    size_t counted; /* of it, in the server's total */
    http_stream_fn *ended;
    void *owner;
    bool is_chunked, is_ending;
    enum http_stream_end how;
};

static void count(struct http_stream *stream)
{
    stream->server->output_used += stream->queue.len - stream->counted;
    stream->counted = stream->queue.len;
}

static void part(struct http_stream *stream, enum http_stream_end how)
{
    if (stream->connection)
        stream->connection->stream = NULL;
    stream->connection = NULL;
    stream->how = how;
    buf_free(&stream->queue);
    count(stream);
    list_push(&stream->server->ended_streams, &stream->in_ended);
    server_sweep_soon(stream->server);
}

static void cut(struct http_stream *stream, enum http_stream_end how)
{
    struct connection *connection = stream->connection;

    part(stream, how);
    connection_close(connection);
}

/* All that was queued is out. */
static void on_empty(struct http_stream *stream)
{
    struct connection *connection = stream->connection;

    buf_free(&stream->queue); /* a silent stream keeps no memory */
    count(stream);
    if (stream->is_ending) {
        part(stream, HTTP_STREAM_SENT);
        connection_replied(connection);
        return;
    }
    deadline_set(connection, DEADLINE_STREAM);
    stream_want(stream);
}

static void flush(struct http_stream *stream)
{
    struct connection *connection = stream->connection;
    ssize_t sent = transport_send(connection, stream->queue.data, stream->queue.len, false);

    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        cut(stream, HTTP_STREAM_GONE);
        return;
    }
    if (sent > 0)
        buf_drop_front(&stream->queue, (size_t)sent);
    if (stream->queue.len == 0) {
        on_empty(stream);
        return;
    }
    if (sent > 0 || !(connection->want & WATCH_WRITE))
        deadline_set(connection, DEADLINE_STALLED);
    count(stream);
    stream_want(stream);
}

/* ---- what its connection hands on ---- */

void stream_want(struct http_stream *stream)
{
    struct connection *connection = stream->connection;
    unsigned want = WATCH_CLOSED;

    if (connection->ahead.len < HTTP_PIPELINED_MAX_BYTES)
        want |= WATCH_READ;
    if (stream->queue.len > 0)
        want |= WATCH_WRITE;
    connection_want(connection, want);
}

void stream_on_writable(struct http_stream *stream)
{
    if (stream->queue.len > 0)
        flush(stream);
}

void stream_on_late(struct http_stream *stream, enum deadline class)
{
    cut(stream, class == DEADLINE_STALLED ? HTTP_STREAM_TOO_SLOW : HTTP_STREAM_GONE);
}

void stream_on_drain(struct http_stream *stream)
{
    stream->connection->closes = true;
    http_stream_end(stream);
}

void stream_on_end(struct http_stream *stream)
{
    part(stream, HTTP_STREAM_GONE);
}

void stream_finish(struct link *ended)
{
    struct http_stream *stream = list_item(ended, struct http_stream, in_ended);

    stream->ended(stream->owner, stream->how);
    mem_free(stream);
}

/* ---- what its owner asks for ---- */

static void begin(struct http_stream *stream, struct connection *connection, const struct reply *reply)
{
    struct iovec head;

    reply_head(connection, reply, stream->is_chunked ? REPLY_CHUNKED : REPLY_UNTIL_CLOSE);
    if (reply->is_for_head) {
        head = (struct iovec){connection->server->reply_head.data, connection->server->reply_head.len};
        part(stream, HTTP_STREAM_SENT);
        output_send(connection, &head, 1);
        return;
    }
    connection_hold_little(connection);
    stream->connection = connection;
    connection->stream = stream;
    connection->state = CONNECTION_STREAMING;
    deadline_set(connection, DEADLINE_STREAM);
    buf_str(&stream->queue, buf_as_str(&connection->server->reply_head));
    flush(stream);
}

struct http_stream *http_stream_begin(struct http_request *request, int status,
                                      const struct http_header *headers, http_stream_fn *ended, void *owner)
{
    struct connection *connection = request->connection;
    struct http_stream *stream = mem_new(struct http_stream);
    struct reply reply = {
        .status = status,
        .headers = headers,
        .is_for_head = http_method(request) == HTTP_HEAD,
        .is_http_1_0 = request->parser.minor == 0,
        .closes = !parser_keeps_alive(&request->parser) || request->parser.minor == 0,
    };

    stream->server = request->server;
    stream->ended = ended;
    stream->owner = owner;
    stream->is_chunked = !reply.is_http_1_0;
    if (connection) {
        reply.origin = http_allowed_origin(request);
        connection->request = NULL;
        request->connection = NULL;
        begin(stream, connection, &reply);
    } else {
        part(stream, HTTP_STREAM_GONE);
    }
    request_free(request);
    return stream;
}

static void add_piece(struct http_stream *stream, struct str piece)
{
    if (stream->is_chunked)
        buf_printf(&stream->queue, "%zx\r\n", piece.len);
    buf_str(&stream->queue, piece);
    if (stream->is_chunked)
        buf_add(&stream->queue, "\r\n", 2);
}

bool http_stream_send(struct http_stream *stream, struct str piece)
{
    size_t had = stream->queue.len;

    if (!stream->connection || stream->is_ending)
        return false;
    if (!piece.len)
        return true; /* an empty chunk would be the end */
    if ((had > 0 && had + piece.len > HTTP_STREAM_QUEUE_MAX_BYTES) ||
        stream->server->output_used + piece.len > HTTP_OUTPUT_TOTAL_MAX_BYTES) {
        cut(stream, HTTP_STREAM_TOO_SLOW);
        return false;
    }
    add_piece(stream, piece);
    if (had == 0)
        flush(stream);
    else
        count(stream);
    return stream->connection != NULL;
}

void http_stream_end(struct http_stream *stream)
{
    if (!stream->connection || stream->is_ending)
        return;
    stream->is_ending = true;
    if (stream->is_chunked)
        buf_str(&stream->queue, STR("0\r\n\r\n"));
    if (stream->queue.len > 0)
        flush(stream);
    else
        on_empty(stream);
}
