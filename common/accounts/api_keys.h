/* accounts/api_keys.h: the table of API keys, in the orchestrator's database: each function adds one
 * statement to a batch. */
#pragma once

#include "auth/principal.h"
#include "steward/v1/accounts.pb-c.h"
#include "store/postgres.h"

#define API_KEYS_MAX        1000 /* of one tenant, that are good */
#define API_KEY_NAME_BYTES  100
#define API_KEY_MAX_SECONDS 315360000
#define API_KEY_KEPT_DAYS   90 /* those that have ended are listed for so long */

struct api_key_new {
    struct str id, tenant_id, name, created_by;
    struct str digest;
    struct str scopes;   /* with blanks between; empty: all of the role */
    struct str replaces; /* a key's id; may be empty */
    enum role role;
    int64_t expires_in_s; /* 0: never */
};
/* Its row, for api_key_read. */
void api_key_add(struct pg_batch *batch, const struct api_key_new *key);
/* Accepted for `overlap_s` more at most, or not at all any more. */
void api_key_expire(struct pg_batch *batch, struct str tenant_id, struct str id, int64_t overlap_s);
void api_key_revoke(struct pg_batch *batch, struct str tenant_id, struct str id);
void api_keys_used(struct pg_batch *batch, const struct pg_array *ids); /* now */

/* One of a tenant's, or all (id empty), the newest first: rows for api_key_read. */
void api_keys_of(struct pg_batch *batch, struct str tenant_id, struct str id);
Steward__V1__ApiKey *api_key_read(const struct pg_result *rows, int row, struct arena *arena);

/* How many of a tenant's are good: one number. */
void api_keys_count(struct pg_batch *batch, struct str tenant_id);

/* A key that is accepted now, of any tenant: no row, or one for api_key_owner. */
void api_key_find(struct pg_batch *batch, struct str id);
struct principal api_key_owner(const struct pg_result *rows, int row, struct str *ret_digest); /* borrows */
