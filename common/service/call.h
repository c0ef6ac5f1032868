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
#include "http/stream.h"
#include "http/websocket.h"
#include "service/route.h"
#include "json/json.h"

struct process;

struct process *call_process(const struct call *call);
const struct principal *call_principal(const struct call *call); /* who asks; never NULL */
/* Whose things it is about: the principal's tenant, or the one that it names and may name in Steward-Tenant.
 */
struct str call_tenant(const struct call *call);
/* For asking another service on behalf of this call: a bearer for its tenant and its route's scope. NULL:
 * STEWARD_SERVICE_SECRET is not set. */
const char *call_pass(struct call *call, const char *service);
struct arena *call_arena(struct call *call);
const void *call_message(const struct call *call); /* of route.in */
/* Of a route that takes_bytes; beside a message the body that it came as; empty: see bytes_by. */
struct str call_bytes(const struct call *call);
struct str call_param(const struct call *call, const char *name); /* of the path */
struct str call_header(const struct call *call, const char *name);
struct str call_header_list(struct call *call, const char *name); /* of all lines of that name */
bool call_query(const struct call *call, const char *name, struct str *ret_value);
/* One of the route's params, in the query or a header; *value stays as it is if it is left out. False:
 * answered, with what it may be.
 */
MUST_CHECK bool call_query_int(struct call *call, const char *name, int64_t *value);
struct str call_client(const struct call *call); /* the address of who asks: see http_client */
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
/* 422 invalid-request, with every fault. */
void call_invalid(struct call *call, const struct json_fault *faults, size_t count);
/* Any other, with every fault. */
void call_problem_with(struct call *call, int status, const char *type, const char *detail,
                       const struct json_fault *faults, size_t count);
/* What a failed dependency means to the client: 503 with Retry-After for RETRY, 500 else. */
void call_fail(struct call *call, const struct error *err);
/* 200 and what comes, piece by piece, as http_stream_begin; the call is over. */
struct http_stream *call_stream(struct call *call, const char *content_type, http_stream_fn *ended,
                                void *owner);
/* As websocket_accept, from any origin. True: the call is over. False: it is still to be answered. */
MUST_CHECK bool call_upgrade(struct call *call, const char *protocol, const struct websocket_events *events,
                             void *owner, struct websocket **ret_socket, struct error *err);
