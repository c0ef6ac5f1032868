#include "edge/pass_on.h"

#include "base/log.h"

#define VALUE_BYTES_MAX 1000

struct passing {
    struct call *call;
    const struct neighbour *to;
};

static void refuse(struct call *call, const struct neighbour *to)
{
    bool has_pass = call_pass(call, to->name) != NULL;

    call_problem(call, 403, to->refuses, NULL, "%s does not answer who asks: %s", to->called,
                 has_pass
                     ? "STEWARD_SERVICE_SECRET must be the same there as here, and the clocks, too"
                     : "it knows keys and tokens, and no cookies, unless STEWARD_SERVICE_SECRET is set, the "
                       "same there and here");
}

static bool is_passed(const struct neighbour *to, const struct http_reply *reply)
{
    for (size_t i = 0; reply && i < PASSED_MAX && to->passed[i]; i++)
        if (reply->status == to->passed[i])
            return true;
    return false;
}

static void take_headers(struct call *call, const struct neighbour *from, const struct http_reply *reply)
{
    for (const char *const *name = from->headers; *name; name++) {
        struct str value = http_reply_header(reply, *name);

        if (value.len)
            call_add_header(call, *name, value);
    }
}

static void on_answered(void *owner, const struct http_reply *reply, const struct error *err)
{
    const struct passing *passing = owner;
    struct call *call = passing->call;

    if (is_passed(passing->to, reply)) {
        take_headers(call, passing->to, reply);
        call_reply_text(call, reply->status,
                        reply->content_type.len ? str_c(call_arena(call), reply->content_type) : NULL,
                        reply->body);
        return;
    }
    if (reply && (reply->status == 401 || reply->status == 403)) {
        refuse(call, passing->to);
        return;
    }
    log_warn(str_printf(call_arena(call), "%s does not answer", passing->to->called),
             {"why", LOG_TEXT(err ? err->text : "")},
             {"status", LOG_INT(reply ? reply->status : 0)}); /* where it is is not for clients */
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, passing->to->silent, NULL, "%s did not answer in time: try again",
                 passing->to->called);
}

const char *shown_bearer(struct call *call)
{
    struct str shown = call_header(call, "Authorization"), scheme = STR_NONE;

    str_split(&shown, ' ', &scheme);
    return str_eq_nocase(scheme, STR("Bearer")) ? str_c(call_arena(call), str_trim(shown)) : NULL;
}

/* A pass for what this service has let in; without a secret to sign it with the caller's own key or token,
 * which the other looks at as this service does. NULL: neither. */
static const char *bearer_of(struct call *call, const char *service)
{
    const char *pass = call_pass(call, service);

    return pass ? pass : shown_bearer(call);
}

static void add_params(struct call *call, struct buf *url, const char *const *params)
{
    char before = '?';

    for (; *params; params++) {
        struct str value = STR("");

        if (!call_query(call, *params, &value) || !value.data)
            continue;
        buf_printf(url, "%c%s=", before, *params);
        buf_escaped(url, str_sub(value, 0, value.len < VALUE_BYTES_MAX ? value.len : VALUE_BYTES_MAX));
        before = '&';
    }
}

static const char *type_of(const struct call *call, const struct neighbour *to)
{
    if (call_message(call))
        return "application/json";
    return to->bytes_type ? to->bytes_type : "application/octet-stream";
}

#define OWN_HEADERS 3

static void add_headers(struct call *call, const struct neighbour *to,
                        const char *headers[OWN_HEADERS + PASSED_HEADERS_MAX])
{
    struct arena *arena = call_arena(call);
    size_t count = 0;

    headers[count++] = str_printf(arena, "Steward-Tenant: %.*s", STR_ARGS(call_tenant(call)));
    headers[count++] = str_printf(arena, "X-Request-Id: %.*s", STR_ARGS(call_correlation_id(call)));
    if (call_bytes(call).len)
        headers[count++] = str_printf(arena, "Content-Type: %s", type_of(call, to));
    for (const char *const *name = to->headers; *name; name++) {
        struct str value = call_header(call, *name);

        if (value.len)
            headers[count++] = str_printf(arena, "%s: %.*s", *name, STR_ARGS(value));
    }
    headers[count] = NULL;
}

void pass_on(struct call *call, const struct neighbour *to, const char *method, struct passed_path path,
             const char *const *params)
{
    const char *headers[OWN_HEADERS + PASSED_HEADERS_MAX];
    const struct tls_files files = process_http_tls(call_process(call));
    struct passing *passing = arena_new_of(call_arena(call), struct passing);
    struct buf url = {0};

    *passing = (struct passing){call, to};
    add_headers(call, to, headers);
    buf_printf(&url, "%s%s", config_text(process_config(call_process(call)), to->setting), path.before);
    buf_escaped(&url, path.id);
    buf_str(&url, str_of(path.after));
    add_params(call, &url, params);
    http_client_ask(process_http(call_process(call)),
                    &(struct http_ask){.method = method,
                                       .url = url.data,
                                       .headers = headers,
                                       .bearer = bearer_of(call, to->name),
                                       .tls = &files,
                                       .body = call_bytes(call),
                                       .max_bytes = to->max_bytes,
                                       .deadline_ms = to->answer_ms},
                    on_answered, passing);
    buf_free(&url);
}
