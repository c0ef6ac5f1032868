/* rules_shopify.h: a product as a webhook of Shopify's tells it, as products of the catalogue's. Pure.
 *
 * They are those that `steward catalog shopify` makes of the same product (rows/shopify_product.h): the
 * payload is laid out as its lines are. What the payload does not have (the currency, where the online store
 * is) comes from `shop`. Of stock it says how much there is, and not whether it is counted: so each product
 * has one, and whoever knows better takes it away. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/catalog.pb-c.h"

#define SHOPIFY_VARIANTS_MAX 2048

struct shopify_shop {
    const char *url;      /* of its online store, without a stroke at the end */
    const char *currency; /* of its prices */
};

struct shopify_told {
    const char *group; /* "shopify-<number>": the variant_of of its products */
    int64_t updated_us;
    Steward__V1__Product **products; /* none: it is not for sale */
    size_t product_count;
    const char **others; /* variants that it has, too, of which no more is told than their ids */
    size_t other_count;
    size_t left_out;  /* of its variants */
    struct error why; /* the first of them */
};

/* Of products/create and products/update; what there is lives in the arena. */
MUST_CHECK bool shopify_read_product(struct str json, const struct shopify_shop *shop, struct arena *arena,
                                     struct shopify_told *ret_told, struct error *err);
/* Of products/delete: *ret_group. */
MUST_CHECK bool shopify_read_deleted(struct str json, struct arena *arena, const char **ret_group,
                                     struct error *err);
