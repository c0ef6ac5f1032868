// uses: steward_http
/* Any bytes behind a handshake, to a server that echoes: at once and in pieces, with the same outcome, and
 * every socket is told of its end exactly once. Left out are pongs (those that a close overtakes are not
 * sent) and what a close says (wslay judges the reason in a peer's close by the pieces in which it comes). */
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/map.h"
#include "http/server_parts.h"
#include "http/websocket.h"

static const char handshake[] =
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

enum { WHOLE_BYTES = 512 };

static struct loop *loop;
static struct http_server *server;
static struct websocket *open_socket;
static int ended, messages;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_message(void *owner, bool is_text, struct str message)
{
    messages++;
    if (is_text && !utf8_valid(message))
        abort();
    (void)!websocket_send(open_socket, is_text, message);
}

static void on_closed(void *owner, int with)
{
    ended++;
}

static void on_request(void *owner, struct http_request *request)
{
    static const struct websocket_events events = {on_message, on_closed};

    if (!websocket_accept(request, NULL, NULL, &events, NULL, &open_socket, NULL))
        abort();
}

static void start(void)
{
    struct http_server_options options = {
        .address = "127.0.0.1",
        .max_connections = 10,
        .max_body_bytes = 1000,
        .body_memory_bytes = 1 << 20,
        .on_request = on_request,
    };

    clock_set_for_test(1700000000000, 1000000);
    loop = loop_new();
    if (!http_server_start(loop, &options, &server, NULL))
        abort();
}

static bool take(int fd, struct buf *seen)
{
    ssize_t count;

    while ((count = recv(fd, buf_reserve(seen, 65536), 65536, MSG_DONTWAIT)) > 0)
        seen->len += (size_t)count;
    return count < 0;
}

static void turn(int fd, struct buf *seen)
{
    while (loop_run_once(loop, 0))
        take(fd, seen);
}

/* The server's frames up to its close, without pongs. */
static void keep_frames(const struct buf *seen, struct buf *ret_frames)
{
    const char *end = memmem(seen->data, seen->len, "\r\n\r\n", 4);
    size_t at = end ? (size_t)(end + 4 - seen->data) : seen->len;

    while (at + 2 <= seen->len) {
        const unsigned char *frame = (const unsigned char *)seen->data + at;
        size_t len = frame[1] & 0x7f, header = 2;

        if (len == 126) {
            len = (size_t)frame[2] << 8 | frame[3];
            header = 4;
        } else if (len == 127) {
            len = (size_t)frame[7] << 16 | (size_t)frame[8] << 8 | frame[9];
            header = 10;
        }
        if (at + header + len > seen->len)
            abort();
        if (frame[0] == 0x88)
            return;
        if (frame[0] != 0x8a)
            buf_add(ret_frames, frame, header + len);
        at += header + len;
    }
}

/* In pieces of 1 to `largest` bytes; 0: in as large ones as leave room for their echoes, since what is not
 * yet sent when a peer breaks the protocol never is. A socket has room for some 165 echoes of whatever size,
 * and a message has 6 bytes at least. */
static struct buf run(struct str input, size_t largest, uint32_t seed)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct buf seen = {0}, frames = {0};
    int fds[2];

    ended = messages = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) || fcntl(fds[0], F_SETFL, O_NONBLOCK))
        abort(); /* the server's end is never waited for, as an accepted one */
    server->connections++;
    connection_open(server, fds[0], peer_of(server, &address), NULL);
    send(fds[1], handshake, sizeof(handshake) - 1, MSG_NOSIGNAL);
    for (size_t at = 0, end; at < input.len; at = end) {
        end = largest ? at + 1 + (seed >> 16) % largest : at + WHOLE_BYTES;
        end = end < input.len ? end : input.len;
        seed = seed * 1103515245u + 12345u;
        send(fds[1], input.data + at, end - at, MSG_NOSIGNAL);
        turn(fds[1], &seen);
    }
    turn(fds[1], &seen);
    shutdown(fds[1], SHUT_WR);
    turn(fds[1], &seen);
    take(fds[1], &seen);
    close(fds[1]);
    turn(fds[1], &seen);
    if (ended != 1 || server->connections != 0 || server->body_used != 0)
        abort();
    keep_frames(&seen, &frames);
    buf_printf(&frames, " %d messages", messages);
    buf_free(&seen);
    return frames;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_n((const char *)data, size);
    uint32_t seed = size ? (uint32_t)hash_bytes(data, size) : 0;
    struct buf whole, pieces;

    if (!loop)
        start();
    whole = run(input, 0, 0);
    pieces = run(input, size < 40 ? 1 : 32, seed);
    if (!str_eq(buf_as_str(&whole), buf_as_str(&pieces)))
        abort();
    buf_free(&whole);
    buf_free(&pieces);
    return 0;
}
