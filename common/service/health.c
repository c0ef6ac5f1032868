/* service/health.c: the addresses that every service has: /healthz, /readyz, /health, /metrics,
 * and the documents. */
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "service/documents.h"
#include "service/process_parts.h"
#include "steward/v1/operations.pb-c.h"
#include "json/json.h"

static void healthz(struct call *call)
{
    call_reply_text(call, 200, "text/plain; charset=utf-8", STR("ok\n"));
}

static void readyz(struct call *call)
{
    struct buf text = {0};
    const char *why = process_trouble(call_process(call), &text);

    if (!why) {
        call_reply_text(call, 200, "text/plain; charset=utf-8", STR("ready\n"));
    } else {
        buf_char(&text, '\n');
        call_add_header(call, "Retry-After", STR("1"));
        call_reply_text(call, 503, "text/plain; charset=utf-8", buf_as_str(&text));
    }
    buf_free(&text);
}

static void add_dependency(struct buf *out, const char *name, const char *trouble)
{
    buf_printf(out, "%s{\"name\":\"%s\",\"available\":%s", out->data[out->len - 1] == '[' ? "" : ",", name,
               trouble ? "false" : "true");
    if (trouble) {
        buf_str(out, STR(",\"detail\":"));
        json_add_string(out, str_of(trouble));
    }
    buf_char(out, '}');
}

static void add_lags(struct buf *out, const struct process *process)
{
    struct bus_lag lags[64];
    size_t count = process->bus ? bus_lags(process->bus, lags, COUNT_OF(lags)) : 0;

    buf_str(out, STR(",\"lag\":["));
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s{\"topic\":\"%s\",\"partition\":%d,\"lag\":%lld}", i ? "," : "", lags[i].topic,
                   lags[i].partition, (long long)lags[i].lag);
    buf_char(out, ']');
}

static void health(struct call *call)
{
    struct process *process = call_process(call);
    const struct service *service = process->service;
    struct buf out = {0}, why = {0};
    const char *trouble = process_trouble(process, &why);

    buf_printf(&out, "{\"status\":\"%s\",\"service\":\"%s\",\"role\":", trouble ? "not ready" : "ok",
               service->name);
    json_add_string(&out, str_of(service->role));
    buf_printf(&out, ",\"version\":\"%s\",\"copy\":\"%s\",\"uptime_s\":%lld,\"resident_bytes\":%lld",
               version_text, process->copy_id, (long long)(clock_wall_ms() - process->started_ms) / 1000,
               (long long)resident_bytes());
    if (trouble) {
        buf_str(&out, STR(",\"detail\":"));
        json_add_string(&out, str_of(trouble));
    }
    buf_printf(&out, ",\"intake\":\"%s\",\"log_level\":\"%s\"", process->is_paused ? "paused" : "taken",
               log_level_name());
    if (service->to_come) {
        buf_str(&out, STR(",\"to_come\":"));
        json_add_string(&out, str_of(service->to_come));
    }
    buf_str(&out, STR(",\"dependencies\":["));
    add_dependency(&out, "kafka", process->bus ? bus_trouble(process->bus) : "not connected yet");
    if (service->migrations)
        add_dependency(&out, "postgres", process->pg ? postgres_trouble(process->pg) : "not connected yet");
    if (process->redis)
        add_dependency(&out, "redis", redis_trouble(process->redis));
    buf_char(&out, ']');
    add_lags(&out, process);
    if (service->health && process->is_started)
        service->health(process, &out);
    buf_char(&out, '}');
    call_reply_json(call, trouble ? 503 : 200, buf_as_str(&out));
    buf_free(&out);
    buf_free(&why);
}

static void metrics(struct call *call)
{
    struct buf out = {0};

    metric_set(metric_gauge("steward_resident_bytes", "Memory of the process.", ""),
               (double)resident_bytes());
    metric_set(metric_gauge("steward_ready", "1 if the process is ready.", ""),
               process_is_ready(call_process(call)));
    metric_set(metric_gauge("steward_intake_paused", "1 if an operator has paused its intake.", ""),
               call_process(call)->is_paused);
    metrics_print(&out);
    call_reply_text(call, 200, "text/plain; version=0.0.4; charset=utf-8", buf_as_str(&out));
    buf_free(&out);
}

#define PLAIN    "text/plain"
#define DOCUMENT "{\"type\":\"object\"}"
#define PROBLEM_TYPE                                                                                         \
    "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"},\"status\":{\"type\":\"string\"},"  \
    "\"meaning\":{\"type\":\"string\"}},\"required\":[\"type\",\"status\",\"meaning\"]}"
#define HEALTH                                                                                               \
    "{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\",\"enum\":[\"ok\",\"not ready\"]}," \
    "\"service\":{\"type\":\"string\"},\"version\":{\"type\":\"string\"},\"dependencies\":{\"type\":"        \
    "\"array\","                                                                                             \
    "\"items\":{\"type\":\"object\"}}},\"required\":[\"status\",\"service\",\"version\",\"dependencies\"]}"

static const struct route_param problem_params[] = {
    {"type", "{\"type\":\"string\",\"pattern\":\"^[a-z-]{1,64}$\"}", "the last part of a problem's type",
     .in_path = true, .is_required = true},
    {0},
};

const struct route common_routes[] = {
    {HTTP_GET, "/healthz", healthz, .summary = "Is the process alive?", .is_internal = true, .media = PLAIN},
    {HTTP_GET, "/readyz", readyz, .summary = "Can it take requests? If not, why.", .is_internal = true,
     .media = PLAIN, .may_be_away = true},
    {HTTP_GET, "/health", health, .summary = "Everything about its health.", .is_internal = true,
     .answer = HEALTH, .may_be_away = true},
    {HTTP_GET, "/operations", operations_get, .scope = "operations:read",
     .out = &steward__v1__operations__view__descriptor,
     .summary = "Whether this copy takes new work, what it logs, what it has in hand."},
    {HTTP_POST, "/operations", operations_post, .scope = "operations:write",
     .in = &steward__v1__operations__change__descriptor, .out = &steward__v1__operations__view__descriptor,
     .summary = "Pause or resume its intake, change its log level, end it."},
    {HTTP_GET, "/metrics", metrics, .summary = "Prometheus metrics.", .is_internal = true, .media = PLAIN},
    {HTTP_GET, "/openapi.json", openapi_get, .summary = "What it answers to, as an OpenAPI document.",
     .is_internal = true, .answer = DOCUMENT},
    {HTTP_GET, "/asyncapi.json", asyncapi_get,
     .summary = "What it hears and says over Kafka and WebSockets, as an AsyncAPI document.",
     .is_internal = true, .answer = DOCUMENT},
    {HTTP_GET, "/problems", problems_get, .summary = "Every type of problem.", .is_internal = true,
     .answer = "{\"type\":\"object\",\"properties\":{\"problems\":{\"type\":\"array\",\"items\":" PROBLEM_TYPE
               "}},\"required\":[\"problems\"]}"},
    {HTTP_GET, "/problems/{type}", problem_get, .summary = "What a type of problem means.",
     .is_internal = true, .answer = PROBLEM_TYPE, .params = problem_params},
    {HTTP_GET, "/asyncapi", asyncapi_page_get, .is_internal = true, .is_page = true},
    {HTTP_GET, "/docs", swagger_get, .is_internal = true, .is_page = true},
    {HTTP_GET, "/docs/style.css", docs_style_get, .is_internal = true, .is_page = true},
    {HTTP_GET, "/docs/assets/{name}", docs_asset_get, .is_internal = true, .is_page = true},
    {HTTP_GET, "/redoc", redoc_get, .is_internal = true, .is_page = true},
    {0},
};
