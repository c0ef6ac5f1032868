/* base/trace.h: W3C trace context: where in whose trace we are. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define TRACEPARENT_SIZE 56 /* 00-<32 hex>-<16 hex>-<2 hex> and NUL */

struct trace {
    uint8_t trace_id[16];
    uint8_t span_id[8];
    bool sampled;
    bool is_set;
};

bool trace_parse(struct str traceparent, struct trace *ret_trace); /* false: not valid, *ret_trace is unset */
void trace_format(const struct trace *trace, char ret_text[TRACEPARENT_SIZE]);
struct trace trace_start(double sample_ratio);        /* a new trace */
struct trace trace_child(const struct trace *parent); /* a new span in it; of an unset one: unset */
