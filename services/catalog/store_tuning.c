/* store_tuning: the table of rules and synonyms, numbered and followed as the products are. */
#include "store_tuning.h"

#include "audit/audit.h"

static const char lock[] = "SELECT pg_advisory_xact_lock(hashtext('tuning_sequence'))";

static const char put[] =
    "INSERT INTO tuning AS t (tenant_id, kind, tuning_id, version, sequence, content)"
    " SELECT $1, $2, $3, 1, nextval('tuning_sequence'), $4 WHERE (SELECT count(*) FROM tuning"
    " WHERE tenant_id = $1 AND kind = $2 AND tuning_id <> $3 AND content IS NOT NULL) < $5"
    " ON CONFLICT (tenant_id, kind, tuning_id) DO UPDATE SET version = CASE WHEN t.content IS NULL THEN 1"
    " ELSE t.version + 1 END, sequence = excluded.sequence, content = excluded.content, changed_at = now()"
    " RETURNING sequence, version" AUDIT_ACTED;

static const char remove_one[] =
    "UPDATE tuning SET sequence = nextval('tuning_sequence'), content = NULL, changed_at = now()"
    " WHERE tenant_id = $1 AND kind = $2 AND tuning_id = $3 AND content IS NOT NULL"
    " RETURNING sequence, version" AUDIT_ACTED;

static const char list[] = "SELECT content FROM tuning WHERE tenant_id = $1 AND kind = $2 AND tuning_id > $3"
                           " AND content IS NOT NULL ORDER BY tuning_id LIMIT $4";

static const char changes[] = "SELECT sequence, tenant_id, kind, tuning_id, content FROM tuning"
                              " WHERE sequence > $1 ORDER BY sequence LIMIT $2";

static const char purge[] =
    "DELETE FROM tuning WHERE content IS NULL AND changed_at < now() - interval '30 days'";

void store_tuning_begin(struct pg_batch *batch)
{
    pg_add(batch, lock, NULL, 0);
}

void store_tuning_put(struct pg_batch *batch, struct str tenant_id, struct str kind, struct str id,
                      struct str content, int64_t most)
{
    PG_ADD(batch, put, PG_STR(tenant_id), PG_STR(kind), PG_STR(id), PG_BLOB(content), PG_I64(most));
}

void store_tuning_delete(struct pg_batch *batch, struct str tenant_id, struct str kind, struct str id)
{
    PG_ADD(batch, remove_one, PG_STR(tenant_id), PG_STR(kind), PG_STR(id));
}

void store_tuning_list(struct pg_batch *batch, struct str tenant_id, struct str kind, struct str after_id,
                       int64_t limit)
{
    PG_ADD(batch, list, PG_STR(tenant_id), PG_STR(kind), PG_STR(after_id), PG_I64(limit));
}

void store_tuning_changes(struct pg_batch *batch, int64_t sequence, int64_t limit)
{
    PG_ADD(batch, changes, PG_I64(sequence), PG_I64(limit));
}

struct tuning_change store_tuning_change(const struct pg_result *result, int row)
{
    return (struct tuning_change){
        .sequence = pg_int(result, row, 0),
        .tenant_id = pg_text(result, row, 1),
        .kind = pg_text(result, row, 2),
        .id = pg_text(result, row, 3),
        .content = pg_is_null(result, row, 4) ? STR_NONE : pg_text(result, row, 4),
    };
}

void store_tuning_purge(struct pg_batch *batch)
{
    pg_add(batch, purge, NULL, 0);
}
