/* A server whose every request is a WebSocket that echoes, and the client's side of frames. */
#pragma once

#include "http/websocket.h"
#include "wire.h"

struct sockets {
    struct websocket *last;
    bool is_silent; /* no echo */
    bool is_refused;
    const char *origins, *protocol;
    int opened, messages, closed, code;
    void (*on_message)(struct websocket *socket, struct str message);
    struct error err;
};

static struct sockets sockets;

static inline void sockets_on_message(void *owner, bool is_text, struct str message)
{
    sockets.messages++;
    if (sockets.on_message)
        sockets.on_message(sockets.last, message);
    else if (!sockets.is_silent)
        (void)!websocket_send(sockets.last, is_text, message);
}

static inline void sockets_on_closed(void *owner, int code)
{
    sockets.closed++;
    sockets.code = code;
    if (sockets.opened > 1)
        return; /* the last one may be freed already */
    assert_false(websocket_send(sockets.last, true, STR("too late")));
    websocket_close(sockets.last, 1000, STR(""));
}

static inline void sockets_on_request(void *owner, struct http_request *request)
{
    static const struct websocket_events events = {sockets_on_message, sockets_on_closed};

    sockets.opened++;
    if (websocket_accept(request, sockets.origins, sockets.protocol, &events, NULL, &sockets.last,
                         &sockets.err))
        return;
    sockets.is_refused = true;
    http_reply(request, 400, NULL, str_of(sockets.err.text));
}

static inline int sockets_open(void **state)
{
    struct http_server_options options = wire_options(sockets_on_request);

    sockets = (struct sockets){0};
    wire_open(&options);
    return 0;
}

static inline int sockets_close(void **state)
{
    wire_close();
    return 0;
}

#define SOCKET_KEY     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define SOCKET_VERSION "Sec-WebSocket-Version: 13\r\n"
#define SOCKET_UPGRADE "Host: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"

/* `behind`: sent in one go with the handshake. The reply to that is read, and no more. */
static inline int socket_connect_with(int receive_buffer, struct str behind)
{
    struct buf text = {0}, seen = {0};
    int fd = wire_connect_with(receive_buffer);
    char c;

    buf_str(&text, STR("GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "\r\n"));
    buf_str(&text, behind);
    wire_send(fd, buf_as_str(&text));
    wire_turns(2);
    while (!wire_has(&seen, "\r\n\r\n") && recv(fd, &c, 1, 0) == 1)
        buf_char(&seen, c);
    assert_true(wire_has(&seen, "HTTP/1.1 101 "));
    buf_free(&text);
    buf_free(&seen);
    return fd;
}

static inline int socket_connect(const char *behind)
{
    return socket_connect_with(0, str_of(behind));
}

static inline void frame_add(struct buf *to, int head, struct str payload, bool is_masked)
{
    static const char mask[4] = {0x12, 0x34, 0x56, 0x78};
    int bit = is_masked ? 0x80 : 0;

    buf_char(to, (char)head);
    if (payload.len < 126) {
        buf_char(to, (char)(bit | (int)payload.len));
    } else {
        int bytes = payload.len < 65536 ? 2 : 8;

        buf_char(to, (char)(bit | (bytes == 2 ? 126 : 127)));
        while (bytes-- > 0)
            buf_char(to, (char)(payload.len >> (8 * bytes)));
    }
    if (is_masked)
        buf_add(to, mask, 4);
    for (size_t i = 0; i < payload.len; i++)
        buf_char(to, is_masked ? (char)(payload.data[i] ^ mask[i % 4]) : payload.data[i]);
}

static inline size_t frame_length(const unsigned char *bytes, size_t *ret_header)
{
    size_t len = bytes[1] & 0x7f;
    int more = len == 126 ? 2 : len == 127 ? 8 : 0;

    *ret_header = 2 + (size_t)more;
    if (more)
        len = 0;
    for (int i = 0; i < more; i++)
        len = len << 8 | bytes[2 + i];
    return len;
}

static inline void frame_tell_payload(struct buf *to, struct str payload)
{
    size_t same = 0;

    while (same < payload.len && payload.data[same] == payload.data[0])
        same++;
    if (payload.len > 9 && same == payload.len)
        buf_printf(to, "%zu times %c", payload.len, payload.data[0]);
    else
        buf_str(to, payload);
}

/* "text hello;pong ;close 1002 why;" of what the server sent; a frame that is not whole is left out. */
static inline void frames_read(const struct buf *seen, struct buf *ret_text)
{
    static const char *const names[16] =
        {[1] = "text", [2] = "binary", [8] = "close", [9] = "ping", [10] = "pong"};

    for (size_t at = 0; at + 2 <= seen->len;) {
        const unsigned char *bytes = (const unsigned char *)seen->data + at;
        size_t header, len = frame_length(bytes, &header);
        struct str payload = str_n(seen->data + at + header, len);

        if (at + header + len > seen->len)
            return;
        assert_int_equal(bytes[0] & 0xf0, 0x80);
        assert_int_equal(bytes[1] & 0x80, 0);
        assert_non_null(names[bytes[0] & 0xf]);
        buf_printf(ret_text, "%s ", names[bytes[0] & 0xf]);
        if ((bytes[0] & 0xf) == 8) {
            buf_printf(ret_text, "%d%s", len >= 2 ? bytes[header] << 8 | bytes[header + 1] : 0,
                       len > 2 ? " " : "");
            payload = str_sub(payload, 2, len);
        }
        frame_tell_payload(ret_text, payload);
        buf_char(ret_text, ';');
        at += header + len;
    }
}
