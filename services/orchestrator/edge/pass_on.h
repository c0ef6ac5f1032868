/* pass_on.h: what another service answers at once, passed on as it is. None of it is worth anything later, so
 * nothing is kept of it. */
#pragma once

#include "service/service.h"

#define PASSED_MAX         12
#define PASSED_HEADERS_MAX 12

struct neighbour {
    const char *name;    /* the service's */
    const char *setting; /* where it is */
    const char *called;  /* to clients: "the catalogue" */
    const char *refuses; /* problems: it does not let us in, */
    const char *silent;  /* it does not answer in time */
    int answer_ms;
    size_t max_bytes;                        /* of its answers; 0: as http_ask says */
    int passed[PASSED_MAX];                  /* the statuses that are for the client; ends with 0 */
    const char *headers[PASSED_HEADERS_MAX]; /* that go on as they came, there and back; end with NULL */
    const char *bytes_type;                  /* of bytes; NULL: application/octet-stream */
};

/* With the call's method, and bytes or JSON, if it has any. The parts of the path are the neighbour's; an id
 * of the client's between them goes as it is, whatever is in it. `params` of the query, of a bounded length,
 * go on as they came; ends with NULL. */
struct passed_path {
    const char *before;
    struct str id; /* STR_NONE: only what is before it */
    const char *after;
};
/* The key or token that the call has shown; NULL: none. For where there is no call_pass. */
const char *shown_bearer(struct call *call);
void pass_on(struct call *call, const struct neighbour *to, const char *method, struct passed_path path,
             const char *const *params);
