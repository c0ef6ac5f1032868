/* service/spans.c: finished spans, sent to an OTLP/HTTP collector in batches as JSON.
 *
 * Tracing must never hold up the work: spans wait in a bounded array, what does not fit is dropped and
 * counted, and a batch that cannot be delivered is not tried again. */
#include "service/spans.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/id.h"
#include "service/process_parts.h"
#include "json/json.h"

#define SPANS_MAX   512
#define EXPORT_MS   2000
#define PATIENCE_MS 3000

struct span {
    struct trace trace, parent;
    const char *name; /* static */
    enum span_kind kind;
    int64_t started_us, ended_us; /* wall */
    bool failed;
};

struct spans {
    struct process *process;
    struct span waiting[SPANS_MAX];
    size_t count;
    struct timer *timer;
    bool is_sending;
    char *url;
    struct metric *dropped, *sent;
};

struct trace spans_begin(const struct process *process, struct str traceparent, struct trace *ret_parent)
{
    *ret_parent = (struct trace){0};
    if (traceparent.len && trace_parse(traceparent, ret_parent))
        return trace_child(ret_parent);
    if (!process->spans)
        return (struct trace){0};
    return trace_start((double)config_int(process->config, "STEWARD_TRACE_SAMPLE_PERCENT") / 100.0);
}

static void on_sent(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct spans *spans = owner;

    spans->is_sending = false;
    metric_add(err || reply->status >= 300 ? spans->dropped : spans->sent, 1);
}

static void add_hex(struct buf *out, const char *name, const uint8_t *bytes, size_t count)
{
    buf_printf(out, "\"%s\":\"", name);
    hex_write(buf_reserve(out, 2 * count), bytes, count);
    out->len += 2 * count;
    buf_str(out, STR("\","));
}

static void add_span(struct buf *out, const struct span *span)
{
    buf_char(out, '{');
    add_hex(out, "traceId", span->trace.trace_id, sizeof(span->trace.trace_id));
    add_hex(out, "spanId", span->trace.span_id, sizeof(span->trace.span_id));
    if (span->parent.is_set)
        add_hex(out, "parentSpanId", span->parent.span_id, sizeof(span->parent.span_id));
    buf_str(out, STR("\"name\":"));
    json_add_string(out, str_of(span->name));
    buf_printf(out,
               ",\"kind\":%d,\"startTimeUnixNano\":\"%lld000\",\"endTimeUnixNano\":\"%lld000\",\"status\":{"
               "\"code\":%d}}",
               (int)span->kind, (long long)span->started_us, (long long)span->ended_us, span->failed ? 2 : 1);
}

static void on_export(void *owner)
{
    struct spans *spans = owner;
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    struct buf body = {0};

    timer_set(spans->timer, EXPORT_MS);
    if (spans->is_sending || spans->count == 0)
        return;
    buf_printf(&body,
               "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{"
               "\"stringValue\":"
               "\"steward-%s\"}},{\"key\":\"service.instance.id\",\"value\":{\"stringValue\":\"%s\"}}]},"
               "\"scopeSpans\":[{\"scope\":{\"name\":\"steward\"},\"spans\":[",
               spans->process->service->name, spans->process->copy_id);
    for (size_t i = 0; i < spans->count; i++) {
        if (i)
            buf_char(&body, ',');
        add_span(&body, &spans->waiting[i]);
    }
    buf_str(&body, STR("]}]}]}"));
    spans->count = 0;
    spans->is_sending = true;
    http_client_ask(spans->process->http,
                    &(struct http_ask){.method = "POST",
                                       .url = spans->url,
                                       .headers = headers,
                                       .body = buf_as_str(&body),
                                       .deadline_ms = PATIENCE_MS},
                    on_sent, spans);
    buf_free(&body);
}

void spans_add(struct spans *spans, const struct trace *trace, const struct trace *parent, const char *name,
               enum span_kind kind, int64_t started_us, bool failed)
{
    int64_t now_us = clock_wall_ms() * 1000;

    if (!spans || !trace->is_set || !trace->sampled)
        return;
    if (spans->count == SPANS_MAX) {
        metric_add(spans->dropped, 1);
        return;
    }
    spans->waiting[spans->count++] = (struct span){
        .trace = *trace,
        .parent = *parent,
        .name = name,
        .kind = kind,
        .started_us = now_us - (clock_mono_us() - started_us),
        .ended_us = now_us,
        .failed = failed,
    };
}

struct spans *spans_new(struct process *process)
{
    const char *endpoint = config_text(process->config, "STEWARD_OTLP_URL");
    struct spans *spans;
    struct buf url = {0};

    if (!*endpoint)
        return NULL;
    spans = mem_new(struct spans);
    spans->process = process;
    buf_printf(&url, "%s/v1/traces", endpoint);
    spans->url = url.data;
    spans->dropped = metric_counter("steward_spans_dropped_total",
                                    "Spans or batches of them that were not delivered.", "");
    spans->sent = metric_counter("steward_span_batches_total", "Batches of spans delivered.", "");
    spans->timer = timer_new(process->loop, on_export, spans);
    timer_set(spans->timer, EXPORT_MS);
    return spans;
}

void spans_free(struct spans *spans)
{
    if (!spans)
        return;
    timer_free(spans->timer);
    mem_free(spans->url);
    mem_free(spans);
}
