/* base/metrics.h: counters, gauges and histograms of the process, as Prometheus text.
 *
 * A metric is made once (at start, never freed) and changed from the loop's thread. Labels are fixed when the
 * series is made: metric_counter("steward_http_requests_total", "Requests answered.",
 * "route=\"/search\",code=\"200\""). Asking again for the same name and labels gives the same series. At most
 * METRICS_MAX series; past that a shared overflow series is given and counted. */
#pragma once

#include <stdint.h>

#include "base/str.h"

#define METRICS_MAX 4096

struct metric;

struct metric *metric_counter(const char *name, const char *help, const char *labels);
struct metric *metric_gauge(const char *name, const char *help, const char *labels);
/* Buckets in seconds from 0.5 ms to 30 s; observe in microseconds. */
struct metric *metric_seconds(const char *name, const char *help, const char *labels);

/* Adds name="value" to a text of labels, escaped, behind a comma if it is not the first. */
void metric_label(struct buf *labels, const char *name, struct str value);

void metric_add(struct metric *metric, double amount);
void metric_set(struct metric *metric, double value);
void metric_observe_us(struct metric *metric, int64_t microseconds);
double metric_value(const struct metric *metric); /* of a histogram: its count */

/* `refresh` runs before each printing: for gauges that are read rather than kept. */
void metrics_on_print(void (*refresh)(void *owner), void *owner);
void metrics_print(struct buf *out);
