#include "accounts/api_keys.h"

#include "json/message.h"

#define MS(column) "(extract(epoch FROM " column ") * 1000)::bigint"
#define COLUMNS                                                                                              \
    "id, tenant_id, name, role, scopes, " MS("created_at") ", created_by, " MS("expires_at") ", " MS(        \
        "revoked_at") ", " MS("last_used_at") ", replaces, coalesce(expires_at <= now(), false)"

enum column {
    ID,
    TENANT,
    NAME,
    ROLE,
    SCOPES,
    CREATED,
    CREATED_BY,
    EXPIRES,
    REVOKED,
    USED,
    REPLACES,
    IS_EXPIRED
};

#define IS_GOOD "revoked_at IS NULL AND coalesce(expires_at > now(), true)"

static const char sql_add[] =
    "INSERT INTO api_keys (id, tenant_id, name, role, scopes, digest, created_by, replaces, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9 > 0 THEN now() + $9 * interval '1 second' END) "
    "RETURNING " COLUMNS;
static const char sql_expire[] =
    "UPDATE api_keys SET expires_at = least(expires_at, now() + $3 * interval '1 second') "
    "WHERE tenant_id = $1 AND id = $2 RETURNING " COLUMNS;
static const char sql_revoke[] = "UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) "
                                 "WHERE tenant_id = $1 AND id = $2 RETURNING " COLUMNS;
static const char sql_used[] =
    "UPDATE api_keys SET last_used_at = greatest(last_used_at, now()) WHERE id = ANY ($1::text[])";
static const char sql_of[] =
    "SELECT " COLUMNS " FROM api_keys WHERE tenant_id = $1 AND ($2 = '' OR id = $2) "
    "AND coalesce(least(expires_at, revoked_at) > now() - $3 * interval '1 day', true) "
    "ORDER BY created_at DESC, id LIMIT $4";
static const char sql_count[] = "SELECT count(*) FROM api_keys WHERE tenant_id = $1 AND " IS_GOOD;
static const char sql_find[] = "SELECT id, tenant_id, role, scopes, digest, " MS(
    "expires_at") " FROM api_keys WHERE id = $1 AND " IS_GOOD;

void api_key_add(struct pg_batch *batch, const struct api_key_new *key)
{
    PG_ADD(batch, sql_add, PG_STR(key->id), PG_STR(key->tenant_id), PG_STR(key->name),
           PG_STR(str_of(role_name(key->role))), PG_STR(key->scopes), PG_BLOB(key->digest),
           PG_STR(key->created_by), PG_STR(key->replaces), PG_I64(key->expires_in_s));
}

void api_key_expire(struct pg_batch *batch, struct str tenant_id, struct str id, int64_t overlap_s)
{
    PG_ADD(batch, sql_expire, PG_STR(tenant_id), PG_STR(id), PG_I64(overlap_s));
}

void api_key_revoke(struct pg_batch *batch, struct str tenant_id, struct str id)
{
    PG_ADD(batch, sql_revoke, PG_STR(tenant_id), PG_STR(id));
}

void api_keys_used(struct pg_batch *batch, const struct pg_array *ids)
{
    PG_ADD(batch, sql_used, pg_array_param(ids));
}

void api_keys_of(struct pg_batch *batch, struct str tenant_id, struct str id)
{
    PG_ADD(batch, sql_of, PG_STR(tenant_id), PG_STR(id), PG_I64(API_KEY_KEPT_DAYS), PG_I64(2 * API_KEYS_MAX));
}

void api_keys_count(struct pg_batch *batch, struct str tenant_id)
{
    PG_ADD(batch, sql_count, PG_STR(tenant_id));
}

static Google__Protobuf__Timestamp *time_of(const struct pg_result *rows, int row, int column,
                                            struct arena *arena)
{
    Google__Protobuf__Timestamp *time;
    int64_t ms;

    if (pg_is_null(rows, row, column))
        return NULL;
    ms = pg_int(rows, row, column);
    time = message_new(&google__protobuf__timestamp__descriptor, arena);
    time->seconds = ms / 1000;
    time->nanos = (int32_t)(ms % 1000) * 1000000;
    return time;
}

static void read_scopes(struct str names, Steward__V1__ApiKey *key, struct arena *arena)
{
    struct str name;

    key->scopes = arena_array(arena, SCOPES_MAX, sizeof(*key->scopes));
    while (key->n_scopes < SCOPES_MAX && str_split(&names, ' ', &name))
        if (name.len)
            key->scopes[key->n_scopes++] = str_c(arena, name);
}

Steward__V1__ApiKey *api_key_read(const struct pg_result *rows, int row, struct arena *arena)
{
    Steward__V1__ApiKey *key = message_new(&steward__v1__api_key__descriptor, arena);
    struct str status = STR("active");

    key->key_id = str_c(arena, pg_text(rows, row, ID));
    key->tenant_id = str_c(arena, pg_text(rows, row, TENANT));
    key->name = str_c(arena, pg_text(rows, row, NAME));
    key->role = str_c(arena, pg_text(rows, row, ROLE));
    key->created_by = str_c(arena, pg_text(rows, row, CREATED_BY));
    key->replaces = str_c(arena, pg_text(rows, row, REPLACES));
    read_scopes(pg_text(rows, row, SCOPES), key, arena);
    key->created_at = time_of(rows, row, CREATED, arena);
    key->expires_at = time_of(rows, row, EXPIRES, arena);
    key->revoked_at = time_of(rows, row, REVOKED, arena);
    key->last_used_at = time_of(rows, row, USED, arena);
    if (key->revoked_at)
        status = STR("revoked");
    else if (pg_int(rows, row, IS_EXPIRED))
        status = STR("expired");
    key->status = str_c(arena, status);
    return key;
}

void api_key_find(struct pg_batch *batch, struct str id)
{
    PG_ADD(batch, sql_find, PG_STR(id));
}

struct principal api_key_owner(const struct pg_result *rows, int row, struct str *ret_digest)
{
    struct principal owner = {.subject = pg_text(rows, row, 0),
                              .tenant_id = pg_text(rows, row, 1),
                              .kind = PRINCIPAL_KEY};
    struct str named = pg_text(rows, row, 3);

    if (role_from(pg_text(rows, row, 2), &owner.role))
        owner.scopes = scopes_allowed(owner.role, scopes_from(named, NULL), named.len > 0);
    *ret_digest = pg_text(rows, row, 4);
    if (!pg_is_null(rows, row, 5))
        owner.expires_ms = pg_int(rows, row, 5);
    return owner;
}
