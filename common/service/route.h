/* service/route.h: what a service answers, as a table: the method and path, the messages, who may ask, and
 * the limits. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "auth/principal.h"
#include "http/server.h"

struct call;

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

/* One line of a service's table; of it come the router, the checks of what comes in, and the API documents.
 */
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
    const char *in_pieces;   /* a sentence for who sends a piece of one; NULL: just that it is to be whole */
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
