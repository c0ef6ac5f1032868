/* pictures/store_pictures.h: the SQL of what products' pictures look like. Every statement that changes
 * something begins with store_pictures_begin in its batch, as with store.h. */
#pragma once

#include "store/postgres.h"

void store_pictures_begin(struct pg_batch *batch);
/* Results: a row, if it is to be looked at now, by whoever asked. */
void store_pictures_claim(struct pg_batch *batch, struct str tenant_id, struct str product_id,
                          struct str image_url);
/* Changes nothing, should the product have another picture by now. */
void store_pictures_keep(struct pg_batch *batch, struct str tenant_id, struct str product_id,
                         struct str image_url, struct str fingerprint);

/* The changes after `sequence`, in order: rows for store_pictures_change. */
void store_pictures_changes(struct pg_batch *batch, int64_t sequence, int64_t limit);
struct picture_change {
    int64_t sequence;
    struct str tenant_id, product_id, image_url;
    struct str fingerprint; /* packed; data NULL: nobody has had it */
    int64_t due_ms;         /* wall clock */
};
struct picture_change store_pictures_change(const struct pg_result *result, int row);
