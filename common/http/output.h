/* http/output.h: the rest of a reply that the socket did not take; one reply at a time. Inside of the server
 * only. */
#pragma once

#include <stdint.h>
#include <sys/uio.h>

struct connection;

struct output {
    size_t size, sent;
    int64_t due_ms; /* for all of it */
    char data[];
};

void output_send(struct connection *connection, const struct iovec *parts, int count);
void output_flush(struct connection *connection);
void output_drop(struct connection *connection);
