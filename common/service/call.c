/* service/call.c: finds the route, decodes the body, counts and traces; and answers.
 *
 * A call lives in its request's arena and goes with it. Its handler may keep it for as long as it takes to
 * answer. */
#include "service/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "service/call_parts.h"
#include "service/spans.h"
#include "json/json.h"

struct route_stats {
    struct metric *seconds;
    struct metric *by_class[6]; /* of status 1xx to 5xx */
};

/* ---- the table ---- */

static void add_routes(struct process *process, const struct route *routes)
{
    for (const struct route *route = routes; route && route->pattern; route++) {
        if (process->route_count == COUNT_OF(process->routes))
            return;
        if (route->scope && !scope_bit(str_of(route->scope))) {
            log_error("a route needs a scope that there is not", {"scope", LOG_TEXT(route->scope)});
            abort();
        }
        process->patterns[process->route_count] = (struct route_pattern){route->method, route->pattern};
        process->routes[process->route_count++] = route;
    }
}

void calls_init(struct process *process)
{
    add_routes(process, common_routes);
    add_routes(process, process->service->routes);
    process->calls_by_tenant =
        tenant_counter_new("steward_http_tenant_requests_total", "Requests answered, of each tenant.", "");
    process->route_stats = mem_array(process->route_count + 1, sizeof(*process->route_stats));
}

void calls_free(struct process *process)
{
    tenant_counter_free(process->calls_by_tenant);
    mem_free(process->route_stats);
}

void call_body_rule(void *owner, enum http_method method, struct str path, struct http_body_rule *ret_rule)
{
    struct process *process = owner;
    struct route_match match = route_find(process->patterns, process->route_count, method, path);
    const struct route *route = match.route < 0 ? NULL : process->routes[match.route];

    if (route)
        *ret_rule = (struct http_body_rule){route_max_body(route), route->larger_body, route->part_counts};
    else
        *ret_rule = (struct http_body_rule){.most = CALL_BODY_BYTES};
}

/* ---- counting ---- */

static void count(struct call *call, int status)
{
    struct route_stats *stats = &call->process->route_stats[call->route_number];
    const char *pattern = call->route ? call->route->pattern : "none";
    int class = status / 100;
    char labels[160];

    if (class < 1 || class > 5)
        class = 5;
    if (!stats->seconds) {
        snprintf(labels, sizeof(labels), "route=\"%s\",method=\"%s\"", pattern,
                 http_method_name(call->route ? call->route->method : HTTP_GET));
        stats->seconds = metric_seconds("steward_http_request_seconds", "Time to answer a request.", labels);
    }
    if (!stats->by_class[class]) {
        snprintf(labels, sizeof(labels), "route=\"%s\",method=\"%s\",status=\"%dxx\"", pattern,
                 http_method_name(call->route ? call->route->method : HTTP_GET), class);
        stats->by_class[class] = metric_counter("steward_http_requests_total", "Requests answered.", labels);
    }
    if (call->route && !call->route->is_internal)
        tenant_counter_add(call->process->calls_by_tenant, call->tenant, 1);
    metric_observe_us(stats->seconds, clock_mono_us() - call->started_us);
    metric_add(stats->by_class[class], 1);
}

/* ---- answering ---- */

void call_add_header(struct call *call, const char *name, struct str value)
{
    if (call->header_count == CALL_HEADERS_MAX)
        return;
    call->headers[call->header_count].name = name;
    call->headers[call->header_count++].value = str_copy(call_arena(call), value);
}

static void close_headers(struct call *call, int status, const char *content_type)
{
    if (content_type)
        call_add_header(call, "Content-Type", str_of(content_type));
    if (call->correlation_id.len)
        call_add_header(call, "X-Request-Id", call->correlation_id);
    call->headers[call->header_count].name = NULL;
    count(call, status);
    spans_add(call->process->spans, &call->trace, &call->parent, call->route ? call->route->pattern : "none",
              SPAN_SERVER, call->started_us, status >= 500);
}

void call_reply_text(struct call *call, int status, const char *content_type, struct str text)
{
    close_headers(call, status, content_type);
    http_reply(call->request, status, call->headers, text);
}

struct http_stream *call_stream(struct call *call, const char *content_type, http_stream_fn *ended,
                                void *owner)
{
    close_headers(call, 200, content_type);
    return http_stream_begin(call->request, 200, call->headers, ended, owner);
}

void call_reply_json(struct call *call, int status, struct str json)
{
    call_reply_text(call, status, "application/json; charset=utf-8", json);
}

void call_reply(struct call *call, int status, const ProtobufCMessage *message)
{
    struct buf json = {0};

    if (!message) {
        call_reply_text(call, status, NULL, STR_NONE);
        return;
    }
    json_from_message(message, &json);
    call_reply_json(call, status, buf_as_str(&json));
    buf_free(&json);
}

static void add_member(struct buf *json, const char *name, struct str value)
{
    buf_printf(json, "%s\"%s\":", json->len > 1 ? "," : "", name);
    json_add_string(json, value);
}

static void add_faults(struct buf *json, const struct json_fault *faults, size_t count)
{
    buf_str(json, STR(",\"faults\":["));
    for (size_t i = 0; i < count; i++) {
        buf_str(json, i ? STR(",{\"field\":") : STR("{\"field\":"));
        json_add_string(json, str_of(faults[i].field));
        add_member(json, "detail", str_of(faults[i].reason));
        buf_char(json, '}');
    }
    buf_char(json, ']');
}

static void reply_problem(struct call *call, int status, const char *type, const char *field,
                          const char *detail, const struct json_fault *faults, size_t fault_count)
{
    struct buf json = {0};

    buf_char(&json, '{');
    add_member(&json, "type", str_of(str_printf(call_arena(call), PROBLEM_TYPES "%s", type)));
    add_member(&json, "title", str_of(http_reason(status)));
    buf_printf(&json, ",\"status\":%d", status);
    add_member(&json, "detail", str_of(detail));
    if (field && *field)
        add_member(&json, "field", str_of(field));
    add_member(&json, "correlation_id", call->correlation_id);
    buf_printf(&json, ",\"retryable\":%s", status == 429 || status == 503 ? "true" : "false");
    if (fault_count)
        add_faults(&json, faults, fault_count);
    buf_char(&json, '}');
    call_reply_text(call, status, "application/problem+json; charset=utf-8", buf_as_str(&json));
    buf_free(&json);
}

void call_problem(struct call *call, int status, const char *type, const char *field, const char *format, ...)
{
    char detail[400];
    va_list args;

    va_start(args, format);
    vsnprintf(detail, sizeof(detail), format, args);
    va_end(args);
    call->correlation_id = http_correlation_id(call->request);
    reply_problem(call, status, type, field, detail, NULL, 0);
}

void call_invalid(struct call *call, const struct json_fault *faults, size_t count)
{
    reply_problem(call, 422, "invalid-request", faults->field, faults->reason, faults, count);
}

void call_problem_with(struct call *call, int status, const char *type, const char *detail,
                       const struct json_fault *faults, size_t count)
{
    reply_problem(call, status, type, faults->field, detail, faults, count);
}

bool call_query_int(struct call *call, const char *name, int64_t *value)
{
    const struct route_param *param = call->route->params;
    struct str text;

    while (strcmp(param->name, name) != 0)
        param++;
    if (!(param->in_header ? (text = call_header(call, name)).data != NULL : call_query(call, name, &text)) ||
        (str_to_int64(text, value) && *value >= param->least && *value <= param->most))
        return true;
    call_problem(call, 422, "invalid-parameter", name, "must be a number from %lld to %lld",
                 (long long)param->least, (long long)param->most);
    return false;
}

void call_fail(struct call *call, const struct error *err)
{
    if (err->policy == ERROR_RETRY) {
        call_add_header(call, "Retry-After", STR("1"));
        call_problem(call, 503, "unavailable", NULL, "%s: %s", err->origin, err->text);
    } else {
        call_problem(call, 500, "internal", NULL, "%s: %s", err->origin, err->text);
    }
}

/* ---- what a handler asks of its call ---- */

struct process *call_process(const struct call *call)
{
    return call->process;
}

const struct principal *call_principal(const struct call *call)
{
    return call->principal;
}

struct arena *call_arena(struct call *call)
{
    return http_arena(call->request);
}

const void *call_message(const struct call *call)
{
    return call->message;
}

struct str call_param(const struct call *call, const char *name)
{
    return route_param(&call->process->patterns[call->route_number], &call->match, name);
}

struct str call_header(const struct call *call, const char *name)
{
    return http_header(call->request, name);
}

struct str call_header_list(struct call *call, const char *name)
{
    return http_header_list(call->request, name);
}

bool call_query(const struct call *call, const char *name, struct str *ret_value)
{
    return http_param(call->request, name, ret_value);
}

struct str call_client(const struct call *call)
{
    return http_client(call->request);
}

struct str call_correlation_id(const struct call *call)
{
    return call->correlation_id;
}

const struct trace *call_trace(const struct call *call)
{
    return &call->trace;
}

void call_on_gone(struct call *call, loop_fn *gone, void *owner)
{
    http_on_gone(call->request, gone, owner);
}

bool call_upgrade(struct call *call, const char *protocol, const struct websocket_events *events, void *owner,
                  struct websocket **ret_socket, struct error *err)
{
    struct call kept = *call; /* it goes with its request */

    if (!websocket_accept(call->request, NULL, protocol, events, owner, ret_socket, err))
        return false;
    count(&kept, 101);
    return true;
}

/* ---- beginning ---- */

static void identify(struct call *call)
{
    call->correlation_id = http_correlation_id(call->request);
    call->trace = spans_begin(call->process, http_header(call->request, "traceparent"), &call->parent);
}

static bool is_json(struct str content_type)
{
    struct str rest = content_type, type = STR_NONE;

    str_split(&rest, ';', &type);
    type = str_trim(type);
    return str_eq_nocase(type, STR("application/json")) || str_ends(type, STR("+json"));
}

/* False: answered. Bodies are taken as they are: no content coding is undone, no pieces are put together. */
static bool is_plain(struct call *call)
{
    struct str coding = http_header_list(call->request, "Content-Encoding");

    if (coding.len && !str_eq_nocase(coding, STR("identity")))
        call_problem(call, 415, "unsupported-media-type", "Content-Encoding",
                     "send the body as it is, without a content coding");
    else if (http_header(call->request, "Content-Range").len)
        call_problem(call, 400, "invalid-body", "Content-Range", "%s",
                     call->route->in_pieces ? call->route->in_pieces
                                            : "send the whole body, not a piece of it");
    else
        return true;
    return false;
}

/* False: answered. */
static bool read_body(struct call *call)
{
    struct str body = http_body(call->request), type = http_header(call->request, "Content-Type");
    struct json_fault faults[JSON_FAULTS_MAX];
    size_t count;

    if (body.len && !is_plain(call))
        return false;
    if (call->route->takes_bytes && !(call->route->in && is_json(type)))
        return call_take_bytes(call);
    call->bytes = call->route->takes_bytes ? body : STR_NONE;
    if (!call->route->in) {
        if (body.len)
            call_problem(call, 400, "unexpected-body", NULL, "%s takes no body", call->route->pattern);
        return body.len == 0;
    }
    if (type.len && !is_json(type)) {
        call_problem(call, 415, "unsupported-media-type", NULL, "send the body as application/json");
        return false;
    }
    count = json_to_message_or_faults(call->route->in, body, call->route->max_tree_bytes, call_arena(call),
                                      &call->message, faults);
    if (count)
        reply_problem(call, 400, "invalid-body", faults->field, faults->reason, faults, count);
    return count == 0;
}

void call_handle(struct call *call)
{
    bool is_good = call_take_tenant(call);

    log_context(call->correlation_id, STR_NONE, call->tenant);
    if (is_good && read_body(call) && call_take_tenant_of_body(call))
        call->route->handle(call);
    log_context(STR_NONE, STR_NONE, STR_NONE);
}

/* "OPTIONS *" is asked of the server as a whole: the methods that it knows. */
static bool answers_for_all(struct call *call)
{
    struct buf methods = {0};

    if (http_method(call->request) != HTTP_OPTIONS || !str_is(http_path(call->request), "*"))
        return false;
    for (enum http_method method = 0; method < HTTP_METHODS; method++)
        buf_printf(&methods, "%s%s", method ? ", " : "", http_method_name(method));
    call_add_header(call, "Allow", str_copy(call_arena(call), buf_as_str(&methods)));
    buf_free(&methods);
    call_reply_text(call, 204, NULL, STR_NONE);
    return true;
}

static void refuse(struct call *call)
{
    if (call->match.path_exists) {
        call_add_header(call, "Allow", str_of(call->match.allow));
        call_problem(call, 405, "method-not-allowed", NULL, "this address takes %s", call->match.allow);
    } else {
        call_problem(call, 404, "not-found", NULL, "there is nothing at this address");
    }
}

void call_begin(void *owner, struct http_request *request)
{
    struct process *process = owner;
    struct call *call = arena_new_of(http_arena(request), struct call);

    call->process = process;
    call->request = request;
    call->principal = &principal_nobody;
    call->tenant = STR(TENANT_DEFAULT);
    call->started_us = clock_mono_us();
    call->match =
        route_find(process->patterns, process->route_count, http_method(request), http_path(request));
    call->route_number = process->route_count;
    if (call->match.route < 0) {
        identify(call);
        if (!preflight_answers(call, request) && !answers_for_all(call))
            refuse(call);
        return;
    }
    call->route_number = (size_t)call->match.route;
    call->route = process->routes[call->match.route];
    for (size_t i = 0; i < ROUTE_PARAMS_MAX; i++)
        call->match.params[i] = http_segment(request, call->match.params[i]);
    if (call->route->is_internal) { /* health and metrics: asked often, and by machines */
        call->route->handle(call);
        return;
    }
    identify(call);
    call_admit(call);
}
