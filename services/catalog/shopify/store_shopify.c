/* store_shopify: see store_shopify.h. All who write products hold one lock to the end of their transaction,
 * so what is looked at here is not changed beside it. */
#include "shopify/store_shopify.h"

#define NOT_NULL_VIOLATION "23502"

static const char remove_others[] =
    "UPDATE products SET version = version + 1, sequence = nextval('products_sequence'), product = NULL,"
    " changed_at = now() WHERE tenant_id = $1 AND product IS NOT NULL AND product_id <> ALL($3)"
    " AND (product_id = ANY($4) OR product_id IN"
    " (SELECT unnest(variants) FROM shopify_products WHERE tenant_id = $1 AND shopify_id = $2))"
    " RETURNING sequence, product_id";

/* What is not newer has no told_at, and that may not be: so nothing of the batch happens. */
static const char remember[] =
    "INSERT INTO shopify_products AS k (tenant_id, shopify_id, told_at, triggered_at, variants)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, shopify_id) DO UPDATE SET"
    " told_at = CASE WHEN (excluded.told_at, excluded.triggered_at) > (k.told_at, k.triggered_at)"
    " THEN excluded.told_at END, triggered_at = excluded.triggered_at, variants = excluded.variants";

void store_shopify_remove(struct pg_batch *batch, const struct store_shopify_told *told,
                          const struct pg_array *known)
{
    PG_ADD(batch, remove_others, PG_STR(told->tenant_id), PG_STR(told->group), pg_array_param(&told->keep),
           pg_array_param(known));
}

void store_shopify_remember(struct pg_batch *batch, const struct store_shopify_told *told)
{
    PG_ADD(batch, remember, PG_STR(told->tenant_id), PG_STR(told->group), PG_I64(told->updated_us),
           PG_I64(told->triggered_us), pg_array_param(&told->keep));
}

bool store_shopify_is_older(const struct pg_outcome *outcome)
{
    return outcome->err && str_is(str_of(outcome->sqlstate), NOT_NULL_VIOLATION);
}
