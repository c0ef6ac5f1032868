/* service/spans.h: finished spans, exported in batches over OTLP/HTTP; never blocks, drops when full. */
#pragma once

#include "base/str.h"
#include "base/trace.h"

struct process;
struct spans;

enum span_kind { SPAN_SERVER = 2, SPAN_PRODUCER = 4, SPAN_CONSUMER = 5 };
struct spans *spans_new(struct process *process); /* NULL: no endpoint is set */
void spans_add(struct spans *spans, const struct trace *trace, const struct trace *parent, const char *name,
               enum span_kind kind, int64_t started_us, bool failed); /* spans NULL: does nothing */
void spans_free(struct spans *spans);
/* The trace to go on with: a child of the parent, or a new one if spans are exported. */
struct trace spans_begin(const struct process *process, struct str traceparent, struct trace *ret_parent);
