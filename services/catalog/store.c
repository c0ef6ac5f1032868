/* store: the table of products. The packed product in a row has no version: the column has it. */
#include "store.h"

#include "audit/audit.h"
#include "json/message.h"

static const char lock[] = "SELECT pg_advisory_xact_lock(hashtext('products_sequence'))";

static const char put[] =
    "INSERT INTO products AS p (tenant_id, product_id, version, sequence, product)"
    " VALUES ($1, $2, 1, nextval('products_sequence'), $3)"
    " ON CONFLICT (tenant_id, product_id) DO UPDATE SET version = p.version + 1, sequence = "
    "excluded.sequence,"
    " product = excluded.product, changed_at = now() WHERE p.product IS DISTINCT FROM excluded.product"
    " RETURNING sequence, version";

static const char remove_one[] =
    "UPDATE products SET version = version + 1, sequence = nextval('products_sequence'), product = NULL,"
    " changed_at = now() WHERE tenant_id = $1 AND product_id = $2 AND product IS NOT NULL"
    " RETURNING sequence, version" AUDIT_ACTED;

static const char get[] = "SELECT version, product FROM products"
                          " WHERE tenant_id = $1 AND product_id = $2 AND product IS NOT NULL";

static const char list[] = "SELECT version, product FROM products"
                           " WHERE tenant_id = $1 AND product_id > $2 AND product IS NOT NULL"
                           " ORDER BY product_id LIMIT $3";

static const char stats[] =
    "SELECT (SELECT count(*) FROM products WHERE tenant_id = $1 AND product IS NOT NULL),"
    " (SELECT coalesce(max(sequence), 0) FROM products WHERE tenant_id = $1)";

static const char changes[] = "SELECT version, product, sequence, tenant_id, product_id FROM products"
                              " WHERE sequence > $1 ORDER BY sequence LIMIT $2";

static const char purge[] =
    "DELETE FROM products WHERE (tenant_id, product_id) IN (SELECT tenant_id, product_id FROM products"
    " WHERE product IS NULL AND changed_at < now() - interval '30 days' ORDER BY changed_at LIMIT $1"
    " FOR UPDATE SKIP LOCKED)";

void store_begin_change(struct pg_batch *batch)
{
    pg_add(batch, lock, NULL, 0);
}

void store_put(struct pg_batch *batch, struct str tenant_id, const Steward__V1__Product *product)
{
    Steward__V1__Product unversioned = *product;
    struct buf packed = {0};
    size_t size;

    unversioned.version = 0;
    size = protobuf_c_message_get_packed_size(&unversioned.base);
    packed.len = protobuf_c_message_pack(&unversioned.base, (uint8_t *)buf_reserve(&packed, size));
    PG_ADD(batch, put, PG_STR(tenant_id), PG_STR(str_of(product->product_id)), PG_BLOB(buf_as_str(&packed)));
    buf_free(&packed);
}

void store_delete(struct pg_batch *batch, struct str tenant_id, struct str product_id)
{
    PG_ADD(batch, remove_one, PG_STR(tenant_id), PG_STR(product_id));
}

int64_t store_sequence(const struct pg_result *result)
{
    return pg_int(result, 0, 0);
}

int64_t store_version(const struct pg_result *result)
{
    return pg_int(result, 0, 1);
}

void store_get(struct pg_batch *batch, struct str tenant_id, struct str product_id)
{
    PG_ADD(batch, get, PG_STR(tenant_id), PG_STR(product_id));
}

void store_list(struct pg_batch *batch, struct str tenant_id, struct str after_id, int64_t limit)
{
    PG_ADD(batch, list, PG_STR(tenant_id), PG_STR(after_id), PG_I64(limit));
}

Steward__V1__Product *store_product(const struct pg_result *result, int row, struct arena *arena,
                                    struct error *err)
{
    Steward__V1__Product *product =
        (Steward__V1__Product *)message_unpack(&steward__v1__product__descriptor, pg_text(result, row, 1),
                                               arena, err);

    if (product)
        product->version = pg_int(result, row, 0);
    return product;
}

void store_stats(struct pg_batch *batch, struct str tenant_id)
{
    PG_ADD(batch, stats, PG_STR(tenant_id));
}

void store_changes(struct pg_batch *batch, int64_t sequence, int64_t limit)
{
    PG_ADD(batch, changes, PG_I64(sequence), PG_I64(limit));
}

struct store_change store_change(const struct pg_result *result, int row, struct arena *arena)
{
    struct store_change change = {
        .sequence = pg_int(result, row, 2),
        .tenant_id = pg_text(result, row, 3),
        .product_id = pg_text(result, row, 4),
    };

    if (!pg_is_null(result, row, 1)) {
        change.product = store_product(result, row, arena, NULL);
        change.is_bad = !change.product;
    }
    return change;
}

void store_purge(struct pg_batch *batch, int64_t limit)
{
    PG_ADD(batch, purge, PG_I64(limit));
}
