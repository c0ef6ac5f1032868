/* service/preflight.c: what a browser asks before it lets a page of another origin call here: it is told the
 * methods of the address and the headers of the route, if the origin is listed. */
#include "service/call_parts.h"

#define ALWAYS_ALLOWED "Authorization, Content-Type, X-Request-Id, traceparent, tracestate"

static enum http_method method_named(struct str name)
{
    int method = 0;

    while (method < HTTP_METHODS && !str_is(name, http_method_name((enum http_method)method)))
        method++;
    return (enum http_method)method;
}

static struct str headers_of(const struct route *route, struct arena *arena)
{
    struct buf headers = {0};
    struct str copy;

    buf_str(&headers, STR(ALWAYS_ALLOWED));
    for (const struct route_param *param = route->params; param && param->name; param++)
        if (param->in_header)
            buf_printf(&headers, ", %s", param->name);
    copy = str_copy(arena, buf_as_str(&headers));
    buf_free(&headers);
    return copy;
}

bool preflight_answers(struct call *call, const struct http_request *request)
{
    const struct process *process = call_process(call);
    struct str wanted = call_header(call, "Access-Control-Request-Method");
    struct route_match match;

    if (http_method(request) != HTTP_OPTIONS || !wanted.data || !call_header(call, "Origin").data)
        return false;
    if (!http_allowed_origin(request).data) {
        call_problem(call, 403, "origin-not-allowed", "Origin", "pages of this origin may not call here");
        return true;
    }
    match = route_find(process->patterns, process->route_count, method_named(wanted), http_path(request));
    if (match.route < 0)
        return false;
    call_add_header(call, "Access-Control-Allow-Methods", str_of(match.allow));
    call_add_header(call, "Access-Control-Allow-Headers",
                    headers_of(process->routes[match.route], call_arena(call)));
    call_add_header(call, "Access-Control-Max-Age", STR("600"));
    call_reply_text(call, 204, NULL, STR_NONE);
    return true;
}
