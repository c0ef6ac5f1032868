/* service/call_parts.h: what the files that make up a call share, and how the server begins one. */
#pragma once

#include "service/process_parts.h"

#define CALL_HEADERS_MAX 12

struct call {
    struct process *process;
    struct http_request *request;
    const struct route *route; /* NULL: none fits */
    size_t route_number;
    struct route_match match;
    ProtobufCMessage *message;
    struct str bytes;
    const struct principal *principal;
    struct str tenant;
    struct str correlation_id;
    struct trace trace, parent;
    int64_t started_us;
    struct http_header headers[CALL_HEADERS_MAX + 1];
    size_t header_count;
};

/* access.c: may the call be made, by whom it comes from and as often as that is? Then it is handled, now or
 * later; else answered. */
void call_admit(struct call *call);
/* call.c */
void calls_init(struct process *process);
void calls_free(struct process *process);
void call_begin(void *owner, struct http_request *request);
void call_body_rule(void *owner, enum http_method method, struct str path, struct http_body_rule *ret_rule);
void call_handle(struct call *call);
/* call_bytes.c: the body, or the first file of a form. False: answered. */
MUST_CHECK bool call_take_bytes(struct call *call);
/* call_tenant.c: whose things it is about. False: answered, because who asks may not ask for those. */
MUST_CHECK bool call_take_tenant(struct call *call);
MUST_CHECK bool call_take_tenant_of_body(struct call *call); /* decoded; one that names none is given it */
/* preflight.c: true: a browser asked whether a page of another origin may call here, and is answered. */
bool preflight_answers(struct call *call, const struct http_request *request);
