/* trace: reading and writing the traceparent header. */
#include "base/trace.h"

#include "base/hex.h"
#include "base/id.h"

enum {
    VERSION_AT = 0,
    TRACE_AT = 3,
    SPAN_AT = 36,
    FLAGS_AT = 53,
    LENGTH = TRACEPARENT_SIZE - 1,
    FLAG_SAMPLED = 1
};

/* Capitals are none here. */
static int digit_of(char c)
{
    return c >= 'A' && c <= 'F' ? -1 : hex_digit(c);
}

static bool read_hex(const char *text, uint8_t *ret_bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        ret_bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool is_zero(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i])
            return false;
    }
    return true;
}

/* A later version may go on behind another dash; version ff does not exist. */
bool trace_parse(struct str traceparent, struct trace *ret_trace)
{
    const char *text = traceparent.data;
    struct trace trace = {.is_set = true};
    uint8_t version, flags;

    *ret_trace = (struct trace){0};
    if (traceparent.len < LENGTH || text[TRACE_AT - 1] != '-' || text[SPAN_AT - 1] != '-' ||
        text[FLAGS_AT - 1] != '-')
        return false;
    if (!read_hex(text + VERSION_AT, &version, 1) || version == 0xff ||
        !read_hex(text + TRACE_AT, trace.trace_id, sizeof(trace.trace_id)) ||
        !read_hex(text + SPAN_AT, trace.span_id, sizeof(trace.span_id)) ||
        !read_hex(text + FLAGS_AT, &flags, 1))
        return false;
    if (traceparent.len > LENGTH && (version == 0 || text[LENGTH] != '-'))
        return false;
    if (is_zero(trace.trace_id, sizeof(trace.trace_id)) || is_zero(trace.span_id, sizeof(trace.span_id)))
        return false;
    trace.sampled = flags & FLAG_SAMPLED;
    *ret_trace = trace;
    return true;
}

void trace_format(const struct trace *trace, char ret_text[TRACEPARENT_SIZE])
{
    const uint8_t flags = trace->sampled ? FLAG_SAMPLED : 0;
    char *out = ret_text;

    *out++ = '0';
    *out++ = '0';
    *out++ = '-';
    out = hex_write(out, trace->trace_id, sizeof(trace->trace_id));
    *out++ = '-';
    out = hex_write(out, trace->span_id, sizeof(trace->span_id));
    *out++ = '-';
    *hex_write(out, &flags, 1) = '\0';
}

static void new_span(struct trace *trace)
{
    do
        random_bytes(trace->span_id, sizeof(trace->span_id));
    while (is_zero(trace->span_id, sizeof(trace->span_id)));
}

struct trace trace_start(double sample_ratio)
{
    const uint64_t scale = UINT64_C(1) << 53;
    struct trace trace = {.is_set = true};

    do
        random_bytes(trace.trace_id, sizeof(trace.trace_id));
    while (is_zero(trace.trace_id, sizeof(trace.trace_id)));
    new_span(&trace);
    trace.sampled = (double)random_below(scale) < sample_ratio * (double)scale;
    return trace;
}

struct trace trace_child(const struct trace *parent)
{
    struct trace child = *parent;

    if (child.is_set)
        new_span(&child);
    return child;
}
