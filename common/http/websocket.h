/* http/websocket.h: RFC 6455 over a connection that http/server.h hands over, on wslay. Owner of wslay.
 *
 * After websocket_accept the request is gone and the socket stays until on_closed, which is called exactly
 * once, not inside a call of this header. Text and binary messages come whole; limits in http/limits.h. A
 * peer that reads too slowly fills its bounded queue and is closed with 1013; a message larger than the queue
 * may wait alone. */
#pragma once

#include "http/server.h"

struct websocket_events {
    void (*on_message)(void *owner, bool is_text, struct str message); /* borrowed until it returns */
    void (*on_closed)(void *owner, int code);
};

/* False (and the request is still there, to be answered): not an upgrade, wrong version or key. `origins` as
 * for CORS; NULL allows any. `protocol` is offered back if the client asked for it; NULL: none. */
MUST_CHECK bool websocket_accept(struct http_request *request, const char *origins, const char *protocol,
                                 const struct websocket_events *events, void *owner,
                                 struct websocket **ret_socket, struct error *err);
/* False: not sent, and the socket is closing: the queue is full, or the end has begun. */
MUST_CHECK bool websocket_send(struct websocket *socket, bool as_text, struct str message);
void websocket_close(struct websocket *socket, int code, struct str reason);
