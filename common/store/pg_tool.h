/* store/pg_tool.h: PostgreSQL for tools: blocking, a connection for each question, and Postgres' own
 * programs.
 *
 * Not for services: it would hold up their loop. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"

#define PG_TOOL_NAME "steward-tool" /* application_name of its connections */

/* Rows of text; NULL is "". They live in the arena. */
struct pg_rows {
    const char *const *cells; /* row by row */
    int rows, columns;
};

/* One statement with text parameters, and the rows of all tenants. RETRY: the server is not there. */
MUST_CHECK bool pg_tool_ask(const char *url, const char *sql, const char *const *params, int count,
                            struct arena *arena, struct pg_rows *ret_rows, struct error *err);

/* Runs pg_dump, pg_restore or the like on that database, and waits for its end. `argv` ends with NULL; where
 * to connect goes by the environment, so that no password is seen among the processes. Standard input and
 * output go nowhere. *err has the last line of its complaint. */
MUST_CHECK bool pg_tool_run(const char *url, const char *const *argv, struct error *err);
