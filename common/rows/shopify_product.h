/* rows/shopify_product.h: a variant as Shopify's Admin API tells it, as a product of the catalogue's. Pure.
 *
 * Each variant becomes a product, "shopify-<number>"; those of one product of Shopify's have the same
 * variant_of, so they are shown as one. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/catalog.pb-c.h"
#include "json/json.h"

/* What a variant must be asked for. */
extern const char shopify_variant_fields[];

struct shopify_reader;
struct shopify_reader *shopify_reader_new(struct arena *arena); /* lives in the arena */

/* False: *err says why it is none. In the arena. */
MUST_CHECK bool shopify_product(const struct shopify_reader *reader, struct str json, struct arena *arena,
                                Steward__V1__Product **ret_product, struct error *err);
/* The same of a variant that is laid flat already: "product.title". */
MUST_CHECK bool shopify_product_of(const struct shopify_reader *reader, const struct json_member *fields,
                                   size_t count, struct arena *arena, Steward__V1__Product **ret_product,
                                   struct error *err);
