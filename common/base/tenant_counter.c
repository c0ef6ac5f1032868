/* base/tenant_counter: series by tenant, made when the tenant is first seen. */
#include "base/tenant_counter.h"

#include "base/mem.h"

struct series {
    struct metric *metric;
    char *tenant;
};

struct tenant_counter {
    char *name, *help, *labels;
    struct map by_tenant; /* of struct series */
};

struct tenant_counter *tenant_counter_new(const char *name, const char *help, const char *labels)
{
    struct tenant_counter *counter = mem_new(struct tenant_counter);

    counter->name = mem_text(name);
    counter->help = mem_text(help);
    counter->labels = mem_text(labels);
    return counter;
}

static struct series *series_new(struct tenant_counter *counter, struct str tenant)
{
    struct series *series = mem_new(struct series);
    struct buf labels = {0};

    buf_str(&labels, str_of(counter->labels));
    metric_label(&labels, "tenant", tenant);
    series->tenant = str_to_text(tenant);
    series->metric = metric_counter(counter->name, counter->help, labels.data);
    map_put(&counter->by_tenant, str_of(series->tenant), series);
    buf_free(&labels);
    return series;
}

void tenant_counter_add(struct tenant_counter *counter, struct str tenant, double amount)
{
    struct series *series = map_get(&counter->by_tenant, tenant);

    if (!series && counter->by_tenant.count >= TENANT_COUNTED_MAX) {
        tenant = STR("(others)");
        series = map_get(&counter->by_tenant, tenant);
    }
    if (!series)
        series = series_new(counter, tenant);
    metric_add(series->metric, amount);
}

void tenant_counter_free(struct tenant_counter *counter)
{
    struct str tenant;
    void *value;

    if (!counter)
        return;
    for (size_t at = 0; map_next(&counter->by_tenant, &at, &tenant, &value);) {
        struct series *series = value;

        map_remove(&counter->by_tenant, tenant);
        mem_free(series->tenant);
        mem_free(series);
    }
    map_free(&counter->by_tenant);
    mem_free(counter->name);
    mem_free(counter->help);
    mem_free(counter->labels);
    mem_free(counter);
}
