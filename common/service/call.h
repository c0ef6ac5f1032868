/* service/call.h: one HTTP request of a service's route table, with its message decoded and its answer
 * encoded.
 *
 * A handler answers exactly once, at once or later, with one of the call_reply functions, which free the
 * call. The body was checked against route.in before the handler is called: unknown fields and wrong types
 * never get here. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "auth/principal.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/trace.h"
#include "http/server.h"
#include "http/stream.h"
#include "http/websocket.h"
#include "json/json.h"

struct call;
struct process;

/* The path's own are known from the pattern. */
struct route_param {
    const char *name;
    const char *schema; /* JSON Schema; NULL: a whole number from least to most */
    const char *summary;
    bool in_header; /* else in the query */
    bool in_path;   /* it says more of one of the path's own */
    bool is_required;
    int64_t least, most; /* for call_query_int, and for the API documents if there is no schema */
};

#define CALL_BODY_BYTES (64 << 10) /* unless the route says otherwise */

/* What to do next with what was answered. */
struct route_link {
    const char *name;
    enum http_method method; /* of another route */
    const char *pattern;
    const char *param; /* of its path */
    const char *value; /* an expression of OpenAPI: "$response.body#/request_id" */
};

struct route {
    enum http_method method;
    const char *pattern; /* "/products/{id}" */
    void (*handle)(struct call *call);
    const ProtobufCMessageDescriptor *in;  /* NULL: no body allowed, unless it takes_bytes; of one that does,
                                              what a body that says that it is JSON may be instead */
    const ProtobufCMessageDescriptor *out; /* NULL: no body */
    const char *summary;                   /* one line, for the API documents */
    const char *scope;                     /* of auth/principal.h: who asks needs it; NULL: none */
    enum role role;                        /* who asks has it; with neither the route is public */
    size_t max_body_bytes;                 /* 0: CALL_BODY_BYTES */
    size_t max_tree_bytes;   /* what JSON in it may take while it is read; 0: JSON_TREE_BYTES_MAX */
    const char *larger_body; /* a sentence for who sends more; NULL: just that it is too large */
    bool part_counts;        /* a body that breaks off is the request's as far as it came */
    bool takes_bytes;        /* the body is no message: bytes of any type, or a form's file */
    const char *bytes_type;  /* they are sent as this type, and no other; NULL: as any, or a form's */
    const char *bytes_by;    /* a parameter that names such bytes instead: then no body; or NULL */
    bool is_internal;        /* for machines: no ids, no traces, no rate limit */
    bool may_take_long;      /* it may answer 202 with a Location */
    const struct route_param *params; /* ends with a NULL name; NULL: none */
    const char *example;              /* of the body, in JSON; it works on the demo catalogue */
    /* For the API documents. */
    bool is_page;                   /* for people with a browser: not told there */
    int done;                       /* status of an answer that says it is done; 0: 200 */
    bool may_be_new;                /* it may answer 201 with the same instead */
    bool may_be_over;               /* it may answer 204 instead */
    bool may_be_away;               /* it may answer 503 with the same instead */
    const char *media;              /* of the answer; NULL: JSON */
    const char *answer;             /* its JSON Schema, where there is no message for it; NULL: none */
    const struct route_link *links; /* ends with a NULL name; NULL: none */
};

static inline size_t route_max_body(const struct route *route)
{
    return route->max_body_bytes ? route->max_body_bytes : CALL_BODY_BYTES;
}

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
