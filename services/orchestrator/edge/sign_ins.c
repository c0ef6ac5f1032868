#include "edge/sign_ins.h"

#include "accounts/api_keys.h"
#include "audit/audit.h"
#include "edge/keys.h"
#include "session/respond.h"
#include "json/message.h"

#define LISTED 100
#define COLUMNS                                                                                              \
    "id, key_id, (extract(epoch FROM created_at) * 1000)::bigint, (extract(epoch FROM expires_at) * "        \
    "1000)::bigint"
#define IS_GOOD "revoked_at IS NULL AND expires_at > now()"

/* The first six as api_key_owner reads them; who is signed in may do what the key may, now. */
static const char sql_find[] =
    "SELECT k.id, k.tenant_id, k.role, k.scopes, s.digest, (extract(epoch FROM s.expires_at) * 1000)::bigint "
    "FROM sign_ins s JOIN api_keys k ON k.id = s.key_id WHERE s.id = $1 AND s.digest = $2 AND s.revoked_at "
    "IS "
    "NULL AND s.expires_at > now() AND k.revoked_at IS NULL AND coalesce(k.expires_at > now(), true)";
static const char sql_add[] =
    "INSERT INTO sign_ins (id, tenant_id, key_id, digest, expires_at) VALUES ($1, $2, $3, "
    "$4, now() + $5 * interval '1 second') RETURNING " COLUMNS;
static const char sql_revoke[] =
    "UPDATE sign_ins SET revoked_at = now() WHERE id = $1 AND tenant_id = $2 AND "
    "($3 = '' OR key_id = $3) AND " IS_GOOD " RETURNING " COLUMNS AUDIT_ACTED;
static const char sql_of[] =
    "SELECT " COLUMNS " FROM sign_ins WHERE tenant_id = $1 AND key_id = $2 AND " IS_GOOD
    " ORDER BY created_at DESC LIMIT $3";
static const char sql_sweep[] = "DELETE FROM sign_ins WHERE expires_at < now() - interval '30 days'";

void sign_in_find(struct process *process, struct str id, struct str digest, key_found_fn *found, void *owner)
{
    struct pg_batch *batch = key_look_batch(process);

    if (batch)
        PG_ADD(batch, sql_find, PG_STR(id), PG_BLOB(digest));
    key_look(process, PRINCIPAL_COOKIE, batch, found, owner);
}

void sign_in_add(struct pg_batch *batch, const struct cookie *cookie, struct str tenant_id, struct str key_id,
                 int64_t seconds)
{
    PG_ADD(batch, sql_add, PG_STR(cookie->id), PG_STR(tenant_id), PG_STR(key_id),
           PG_BLOB(str_n((const char *)cookie->digest, sizeof(cookie->digest))), PG_I64(seconds));
}

void sign_in_revoke(struct pg_batch *batch, struct str id, struct str tenant_id, struct str key_id)
{
    PG_ADD(batch, sql_revoke, PG_STR(id), PG_STR(tenant_id), PG_STR(key_id));
}

void sign_ins_of(struct pg_batch *batch, struct str tenant_id, struct str key_id)
{
    PG_ADD(batch, sql_of, PG_STR(tenant_id), PG_STR(key_id), PG_I64(LISTED));
}

void sign_ins_sweep(struct pg_batch *batch)
{
    pg_add(batch, sql_sweep, NULL, 0);
}

Steward__V1__SignIn *sign_in_read(const struct pg_result *rows, int row, struct arena *arena)
{
    Steward__V1__SignIn *sign_in = message_new(&steward__v1__sign_in__descriptor, arena);

    sign_in->sign_in_id = str_c(arena, pg_text(rows, row, 0));
    sign_in->key_id = str_c(arena, pg_text(rows, row, 1));
    sign_in->created_at = timestamp(pg_int(rows, row, 2), arena);
    sign_in->expires_at = timestamp(pg_int(rows, row, 3), arena);
    return sign_in;
}
