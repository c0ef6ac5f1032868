/* store_pictures: the table of what pictures look like, numbered and followed as the products are. */
#include "pictures/store_pictures.h"

static const char lock[] = "SELECT pg_advisory_xact_lock(hashtext('pictures_sequence'))";

/* A minute to look; what is not kept by then is tried again after twice as long, up to a day. */
static const char claim[] =
    "INSERT INTO pictures AS k (tenant_id, product_id, image_url, tries, due_at, sequence)"
    " SELECT $1, $2, $3, 1, now() + interval '1 minute', nextval('pictures_sequence')"
    " WHERE EXISTS (SELECT FROM products WHERE tenant_id = $1 AND product_id = $2)"
    " ON CONFLICT (tenant_id, product_id) DO UPDATE SET image_url = excluded.image_url, fingerprint = NULL,"
    " tries = CASE WHEN k.image_url = excluded.image_url THEN k.tries + 1 ELSE 1 END,"
    " due_at = now() + interval '1 minute' * CASE WHEN k.image_url = excluded.image_url"
    " THEN least(power(2, least(k.tries, 20)), 1440) ELSE 1 END, sequence = excluded.sequence"
    " WHERE k.image_url <> excluded.image_url OR (k.fingerprint IS NULL AND k.due_at <= now())"
    " RETURNING tries";

static const char keep[] =
    "UPDATE pictures SET fingerprint = $4, tries = 0, sequence = nextval('pictures_sequence')"
    " WHERE tenant_id = $1 AND product_id = $2 AND image_url = $3";

static const char changes[] = "SELECT sequence, tenant_id, product_id, image_url, fingerprint,"
                              " (extract(epoch FROM due_at) * 1000)::bigint FROM pictures"
                              " WHERE sequence > $1 ORDER BY sequence LIMIT $2";

void store_pictures_begin(struct pg_batch *batch)
{
    pg_add(batch, lock, NULL, 0);
}

void store_pictures_claim(struct pg_batch *batch, struct str tenant_id, struct str product_id,
                          struct str image_url)
{
    PG_ADD(batch, claim, PG_STR(tenant_id), PG_STR(product_id), PG_STR(image_url));
}

void store_pictures_keep(struct pg_batch *batch, struct str tenant_id, struct str product_id,
                         struct str image_url, struct str fingerprint)
{
    PG_ADD(batch, keep, PG_STR(tenant_id), PG_STR(product_id), PG_STR(image_url), PG_BLOB(fingerprint));
}

void store_pictures_changes(struct pg_batch *batch, int64_t sequence, int64_t limit)
{
    PG_ADD(batch, changes, PG_I64(sequence), PG_I64(limit));
}

struct picture_change store_pictures_change(const struct pg_result *result, int row)
{
    return (struct picture_change){
        .sequence = pg_int(result, row, 0),
        .tenant_id = pg_text(result, row, 1),
        .product_id = pg_text(result, row, 2),
        .image_url = pg_text(result, row, 3),
        .fingerprint = pg_is_null(result, row, 4) ? STR_NONE : pg_text(result, row, 4),
        .due_ms = pg_int(result, row, 5),
    };
}
