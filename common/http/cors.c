/* http/cors.c: which pages of other origins may read answers. Exact origins only, and never with credentials:
 * cookies are for the page of this very host. */
#include "http/server_parts.h"

bool cors_lists(const char *origins, struct str origin)
{
    struct str rest = str_of(origins), one;

    while (str_split(&rest, ' ', &one)) {
        if (one.len > 0 && str_eq(one, origin))
            return true;
    }
    return false;
}

struct str http_allowed_origin(const struct http_request *request)
{
    struct str origin;

    if (!request->server || !request->server->cors_origins[0])
        return STR_NONE;
    origin = http_header(request, "Origin");
    return origin.len > 0 && cors_lists(request->server->cors_origins, origin) ? origin : STR_NONE;
}

/* Browsers compare octets: what they would never send is a mistake that would not be noticed. */
static const char *what_is_wrong(struct str origin)
{
    bool is_plain = str_starts(origin, STR("http://"));
    struct str host = str_sub(origin, is_plain ? 7 : 8, origin.len);

    if (str_is(origin, "*"))
        return "any origin is never allowed: list them";
    if (!is_plain && !str_starts(origin, STR("https://")))
        return "an origin begins with http:// or https://";
    if (!host.len)
        return "it has no host";
    for (size_t i = 0; i < host.len; i++) {
        char c = host.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || str_has_char(".-:[]", c)))
            return "a host in small letters and perhaps a port, and nothing behind them";
    }
    if (str_ends(host, is_plain ? STR(":80") : STR(":443")))
        return "browsers leave the usual port out";
    return NULL;
}

bool http_origins_check(const char *origins, struct error *err)
{
    struct str rest = str_of(origins), one;

    while (str_split(&rest, ' ', &one)) {
        const char *wrong = one.len ? what_is_wrong(one) : NULL;

        if (wrong)
            return error_set(err, ERROR_FATAL, "http", "the origin \"%.*s\": %s", STR_ARGS(one), wrong);
    }
    return true;
}
