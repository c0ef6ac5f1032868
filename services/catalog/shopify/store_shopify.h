/* store_shopify.h: what is kept of each product of a Shopify shop beside its variants, which are products of
 * the catalogue: how old what was told of it last is. */
#pragma once

#include "store/postgres.h"

#define SHOPIFY_GONE_US INT64_MAX /* a product that was deleted never comes back: nothing is newer */

struct store_shopify_told {
    struct str tenant_id, group;
    int64_t updated_us, triggered_us; /* by which the later one is known */
    struct pg_array keep;             /* ids of its variants, and at least one text */
};

/* Deletes those of its variants that are not to be kept: what it had when it was told of last, and those of
 * `known`, at least one text. Rows of (sequence, product_id). After store_begin_change. */
void store_shopify_remove(struct pg_batch *batch, const struct store_shopify_told *told,
                          const struct pg_array *known);
/* Breaks the whole batch unless this is newer than what was told last: store_shopify_is_older. */
void store_shopify_remember(struct pg_batch *batch, const struct store_shopify_told *told);
bool store_shopify_is_older(const struct pg_outcome *outcome);
