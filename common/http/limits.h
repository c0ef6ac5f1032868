/* http/limits.h: every limit and every deadline of the HTTP server, its WebSockets and the client.
 *
 * What a server is told at start (connections, body size, body memory) is in struct http_server_options. */
#pragma once

/* The head of a request; its first line has room for method and version beside the target. */
#define HTTP_HEAD_MAX_BYTES   16384
#define HTTP_TARGET_MAX_BYTES 4096
#define HTTP_LINE_MAX_BYTES   (HTTP_TARGET_MAX_BYTES + 64)
#define HTTP_HEADERS_MAX      64
#define HTTP_HOST_MAX_BYTES   260

/* The body. */
#define HTTP_LENGTH_MAX_DIGITS       15
#define HTTP_CHUNK_SIZE_MAX_DIGITS   7
#define HTTP_READ_MAX_BYTES          65536 /* at one time */
#define HTTP_REQUEST_ARENA_MAX_BYTES (8 << 20)

/* Input of a connection: read ahead while a request is being answered (then no more reading); and read and
 * dropped after a refusal (then the connection is cut). */
#define HTTP_PIPELINED_MAX_BYTES 16384
#define HTTP_DISCARD_MAX_BYTES   (4 << 20)

/* Output; the total is of what all connections have not sent yet. */
#define HTTP_REPLY_HEAD_MAX_BYTES   16384
#define HTTP_REPLY_BODY_MAX_BYTES   (16 << 20)
#define HTTP_OUTPUT_TOTAL_MAX_BYTES (128 << 20)

/* Connections. Past their caps, so many at one time are told so; more are just closed. */
#define HTTP_BACKLOG          4096
#define HTTP_ACCEPTS_PER_TURN 64
#define HTTP_REFUSED_MAX      256
#define HTTP_HANDSHAKES_MAX   512 /* of TLS at one time; more connections are just closed */
#define HTTP_SPARE_REQUESTS   64  /* request structures kept for the next ones */

/* Deadlines, looked at every tick. All but "stalled" and "idle" are absolute. */
#define HTTP_TICK_MS          200
#define HTTP_HEAD_MS          10000 /* from a request's first byte to the end of its head */
#define HTTP_BODY_MS          30000 /* from there to the end of its body */
#define HTTP_ANSWER_MS        60000 /* for the handler; then the client gets 504 */
#define HTTP_WRITE_STALLED_MS 30000 /* without a byte taken */
#define HTTP_WRITE_MS         120000
#define HTTP_IDLE_MS          60000
#define HTTP_HANDSHAKE_MS     5000 /* of TLS, all of it */
#define HTTP_LINGER_MS        2000 /* after our FIN, for the peer's */
#define HTTP_ACCEPT_PAUSE_MS  500  /* when the process is out of descriptors */
#define HTTP_RETRY_AFTER_S    1

/* Replies in pieces, and WebSockets: what the kernel may hold of one beside its queue. */
#define HTTP_SEND_BUFFER_BYTES      65536
#define HTTP_STREAM_QUEUE_MAX_BYTES 262144
#define HTTP_STREAM_SILENT_MS       60000 /* without a piece sent */

/* WebSockets. With so much unsent we read no more, until the peer has read. */
#define WEBSOCKET_MESSAGE_MAX_BYTES   65536
#define WEBSOCKET_FRAGMENTS_MAX       256 /* of one message */
#define WEBSOCKET_QUEUE_MAX_BYTES     262144
#define WEBSOCKET_READ_STOPS_AT_BYTES 65536
#define WEBSOCKET_CONTROLS_BURST      32    /* control frames at once, */
#define WEBSOCKET_CONTROLS_PER_S      4     /* and in the long run */
#define WEBSOCKET_PING_MS             30000 /* after that long without input */
#define WEBSOCKET_IDLE_MS             30000 /* after the ping */
#define WEBSOCKET_CLOSING_MS          5000  /* for the peer's half of the closing handshake */

/* The client. */
#define HTTP_CLIENT_REPLY_MAX_BYTES (1 << 20) /* unless the ask says otherwise */
#define HTTP_CLIENT_HEAD_MAX_BYTES  65536
#define HTTP_CLIENT_OPEN_MAX        4096 /* exchanges at one time */
#define HTTP_CLIENT_KEPT_MAX        1024 /* connections, for the next exchange */
#define HTTP_CLIENT_HOST_MAX        256  /* of them to one host, each with a connection; more wait */
