/* http/reply.h: an answer in bytes. Inside of the server only. */
#pragma once

#include "http/server.h"

struct connection;
struct refusal;

struct reply {
    int status;
    const struct http_header *headers; /* ends with a NULL name; NULL: none */
    struct str body;
    struct str origin; /* of the asking page, if it is allowed to read the answer */
    bool is_for_head;
    bool is_http_1_0;
    bool closes;
};
enum reply_framing { REPLY_WITH_LENGTH, REPLY_CHUNKED, REPLY_UNTIL_CLOSE };
void reply_write(struct connection *connection, const struct reply *reply);
/* The head alone, into the server's reply_head. */
void reply_head(struct connection *connection, const struct reply *reply, enum reply_framing framing);
/* And closes. */
void reply_refuse(struct connection *connection, const struct refusal *refusal, struct str correlation_id,
                  bool is_for_head);
bool reply_continue(struct connection *connection); /* 100 */
bool is_sendable_header(const struct http_header *header);

/* cors.c */
bool cors_lists(const char *origins, struct str origin);
