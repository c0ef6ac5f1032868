/* store/migrate.h: brings a database to the schema that this program needs. Blocking, before the loop runs.
 *
 * Migrations are numbered SQL files (001_products.sql), built into the program as a table. Each is applied
 * once, in a transaction, under an advisory lock, so copies that start together wait for each other; its
 * SHA-256 is kept, and a file that was changed after it was applied stops the process. A database that is
 * ahead is left alone and warned of. A migration sees the rows of all tenants; one that makes a table with a
 * tenant_id calls keep_tenants_apart('table'), which gives it the policy that docs/tenants.md explains. */
#pragma once

#include "base/error.h"
#include "base/mem.h"

struct migration {
    int number;
    const char *name;
    const char *sql;
};

/* `migrations` ends with a NULL name. Retries a refused connection until the deadline. */
MUST_CHECK bool migrate(const char *url, const char *service, const struct migration *migrations,
                        int deadline_ms, struct error *err);

/* False only when it cannot be told. Not bound: the URL's role is a superuser or has BYPASSRLS, so that row
 * level security is nothing to it. Blocking, as migrate. */
MUST_CHECK bool role_is_bound(const char *url, int deadline_ms, bool *ret_is_bound, struct error *err);
