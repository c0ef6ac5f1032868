/* service/call.h: one HTTP request of a service's route table, with its message decoded and its answer
 * encoded.
 *
 * A handler answers exactly once, at once or later, with one of the call_reply functions, which free the
 * call. The body was checked against route.in before the handler is called: unknown fields and wrong types
 * never get here. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/trace.h"
#include "http/server.h"

#define PROBLEM_TYPES "/problems/" /* what a problem's type begins with; docs/problems.md has them all */

struct call;
struct process;

struct route {
    enum http_method method;
    const char *pattern; /* "/products/{id}" */
    void (*handle)(struct call *call);
    const ProtobufCMessageDescriptor *in;  /* NULL: no body allowed */
    const ProtobufCMessageDescriptor *out; /* NULL: no body */
    const char *summary;                   /* one line, for the API documents */
    size_t max_body_bytes;                 /* 0: 64 KiB */
    bool is_internal;                      /* for machines: no ids, no traces, no rate limit */
};

struct process *call_process(const struct call *call);
struct arena *call_arena(struct call *call);
const void *call_message(const struct call *call);                /* of route.in */
struct str call_param(const struct call *call, const char *name); /* of the path */
struct str call_header(const struct call *call, const char *name);
bool call_query(const struct call *call, const char *name, struct str *ret_value);
struct str call_body(const struct call *call);
struct str call_client(const struct call *call); /* address */
struct str
call_correlation_id(const struct call *call); /* of X-Request-Id, else new; stands in every answer */
const struct trace *call_trace(const struct call *call);
void call_on_gone(struct call *call, loop_fn *gone, void *owner);

void call_add_header(struct call *call, const char *name, struct str value);     /* to the answer; copied */
void call_reply(struct call *call, int status, const ProtobufCMessage *message); /* NULL: no body */
void call_reply_json(struct call *call, int status, struct str json);
void call_reply_text(struct call *call, int status, const char *content_type, struct str text);

/* RFC 9457. `type` is the last part of the problem's address ("not-found"); field may be NULL. */
void call_problem(struct call *call, int status, const char *type, const char *field, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* What a failed dependency means to the client: 503 with Retry-After for RETRY, 500 else. */
void call_fail(struct call *call, const struct error *err);
struct http_request *call_request(struct call *call); /* for the WebSocket upgrade */
