/* base/tenant_counter.h: a counter for each tenant, for /metrics.
 *
 * The first TENANT_COUNTED_MAX tenants that are seen have a series of their own; all others count together
 * under tenant="(others)", which no tenant is called: so names that are made up make no more series. */
#pragma once

#include "base/map.h"
#include "base/metrics.h"

#define TENANT_COUNTED_MAX 50

struct tenant_counter;

/* `labels` as of metric_counter: those beside the tenant's; all texts are copied. */
struct tenant_counter *tenant_counter_new(const char *name, const char *help, const char *labels);
void tenant_counter_add(struct tenant_counter *counter, struct str tenant, double amount);
void tenant_counter_free(struct tenant_counter *counter); /* the series stay; NULL does nothing */
