/* http/output.c: getting a reply out: with one system call if the socket takes it, else bit by bit from a
 * copy.
 *
 * Bounded by one reply per connection (the next request is not read before this one's reply is out) and by
 * the total of all connections. A reader that takes nothing for a while, or not enough in all, is cut off. */
#include <errno.h>

#include "base/clock.h"
#include "http/server_parts.h"

static void keep_rest(struct connection *connection, const struct iovec *parts, int count, size_t sent)
{
    struct http_server *server = connection->server;
    size_t size = 0, filled = 0;
    struct output *output;

    for (int i = 0; i < count; i++)
        size += parts[i].iov_len;
    if (server->output_used + size > HTTP_OUTPUT_TOTAL_MAX_BYTES) {
        connection_close(connection);
        return;
    }
    server->output_used += size;
    output = mem_alloc(sizeof(*output) + size);
    for (int i = 0; i < count; i++) {
        memcpy(output->data + filled, parts[i].iov_base, parts[i].iov_len);
        filled += parts[i].iov_len;
    }
    output->size = size;
    output->sent = sent;
    output->due_ms = clock_mono_ms() + HTTP_WRITE_MS;
    connection->output = output;
    connection->state = CONNECTION_WRITING;
    connection_want(connection, WATCH_WRITE);
    deadline_set(connection, DEADLINE_STALLED);
}

void output_send(struct connection *connection, const struct iovec *parts, int count)
{
    size_t size = parts[0].iov_len + (count > 1 ? parts[1].iov_len : 0);
    ssize_t sent = transport_send_parts(connection, parts, count);

    if (sent == (ssize_t)size)
        connection_replied(connection);
    else if (sent >= 0 || errno == EAGAIN || errno == EINTR)
        keep_rest(connection, parts, count, sent > 0 ? (size_t)sent : 0);
    else
        connection_close(connection);
}

void output_flush(struct connection *connection)
{
    struct output *output = connection->output;
    ssize_t sent =
        transport_send(connection, output->data + output->sent, output->size - output->sent, false);

    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (sent < 0) {
        connection_close(connection);
        return;
    }
    output->sent += (size_t)sent;
    if (output->sent == output->size) {
        output_drop(connection);
        connection_replied(connection);
    } else if (clock_mono_ms() > output->due_ms) {
        connection_close(connection);
    } else {
        deadline_set(connection, DEADLINE_STALLED);
    }
}

void output_drop(struct connection *connection)
{
    if (!connection->output)
        return;
    connection->server->output_used -= connection->output->size;
    mem_free(connection->output);
    connection->output = NULL;
}
