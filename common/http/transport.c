/* http/transport.c: a connection's bytes, in the clear or over TLS, as recv(2) and send(2) have them.
 *
 * The complication: TLS reads a whole record from the socket, and whoever asked may want less of it; the
 * socket is then silent about the rest. Such a connection is put on a list, and told in this turn. */
#include <errno.h>
#include <sys/socket.h>

#include "base/log.h"
#include "http/server_parts.h"

static void note_more(struct connection *connection)
{
    struct http_server *server = connection->server;

    if (!tls_has_more(connection->tls) || connection->in_more.next)
        return;
    list_push(&server->more, &connection->in_more);
    loop_defer(server->loop, &server->tell_more);
}

void transport_want(struct connection *connection)
{
    if (connection->tls && (connection->want & WATCH_READ))
        note_more(connection);
}

/* Each once: what is left even then comes again in the same turn, behind the others. */
void transport_tell_more(void *owner)
{
    struct http_server *server = owner;
    struct link round, *link;

    list_init(&round);
    while ((link = list_shift(&server->more)))
        list_push(&round, link);
    while ((link = list_shift(&round))) {
        struct connection *connection = list_item(link, struct connection, in_more);

        if (connection->want & WATCH_READ)
            connection_on_event(connection, connection->fd, WATCH_READ);
    }
}

static ssize_t as_system_call(enum tls_verdict verdict, size_t count)
{
    if (count > 0 || verdict == TLS_ENDED)
        return (ssize_t)count;
    errno = verdict == TLS_BROKEN ? ECONNRESET : EAGAIN;
    return -1;
}

ssize_t transport_receive(struct connection *connection, void *room, size_t size)
{
    enum tls_verdict verdict;
    size_t got;

    if (!connection->tls || connection->state == CONNECTION_LINGERING)
        return recv(connection->fd, room, size, 0);
    verdict = tls_read(connection->tls, room, size, &got);
    if (verdict == TLS_DONE)
        note_more(connection);
    return as_system_call(verdict, got);
}

ssize_t transport_send(struct connection *connection, const void *data, size_t size, bool has_more)
{
    enum tls_verdict verdict = TLS_DONE;
    size_t sent = 0, count;

    if (!connection->tls)
        return send(connection->fd, data, size, MSG_NOSIGNAL | (has_more ? MSG_MORE : 0));
    while (sent < size && verdict == TLS_DONE) {
        verdict = tls_write(connection->tls, (const char *)data + sent, size - sent, &count);
        sent += count;
    }
    return as_system_call(verdict, sent);
}

/* In the clear both with one system call; over TLS small parts go into one record. */
ssize_t transport_send_parts(struct connection *connection, const struct iovec *parts, int count)
{
    struct iovec vector[2] = {parts[0], count > 1 ? parts[1] : (struct iovec){0}};
    struct msghdr message = {.msg_iov = vector, .msg_iovlen = (size_t)count};
    char record[TLS_RECORD_MAX];
    size_t size = vector[0].iov_len + vector[1].iov_len;
    ssize_t first, second;

    if (!connection->tls)
        return sendmsg(connection->fd, &message, MSG_NOSIGNAL);
    if (count > 1 && size <= sizeof(record)) {
        memcpy(record, vector[0].iov_base, vector[0].iov_len);
        memcpy(record + vector[0].iov_len, vector[1].iov_base, vector[1].iov_len);
        return transport_send(connection, record, size, false);
    }
    first = transport_send(connection, vector[0].iov_base, vector[0].iov_len, false);
    if (count < 2 || first < (ssize_t)vector[0].iov_len)
        return first;
    second = transport_send(connection, vector[1].iov_base, vector[1].iov_len, false);
    return second < 0 && errno != EAGAIN ? second : first + (second > 0 ? second : 0);
}

bool transport_end(struct connection *connection)
{
    if (connection->tls)
        tls_say_goodbye(connection->tls);
    return shutdown(connection->fd, SHUT_WR) == 0;
}

/* ---- the handshake ---- */

void transport_start(struct connection *connection)
{
    struct http_server *server = connection->server;

    if (!server->tls)
        return;
    connection->tls = tls_accept(server->tls, connection->fd);
    connection->state = CONNECTION_SHAKING;
    server->shaking++;
    connection_want(connection, WATCH_READ);
    deadline_set(connection, DEADLINE_HANDSHAKE);
}

void transport_shake(struct connection *connection)
{
    enum tls_verdict verdict = tls_shake_hands(connection->tls);

    if (verdict == TLS_WANTS_READ || verdict == TLS_WANTS_WRITE) {
        connection_want(connection, verdict == TLS_WANTS_WRITE ? WATCH_WRITE : WATCH_READ);
    } else if (verdict == TLS_DONE) {
        connection->server->shaking--;
        connection->state = CONNECTION_READING;
        connection_want(connection, WATCH_READ | WATCH_CLOSED);
        deadline_set(connection, DEADLINE_IDLE);
        note_more(connection);
    } else {
        metric_add(connection->server->handshakes_failed_total, 1);
        log_debug("TLS handshake failed", {"peer", LOG_TEXT(connection->peer->text)},
                  {"why", LOG_TEXT(tls_trouble(connection->tls))});
        connection_close(connection);
    }
}

void transport_free(struct connection *connection)
{
    if (connection->state == CONNECTION_SHAKING)
        connection->server->shaking--;
    list_remove(&connection->in_more);
    tls_free(connection->tls);
    connection->tls = NULL;
}
