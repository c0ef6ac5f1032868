/* http/websocket.c: messages over an upgraded connection.
 *
 * wslay reads and writes frames and knows the protocol's rules; the limits are ours, because it would keep
 * what a peer sends without end. Its buffering of messages is off: their pieces are put together here, within
 * the server's budget. The complication: callbacks of wslay and of the owner may end the connection. The
 * socket then stays, without a connection, until the server's sweep tells the owner and frees it. */
#include "http/websocket.h"

#include <errno.h>
#include <sys/socket.h>
#include <wslay/wslay.h>

#include "base/clock.h"
#include "http/handshake.h"
#include "http/server_parts.h"

enum {
    CODE_GOING_AWAY = 1001,
    CODE_PROTOCOL = 1002,
    CODE_ABNORMAL = 1006,
    CODE_BAD_DATA = 1007,
    CODE_POLICY = 1008,
    CODE_TOO_BIG = 1009,
    CODE_TRY_LATER = 1013,
    REASON_MAX = 123
};

struct websocket {
    struct link in_ended;
    struct http_server *server;
    struct connection *connection; /* NULL: gone */
    wslay_event_context_ptr wslay;
    struct websocket_events events;
    void *owner;
    struct str input; /* in hand, while wslay reads */
    struct buf message;
    size_t counted; /* of what is queued, in the server's total */
    int fragments;
    struct {
        unsigned char len;
        char bytes[125];
    } control;                 /* the payload of a control frame */
    bool is_control, is_close; /* the frame that is being read */
    bool is_broken;            /* the connection, on sending */
    bool is_closing;
    int own_code;        /* with which we began to close; 0: we did not */
    int64_t controls_ms; /* when the next control frame would be within the rate */
};

static void message_free(struct websocket *socket)
{
    socket->server->body_used -= socket->message.room;
    buf_free(&socket->message);
    socket->fragments = 0;
}

static void count_output(struct websocket *socket, size_t queued)
{
    socket->server->output_used += queued - socket->counted;
    socket->counted = queued;
}

static void begin_closing(struct websocket *socket)
{
    if (socket->is_closing)
        return;
    socket->is_closing = true;
    deadline_set(socket->connection, DEADLINE_CLOSING);
}

/* The peer broke a rule of ours: say which, and read no more of it. */
static void fail(struct websocket *socket, int code, struct str reason)
{
    if (!socket->own_code)
        socket->own_code = code;
    wslay_event_queue_close(socket->wslay, (uint16_t)code, (const uint8_t *)reason.data, reason.len);
    wslay_event_shutdown_read(socket->wslay);
}

/* A bucket that refills with time: `controls_ms` runs ahead of the clock by as much as has been used. */
static bool is_within_control_rate(struct websocket *socket)
{
    int64_t now_ms = clock_mono_ms(), cost_ms = 1000 / WEBSOCKET_CONTROLS_PER_S;

    if (socket->controls_ms < now_ms)
        socket->controls_ms = now_ms;
    socket->controls_ms += cost_ms;
    return socket->controls_ms - now_ms <= cost_ms * WEBSOCKET_CONTROLS_BURST;
}

static void on_frame(wslay_event_context_ptr wslay, const struct wslay_event_on_frame_recv_start_arg *frame,
                     void *owner)
{
    struct websocket *socket = owner;

    socket->is_control = wslay_is_ctrl_frame(frame->opcode);
    socket->is_close = frame->opcode == WSLAY_CONNECTION_CLOSE;
    socket->control.len = 0;
    if (socket->is_control) {
        if (socket->is_close && frame->payload_length == 1)
            fail(socket, CODE_PROTOCOL, STR("half a status code"));
        else if (!is_within_control_rate(socket))
            fail(socket, CODE_POLICY, STR("too many control frames"));
        return;
    }
    if (++socket->fragments > WEBSOCKET_FRAGMENTS_MAX)
        fail(socket, CODE_POLICY, STR("too many fragments"));
    else if (frame->payload_length > WEBSOCKET_MESSAGE_MAX_BYTES - socket->message.len)
        fail(socket, CODE_TOO_BIG, STR("message too big"));
}

static bool reserve(struct websocket *socket, size_t more)
{
    size_t needed = socket->message.len + more + 1, had = socket->message.room;
    size_t room = had * 2 > needed ? had * 2 : needed;

    if (needed <= had)
        return true;
    if (socket->server->body_used + room - had > socket->server->options.body_memory_bytes)
        return false;
    socket->server->body_used += room - had;
    socket->message.data = mem_grow(socket->message.data, room, 1);
    socket->message.room = room;
    return true;
}

static void on_piece(wslay_event_context_ptr wslay, const struct wslay_event_on_frame_recv_chunk_arg *piece,
                     void *owner)
{
    struct websocket *socket = owner;

    if (!wslay_event_get_read_enabled(wslay) || !piece->data_length)
        return;
    if (socket->is_control) { /* wslay has seen to it that there are no more than 125 bytes */
        memcpy(socket->control.bytes + socket->control.len, piece->data, piece->data_length);
        socket->control.len += (unsigned char)piece->data_length;
        return;
    }
    if (reserve(socket, piece->data_length))
        buf_add(&socket->message, piece->data, piece->data_length);
    else
        fail(socket, CODE_TRY_LATER, STR("out of memory for messages"));
}

/* wslay judges a close's reason piece by piece, and loses the beginning of each. */
static void on_frame_end(wslay_event_context_ptr wslay, void *owner)
{
    struct websocket *socket = owner;

    if (socket->is_close && socket->control.len > 2 &&
        !utf8_valid(str_n(socket->control.bytes + 2, socket->control.len - 2u)))
        fail(socket, CODE_BAD_DATA, STR_NONE);
}

static void on_message(wslay_event_context_ptr wslay, const struct wslay_event_on_msg_recv_arg *message,
                       void *owner)
{
    struct websocket *socket = owner;

    if (wslay_is_ctrl_frame(message->opcode))
        return;
    if (wslay_event_get_read_enabled(wslay) && !socket->own_code)
        socket->events.on_message(socket->owner, message->opcode == WSLAY_TEXT_FRAME,
                                  buf_as_str(&socket->message));
    message_free(socket);
}

static ssize_t give_input(wslay_event_context_ptr wslay, uint8_t *to, size_t size, int flags, void *owner)
{
    struct websocket *socket = owner;
    size_t take = socket->input.len < size ? socket->input.len : size;

    if (!take) {
        wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(to, socket->input.data, take);
    socket->input.data += take;
    socket->input.len -= take;
    return (ssize_t)take;
}

static ssize_t take_output(wslay_event_context_ptr wslay, const uint8_t *data, size_t size, int flags,
                           void *owner)
{
    struct websocket *socket = owner;
    ssize_t sent = transport_send(socket->connection, data, size, (flags & WSLAY_MSG_MORE) != 0);

    if (sent > 0)
        return sent;
    if (errno == EAGAIN || errno == EINTR) {
        wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
    } else {
        socket->is_broken = true;
        wslay_event_set_error(wslay, WSLAY_ERR_CALLBACK_FAILURE);
    }
    return -1;
}

/* The handshake is over, or there is no point in it: only the TCP connection remains to be ended. */
static void part(struct websocket *socket)
{
    struct connection *connection = socket->connection;

    connection->websocket = NULL;
    websocket_on_end(socket);
    connection_linger(connection);
}

/* Sends what can be sent, then sees what to wait for. */
static void settle(struct websocket *socket)
{
    wslay_event_context_ptr wslay = socket->wslay;
    unsigned want = 0;

    if (wslay_event_send(wslay) != 0 || socket->is_broken) {
        connection_close(socket->connection);
        return;
    }
    count_output(socket, wslay_event_get_queued_msg_length(wslay));
    if (!wslay_event_get_read_enabled(wslay) && !wslay_event_want_write(wslay)) {
        part(socket);
        return;
    }
    if (!wslay_event_get_read_enabled(wslay) || socket->own_code)
        begin_closing(socket);
    if (wslay_event_get_read_enabled(wslay) &&
        wslay_event_get_queued_msg_length(wslay) < WEBSOCKET_READ_STOPS_AT_BYTES)
        want |= WATCH_READ;
    if (wslay_event_want_write(wslay))
        want |= WATCH_WRITE;
    connection_want(socket->connection, want);
}

/* wslay says nothing to a peer that sends what is no frame; and the close that it may have queued has no
 * code. */
static void end_for_protocol(struct websocket *socket)
{
    static const uint8_t frame[] = {0x88, 2, CODE_PROTOCOL >> 8, CODE_PROTOCOL & 0xff};

    if (!socket->own_code)
        socket->own_code = CODE_PROTOCOL;
    if (!(socket->connection->want &
          WATCH_WRITE)) /* else a frame is on its way, and this would be its payload */
        take_output(socket->wslay, frame, sizeof(frame), 0, socket);
    part(socket);
}

static void read_frames(struct websocket *socket, struct str input)
{
    int outcome;

    if (!socket->is_closing)
        deadline_set(socket->connection, DEADLINE_PING);
    socket->input = input;
    outcome = wslay_event_recv(socket->wslay);
    socket->input = STR_NONE;
    if (!socket->connection)
        return;
    if (outcome != 0 && !wslay_event_get_close_sent(socket->wslay))
        end_for_protocol(socket);
    else
        settle(socket);
}

static void read_ahead(struct websocket *socket)
{
    struct buf ahead = socket->connection->ahead;

    socket->connection->ahead = (struct buf){0};
    read_frames(socket, buf_as_str(&ahead));
    buf_free(&ahead);
}

static void read_socket(struct websocket *socket)
{
    struct connection *connection = socket->connection;
    char *input = connection->server->input;
    ssize_t count = transport_receive(connection, input, HTTP_PIPELINED_MAX_BYTES);

    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0)
        connection_close(connection);
    else
        read_frames(socket, str_n(input, (size_t)count));
}

void websocket_on_event(struct websocket *socket, unsigned events)
{
    struct connection *connection = socket->connection;

    if (events & WATCH_WRITE)
        settle(socket);
    if (connection->websocket != socket || connection->state != CONNECTION_UPGRADED || !(events & WATCH_READ))
        return;
    if (connection->ahead.len > 0)
        read_ahead(socket);
    else
        read_socket(socket);
}

void websocket_on_late(struct websocket *socket, enum deadline class)
{
    static const struct wslay_event_msg ping = {.opcode = WSLAY_PING};

    if (class != DEADLINE_PING) {
        connection_close(socket->connection);
        return;
    }
    deadline_set(socket->connection, DEADLINE_SILENT);
    if (wslay_event_queue_msg(socket->wslay, &ping) == 0)
        settle(socket);
}

void websocket_on_drain(struct websocket *socket)
{
    websocket_close(socket, CODE_GOING_AWAY, STR("going away"));
}

void websocket_on_end(struct websocket *socket)
{
    socket->connection = NULL;
    wslay_event_shutdown_read(socket->wslay);
    list_push(&socket->server->ended, &socket->in_ended);
    server_sweep_soon(socket->server);
}

void websocket_finish(struct link *ended)
{
    struct websocket *socket = list_item(ended, struct websocket, in_ended);
    int code = socket->own_code;

    if (!code && wslay_event_get_close_received(socket->wslay))
        code = wslay_event_get_status_code_received(socket->wslay);
    else if (!code && wslay_event_get_close_sent(socket->wslay))
        code = wslay_event_get_status_code_sent(socket->wslay);
    message_free(socket);
    count_output(socket, 0);
    wslay_event_context_free(socket->wslay);
    socket->events.on_closed(socket->owner, code ? code : CODE_ABNORMAL);
    mem_free(socket);
}

bool websocket_send(struct websocket *socket, bool as_text, struct str message)
{
    struct wslay_event_msg frame = {
        .opcode = as_text ? WSLAY_TEXT_FRAME : WSLAY_BINARY_FRAME,
        .msg = (const uint8_t *)message.data,
        .msg_length = message.len,
    };
    size_t queued;

    if (!socket->connection || socket->is_closing || socket->own_code)
        return false;
    queued = wslay_event_get_queued_msg_length(socket->wslay);
    if ((queued > 0 && queued + message.len > WEBSOCKET_QUEUE_MAX_BYTES) ||
        socket->server->output_used + message.len > HTTP_OUTPUT_TOTAL_MAX_BYTES) {
        websocket_close(socket, CODE_TRY_LATER, STR("reading too slowly"));
        return false;
    }
    if (wslay_event_queue_msg(socket->wslay, &frame) != 0)
        return false;
    settle(socket);
    return socket->connection != NULL;
}

void websocket_close(struct websocket *socket, int code, struct str reason)
{
    if (!socket->connection || socket->is_closing || socket->own_code)
        return;
    socket->own_code = code;
    wslay_event_queue_close(socket->wslay, (uint16_t)code, (const uint8_t *)reason.data,
                            utf8_clip(reason, REASON_MAX));
    settle(socket);
}

static struct websocket *socket_new(struct connection *connection, const struct websocket_events *events,
                                    void *owner)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = give_input,
        .send_callback = take_output,
        .on_frame_recv_start_callback = on_frame,
        .on_frame_recv_chunk_callback = on_piece,
        .on_frame_recv_end_callback = on_frame_end,
        .on_msg_recv_callback = on_message,
    };
    struct websocket *socket = mem_new(struct websocket);

    if (wslay_event_context_server_init(&socket->wslay, &callbacks, socket) != 0) {
        mem_free(socket);
        return NULL;
    }
    wslay_event_config_set_no_buffering(socket->wslay, 1);
    wslay_event_config_set_max_recv_msg_length(socket->wslay, WEBSOCKET_MESSAGE_MAX_BYTES);
    socket->server = connection->server;
    socket->connection = connection;
    socket->events = *events;
    socket->owner = owner;
    return socket;
}

static bool offers(const struct http_request *request, const char *protocol)
{
    struct str offered = http_header(request, "Sec-WebSocket-Protocol"), one;

    while (protocol && str_split(&offered, ',', &one)) {
        if (str_is(str_trim(one), protocol))
            return true;
    }
    return false;
}

static bool send_accept(struct connection *connection, const struct http_request *request,
                        const char *protocol)
{
    struct buf *head = &connection->server->reply_head;
    char accept[HANDSHAKE_ACCEPT_SIZE];

    handshake_accept(http_header(request, "Sec-WebSocket-Key"), accept);
    buf_clear(head);
    buf_printf(head,
               "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: %s\r\n",
               accept);
    if (offers(request, protocol))
        buf_printf(head, "Sec-WebSocket-Protocol: %s\r\n", protocol);
    buf_str(head, STR("\r\n"));
    return transport_send(connection, head->data, head->len, false) == (ssize_t)head->len;
}

bool websocket_accept(struct http_request *request, const char *origins, const char *protocol,
                      const struct websocket_events *events, void *owner, struct websocket **ret_socket,
                      struct error *err)
{
    struct connection *connection = request->connection;
    struct websocket *socket;
    bool is_sent;

    if (!connection)
        return error_set(err, ERROR_SKIP, "websocket", "The client has left.");
    if (connection->server->is_draining)
        return error_set(err, ERROR_RETRY, "websocket", "The server is shutting down.");
    if (!handshake_check(request, origins, err))
        return false;
    socket = socket_new(connection, events, owner);
    if (!socket)
        return error_set(err, ERROR_RETRY, "websocket", "There is no memory for a WebSocket.");
    is_sent = send_accept(connection, request, protocol);
    request->connection = NULL;
    connection->request = NULL;
    request_free(request);
    connection->websocket = socket;
    connection->state = CONNECTION_UPGRADED;
    connection_hold_little(connection);
    connection_want(connection, WATCH_READ);
    deadline_set(connection, DEADLINE_PING);
    if (!is_sent)
        connection_close(connection);
    else if (connection->ahead.len > 0)
        connection_is_ready(connection);
    *ret_socket = socket;
    return true;
}
