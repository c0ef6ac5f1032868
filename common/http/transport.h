/* http/transport.h: bytes of a connection, in the clear or over TLS. Inside of the server only. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>
#include <sys/uio.h>

struct connection;

/* As recv and send, with errno. */
ssize_t transport_receive(struct connection *connection, void *room, size_t size);
ssize_t transport_send(struct connection *connection, const void *data, size_t size, bool has_more);
/* One part or two. */
ssize_t transport_send_parts(struct connection *connection, const struct iovec *parts, int count);
bool transport_end(struct connection *connection);  /* of what we send */
void transport_want(struct connection *connection); /* what it waits for has changed */
void transport_tell_more(void *server);
void transport_start(struct connection *connection); /* shakes hands first, if the server has TLS */
void transport_shake(struct connection *connection);
void transport_free(struct connection *connection);
