/* service/call_bytes.c: bodies that are no messages: a picture, a recording. */
#include "http/multipart.h"
#include "service/call_parts.h"

bool call_take_bytes(struct call *call)
{
    struct str body = http_body(call->request), type = http_header(call->request, "Content-Type");
    struct str named;
    struct error err;

    if (call->route->bytes_by && call_query(call, call->route->bytes_by, &named)) {
        if (body.len)
            call_problem(call, 400, "unexpected-body", NULL, "there is no body beside %s",
                         call->route->bytes_by);
        return body.len == 0;
    }
    if (call->route->bytes_type && !str_eq_nocase(type, str_of(call->route->bytes_type))) {
        call_problem(call, 415, "unsupported-media-type", NULL, "send the body as %s",
                     call->route->bytes_type);
        return false;
    }
    call->bytes = body;
    if (multipart_is(type) && !multipart_first_file(type, body, &call->bytes, &err)) {
        call_problem(call, 400, "invalid-body", NULL, "%s", err.text);
        return false;
    }
    if (!call->bytes.len) {
        call_problem(call, 400, "invalid-body", NULL, "there are no bytes in it");
        return false;
    }
    return true;
}

struct str call_bytes(const struct call *call)
{
    return call->bytes;
}
