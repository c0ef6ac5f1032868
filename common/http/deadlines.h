/* http/deadlines.h: what a connection is waited for, and for how long. Inside of the server only. */
#pragma once

struct connection;
struct http_server;

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

void deadline_set(struct connection *connection, enum deadline class);
void deadlines_start(struct http_server *server);
void connection_is_late(struct connection *connection, enum deadline class); /* what then happens */
