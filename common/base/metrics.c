/* metrics: series live in families (one name, one HELP, one TYPE), families in the order in which they were
 * made. */
#include "base/metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

enum kind { COUNTER, GAUGE, HISTOGRAM };
enum { BUCKETS = 15 };

static const char *const kind_names[] = {"counter", "gauge", "histogram"};
static const struct {
    int64_t us;
    const char *label;
} bounds[BUCKETS] = {
    {500, "0.0005"},  {1000, "0.001"},  {2500, "0.0025"}, {5000, "0.005"},  {10000, "0.01"},
    {25000, "0.025"}, {50000, "0.05"},  {100000, "0.1"},  {250000, "0.25"}, {500000, "0.5"},
    {1000000, "1"},   {2500000, "2.5"}, {5000000, "5"},   {10000000, "10"}, {30000000, "30"},
};

struct metric {
    struct metric *next; /* in its family */
    char *labels;
    double value;      /* of a histogram: its sum in seconds */
    uint64_t *buckets; /* of a histogram: per bucket, the last one for what is above all bounds; else NULL */
};

struct family {
    struct family *next;
    char *name;
    char *help;
    enum kind kind;
    struct metric *first, **last;
};

struct refresh {
    struct refresh *next;
    void (*refresh)(void *owner);
    void *owner;
};

static struct {
    struct family *first, **last;
    struct map families; /* by name */
    struct map series;   /* by name{labels} */
    struct refresh *refreshes;
} all = {.last = &all.first};

static struct metric *series_new(enum kind kind, const char *labels)
{
    struct metric *metric = mem_new(struct metric);

    metric->labels = mem_text(labels ? labels : "");
    if (kind == HISTOGRAM)
        metric->buckets = mem_array(BUCKETS + 1, sizeof(metric->buckets[0]));
    return metric;
}

static struct family *family_of(const char *name, const char *help, enum kind kind)
{
    struct family *family = map_get(&all.families, str_of(name));

    if (family && family->kind != kind) {
        fprintf(stderr, "metric %s is a %s and cannot be a %s too\n", name, kind_names[family->kind],
                kind_names[kind]);
        abort();
    }
    if (family)
        return family;
    family = mem_new(struct family);
    family->name = mem_text(name);
    family->help = mem_text(help ? help : "");
    family->kind = kind;
    family->last = &family->first;
    *all.last = family;
    all.last = &family->next;
    map_put(&all.families, str_of(family->name), family);
    return family;
}

/* One series of each kind takes what is past the limit; it is counted, not printed. */
static struct metric *overflow(enum kind kind)
{
    static struct metric *shared[HISTOGRAM + 1];
    static struct metric *lost;

    if (!lost) {
        struct family *family =
            family_of("steward_metrics_overflow_total", "Series that found no room.", COUNTER);

        lost = *family->last = series_new(COUNTER, "");
        family->last = &lost->next;
    }
    metric_add(lost, 1);
    if (!shared[kind])
        shared[kind] = series_new(kind, "");
    return shared[kind];
}

static struct metric *metric_of(const char *name, const char *help, const char *labels, enum kind kind)
{
    struct family *family = family_of(name, help, kind);
    struct buf key = {0};
    struct metric *metric;

    buf_printf(&key, "%s{%s}", name, labels ? labels : "");
    metric = map_get(&all.series, buf_as_str(&key));
    if (metric || all.series.count >= METRICS_MAX) {
        buf_free(&key);
        return metric ? metric : overflow(kind);
    }
    metric = series_new(kind, labels);
    *family->last = metric;
    family->last = &metric->next;
    map_put(&all.series, buf_as_str(&key), metric); /* the map keeps the key for good */
    return metric;
}

struct metric *metric_counter(const char *name, const char *help, const char *labels)
{
    return metric_of(name, help, labels, COUNTER);
}

struct metric *metric_gauge(const char *name, const char *help, const char *labels)
{
    return metric_of(name, help, labels, GAUGE);
}

struct metric *metric_seconds(const char *name, const char *help, const char *labels)
{
    return metric_of(name, help, labels, HISTOGRAM);
}

void metric_add(struct metric *metric, double amount)
{
    metric->value += amount;
}

void metric_set(struct metric *metric, double value)
{
    metric->value = value;
}

void metric_observe_us(struct metric *metric, int64_t microseconds)
{
    size_t bucket = 0;

    while (bucket < BUCKETS && microseconds > bounds[bucket].us)
        bucket++;
    metric->buckets[bucket]++;
    metric->value += (double)microseconds / 1e6;
}

static uint64_t count_of(const struct metric *metric)
{
    uint64_t count = 0;

    for (size_t i = 0; i <= BUCKETS; i++)
        count += metric->buckets[i];
    return count;
}

double metric_value(const struct metric *metric)
{
    return metric->buckets ? (double)count_of(metric) : metric->value;
}

void metric_label(struct buf *out, const char *name, struct str value)
{
    if (out->len)
        buf_char(out, ',');
    buf_printf(out, "%s=\"", name);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];

        if (c == '\n')
            buf_str(out, STR("\\n"));
        else if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else
            buf_char(out, c);
    }
    buf_char(out, '"');
}

void metrics_on_print(void (*refresh)(void *owner), void *owner)
{
    struct refresh *entry = mem_new(struct refresh);

    *entry = (struct refresh){all.refreshes, refresh, owner};
    all.refreshes = entry;
}

static void print_number(struct buf *out, double value)
{
    if (isnan(value))
        buf_str(out, STR("NaN"));
    else if (isinf(value))
        buf_str(out, value > 0 ? STR("+Inf") : STR("-Inf"));
    else
        buf_printf(out, "%.15g", value);
    buf_char(out, '\n');
}

static void print_name(struct buf *out, const char *name, const char *suffix, const char *labels)
{
    buf_printf(out, *labels ? "%s%s{%s} " : "%s%s%s ", name, suffix, labels);
}

static void print_histogram(struct buf *out, const char *name, const struct metric *metric)
{
    const char *comma = *metric->labels ? "," : "";
    uint64_t count = 0;

    for (size_t i = 0; i <= BUCKETS; i++) {
        count += metric->buckets[i];
        buf_printf(out, "%s_bucket{%s%sle=\"%s\"} %llu\n", name, metric->labels, comma,
                   i < BUCKETS ? bounds[i].label : "+Inf", (unsigned long long)count);
    }
    print_name(out, name, "_sum", metric->labels);
    print_number(out, metric->value);
    print_name(out, name, "_count", metric->labels);
    buf_printf(out, "%llu\n", (unsigned long long)count);
}

static void print_help(struct buf *out, const struct family *family)
{
    buf_printf(out, "# HELP %s ", family->name);
    for (const char *at = family->help; *at; at++) {
        if (*at == '\n' || *at == '\\')
            buf_str(out, *at == '\n' ? STR("\\n") : STR("\\\\"));
        else
            buf_char(out, *at);
    }
    buf_printf(out, "\n# TYPE %s %s\n", family->name, kind_names[family->kind]);
}

void metrics_print(struct buf *out)
{
    for (const struct refresh *entry = all.refreshes; entry; entry = entry->next)
        entry->refresh(entry->owner);
    for (const struct family *family = all.first; family; family = family->next) {
        if (!family->first)
            continue;
        print_help(out, family);
        for (const struct metric *metric = family->first; metric; metric = metric->next) {
            if (family->kind == HISTOGRAM) {
                print_histogram(out, family->name, metric);
            } else {
                print_name(out, family->name, "", metric->labels);
                print_number(out, metric->value);
            }
        }
    }
}
