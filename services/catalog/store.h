/* store.h: all of the catalogue's SQL. Every statement that changes something begins with store_begin_change
 * in its batch: see migrations/001_products.sql. */
#pragma once

#include "base/arena.h"
#include "steward/v1/catalog.pb-c.h"
#include "store/postgres.h"

#define STORE_DEADLINE_MS 10000

void store_begin_change(struct pg_batch *batch);
/* Results: a row (sequence, version) if something was changed; none if the product is the same as before, or
 * is not there to be deleted. */
void store_put(struct pg_batch *batch, struct str tenant_id, const Steward__V1__Product *product);
void store_delete(struct pg_batch *batch, struct str tenant_id, struct str product_id);
int64_t store_sequence(const struct pg_result *result);
int64_t store_version(const struct pg_result *result);

/* Rows of (version, product), for store_product. */
void store_get(struct pg_batch *batch, struct str tenant_id, struct str product_id);
void store_list(struct pg_batch *batch, struct str tenant_id, struct str after_id, int64_t limit);
/* NULL: cannot be read. In the arena, with its version. */
Steward__V1__Product *store_product(const struct pg_result *result, int row, struct arena *arena,
                                    struct error *err);

/* One row: products, and their newest sequence. */
void store_stats(struct pg_batch *batch, struct str tenant_id);

/* The changes after `sequence`, in order: rows for store_change. */
void store_changes(struct pg_batch *batch, int64_t sequence, int64_t limit);
struct store_change {
    int64_t sequence;
    struct str tenant_id, product_id;
    Steward__V1__Product *product; /* NULL: deleted, or cannot be read (`is_bad`) */
    bool is_bad;
};
struct store_change store_change(const struct pg_result *result, int row, struct arena *arena);

void store_purge(struct pg_batch *batch, int64_t limit); /* of products that were deleted a month ago */
