/* A server on a loop, and clients that are bare sockets in the same thread. Time stands still but for
 * wire_pass, so deadlines pass at once and nothing is late by accident. */
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "http/limits.h"
#include "http/server.h"
#include "unit.h"

enum { WIRE_PATIENCE_TURNS = 5000, WIRE_TURN_MS = 1 };

struct wire {
    struct loop *loop;
    struct http_server *server;
    int64_t now_ms;
    int drained;
};

static struct wire wire;

static inline struct http_server_options wire_options(void (*on_request)(void *, struct http_request *))
{
    return (struct http_server_options){
        .address = "127.0.0.1",
        .max_connections = 100,
        .max_body_bytes = 1000,
        .body_memory_bytes = 1 << 20,
        .cors_origins = "",
        .on_request = on_request,
    };
}

static inline void wire_open(const struct http_server_options *options)
{
    struct error err = {0};

    wire = (struct wire){.now_ms = 1000000};
    clock_set_for_test(1700000000000, wire.now_ms);
    wire.loop = loop_new();
    if (!http_server_start(wire.loop, options, &wire.server, &err))
        fail_msg("%s", err.text);
}

static inline void wire_close(void)
{
    http_server_free(wire.server);
    loop_free(wire.loop);
    clock_set_for_test(-1, -1);
}

static inline void wire_turns(int count)
{
    for (int i = 0; i < count; i++)
        loop_run_once(wire.loop, 0);
}

static inline void wire_pass(int64_t ms)
{
    wire.now_ms += ms;
    clock_set_for_test(1700000000000, wire.now_ms);
    wire_turns(4);
}

/* Turns until `is_so`; false: patience ran out. */
#define wire_wait(is_so)                                                                                     \
    ({                                                                                                       \
        int left = WIRE_PATIENCE_TURNS;                                                                      \
        while (!(is_so) && left-- > 0)                                                                       \
            loop_run_once(wire.loop, WIRE_TURN_MS);                                                          \
        (is_so);                                                                                             \
    })

static inline int wire_connect_with(int receive_buffer)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)http_server_port(wire.server))};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)); /* pieces are to arrive as pieces */
    if (receive_buffer)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    wire_turns(2);
    return fd;
}

static inline int wire_connect(void)
{
    return wire_connect_with(0);
}

/* Sends all of it, while the server reads; false: the connection is cut. */
static inline bool wire_send(int fd, struct str text)
{
    for (int left = 20000; text.len > 0 && left > 0; left--) {
        ssize_t sent = send(fd, text.data, text.len, MSG_NOSIGNAL);

        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent > 0)
            text = str_sub(text, (size_t)sent, text.len);
        wire_turns(1);
    }
    return text.len == 0;
}

/* What has come; false: the end has. */
static inline bool wire_take(int fd, struct buf *seen)
{
    for (;;) {
        ssize_t count = recv(fd, buf_reserve(seen, 65536), 65536, 0);

        if (count < 0 && errno == EAGAIN)
            return true;
        if (count <= 0)
            return false;
        seen->len += (size_t)count;
        seen->data[seen->len] = '\0';
    }
}

static inline bool wire_until(int fd, struct buf *seen, const char *text)
{
    return wire_wait((wire_take(fd, seen), seen->len > 0 && str_find(buf_as_str(seen), str_of(text)) >= 0));
}

static inline bool wire_until_end(int fd, struct buf *seen)
{
    return wire_wait(!wire_take(fd, seen));
}

/* Sends, and reads until `text` has come. For one question on a new connection. */
static inline void wire_ask(struct str request, const char *until, struct buf *ret_seen)
{
    int fd = wire_connect();

    wire_send(fd, request);
    if (!wire_until(fd, ret_seen, until))
        fail_msg("no %s in %s", until, ret_seen->data ? ret_seen->data : "nothing");
    close(fd);
    wire_turns(3);
}

static inline int wire_connections(void)
{
    return (int)metric_value(metric_gauge("steward_http_connections", "", ""));
}

static inline void wire_reset(int fd) /* closes with RST */
{
    struct linger at_once = {.l_onoff = 1};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(fd);
}

enum way { FIN, RESET, HALF_CLOSE, WAYS }; /* in which a client goes */

static inline void wire_leave(int fd, enum way way)
{
    if (way == FIN)
        close(fd);
    else if (way == RESET)
        wire_reset(fd);
    else
        shutdown(fd, SHUT_WR);
}

static inline bool wire_has(const struct buf *seen, const char *text)
{
    return seen->len > 0 && str_find(buf_as_str(seen), str_of(text)) >= 0;
}

static inline int wire_count(const struct buf *seen, const char *text)
{
    struct str rest = buf_as_str(seen);
    ptrdiff_t at;
    int count = 0;

    while (rest.len > 0 && (at = str_find(rest, str_of(text))) >= 0) {
        rest = str_sub(rest, (size_t)at + strlen(text), rest.len);
        count++;
    }
    return count;
}
