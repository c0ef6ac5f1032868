/* store/migrate.h: brings a database to the schema that this program needs. Blocking, before the loop runs.
 *
 * Migrations are numbered SQL files (001_products.sql), built into the program as a table. Each is applied
 * once, in a transaction, under an advisory lock, so copies that start together wait for each other; its
 * SHA-256 is kept, and a file that was changed after it was applied stops the process. A database that is
 * ahead is left alone and warned of. */
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
