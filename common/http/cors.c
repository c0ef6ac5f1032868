/* http/cors.c: which pages of other origins may ask here. Exact origins only; no credentials, so no cookies.
 */
#include "http/connection.h"

bool cors_lists(const char *origins, struct str origin)
{
    struct str rest = str_of(origins), one;

    while (str_split(&rest, ' ', &one)) {
        if (one.len > 0 && str_eq(one, origin))
            return true;
    }
    return false;
}

struct str cors_origin(const struct http_server *server, const struct http_request *request)
{
    struct str origin;

    if (!server->cors_origins[0])
        return STR_NONE;
    origin = http_header(request, "Origin");
    return origin.len > 0 && cors_lists(server->cors_origins, origin) ? origin : STR_NONE;
}

bool cors_answers(struct http_request *request)
{
    struct http_header headers[4] = {
        {"Access-Control-Allow-Methods", STR("GET, HEAD, POST, PUT, PATCH, DELETE")},
        {"Access-Control-Max-Age", STR("600")},
        {"Access-Control-Allow-Headers", http_header(request, "Access-Control-Request-Headers")},
        {0},
    };

    if (http_method(request) != HTTP_OPTIONS || !http_header(request, "Access-Control-Request-Method").data)
        return false;
    if (!cors_origin(request->server, request).data)
        return false;
    if (headers[2].value.len == 0)
        headers[2].name = NULL;
    http_reply(request, 204, headers, STR_NONE);
    return true;
}
