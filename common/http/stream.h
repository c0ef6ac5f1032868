/* http/stream.h: a reply that is sent piece by piece, for as long as it takes.
 *
 * http_stream_begin takes the request, which is gone then, and sends the head: chunked in HTTP/1.1, until the
 * connection closes in HTTP/1.0; to HEAD nothing but that. Pieces go out at once, else they wait in a queue
 * of HTTP_STREAM_QUEUE_MAX_BYTES; a single larger one may wait alone. A peer that reads too slowly is cut
 * off, and so is a stream in which nothing is sent for HTTP_STREAM_SILENT_MS: keeping it alive is the
 * owner's. When the server drains, the stream is ended as it is.
 *
 * `ended` is called exactly once, never inside a call of this header; the stream is gone then. Until then
 * every call is allowed, and does nothing once the peer is gone. */
#pragma once

#include "http/server.h"

struct http_stream;

enum http_stream_end {
    HTTP_STREAM_SENT, /* all of it, with its end */
    HTTP_STREAM_GONE, /* the peer has left, or it was silent for too long */
    HTTP_STREAM_TOO_SLOW,
};
typedef void http_stream_fn(void *owner, enum http_stream_end how);

/* As of http_reply; a header that cannot be sent is left out. */
struct http_stream *http_stream_begin(struct http_request *request, int status,
                                      const struct http_header *headers, http_stream_fn *ended, void *owner);
/* False: it is not sent, and `ended` will be called. */
MUST_CHECK bool http_stream_send(struct http_stream *stream, struct str piece);
void http_stream_end(struct http_stream *stream); /* no more pieces */
