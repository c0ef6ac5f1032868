/* store/postgres.h: PostgreSQL without blocking, in pipeline mode, over a small pool. Owner of libpq.
 *
 * A pg_batch is one implicit transaction: its statements are sent together with one Sync, and its done
 * function is called exactly once, never inside the call that sends it: with the results in order, or with
 * the error of the first statement that failed (nothing of the batch has happened then) or of the connection
 * (the outcome is unknown if it was lost after sending: err->policy is RETRY and is_unknown is set).
 * Statements are prepared once per connection, by their text's address: pass static text, with the same kinds
 * of parameters each time. Results are binary: in the SQL, cast what is not text, bytea, bool or an integer.
 * They live until done returns. */
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "loop/loop.h"

struct postgres;
struct pg_batch;
struct pg_result;

extern const struct setting postgres_settings[]; /* STEWARD_POSTGRES_URL, _POOL, time-outs */

/* Connects in the background and again after a loss, with back-off. */
struct postgres *postgres_open(struct loop *loop, const struct config *config, const char *url);
bool postgres_is_ready(const struct postgres *pg);
const char *postgres_trouble(const struct postgres *pg); /* for operators: names the server; NULL: none */
/* Batches not answered end with an error, first; those never sent must have been dropped. NULL does nothing.
 */
void postgres_close(struct postgres *pg);

/* Parameters: text unless said otherwise; NULL if data is NULL. Copied. A PG_I64 is a bigint: cast it for
 * less. */
enum pg_kind { PG_TEXT, PG_BYTES, PG_INT, PG_BOOL, PG_TEXTS, PG_BYTESES, PG_INTS, PG_BOOLS };
struct pg_param {
    enum pg_kind kind;
    struct str text;
    int64_t integer; /* INT as bigint, and BOOL */
};
#define PG_STR(s)  ((struct pg_param){.kind = PG_TEXT, .text = (s)})
#define PG_BLOB(s) ((struct pg_param){.kind = PG_BYTES, .text = (s)})
#define PG_I64(i)  ((struct pg_param){.kind = PG_INT, .integer = (i)})
#define PG_FLAG(b) ((struct pg_param){.kind = PG_BOOL, .integer = (b)})

/* A column of values as one parameter: many rows in one statement cost far less than a statement each. All
 * values are of the first one's kind. Zeroed is empty; an empty one cannot be sent. */
struct pg_array {
    struct buf bytes; /* as it goes to the server */
    enum pg_kind of;
    uint32_t count;
};
void pg_array_add(struct pg_array *array, struct pg_param value);
struct pg_param pg_array_param(const struct pg_array *array); /* borrows */
void pg_array_free(struct pg_array *array);

struct pg_outcome {
    const struct error *err; /* NULL: done, results hold */
    const char *sqlstate;    /* of a statement's error, "23505"; "" otherwise */
    int failed_statement;    /* place in the batch; -1: not a statement's fault */
    bool is_unknown;         /* may or may not have been committed */
    size_t count;
    const struct pg_result *const *results; /* one per statement */
};
typedef void pg_done_fn(void *owner, const struct pg_outcome *outcome);

/* Sees no row that belongs to a tenant: for what belongs to none. */
struct pg_batch *pg_batch_new(struct postgres *pg);
/* Sees and writes the rows of these tenants only ("acme", or several with commas between): row level security
 * in every table that has a tenant_id, see docs/tenants.md. The setting goes with the batch, ends with its
 * transaction, and is not among its results. */
struct pg_batch *pg_batch_for(struct postgres *pg, struct str tenants);
#define PG_ALL_TENANTS STR("*") /* for what must cross them, and says why */
void pg_add(struct pg_batch *batch, const char *sql, const struct pg_param *params, size_t count);
#define PG_ADD(batch, sql, ...)                                                                              \
    pg_add(batch, sql, (const struct pg_param[]){__VA_ARGS__},                                               \
           sizeof((const struct pg_param[]){__VA_ARGS__}) / sizeof(struct pg_param))
/* Sends it when a connection is free; waits in a bounded queue until then, but fails at once while the server
 * has been away for a second. Frees the batch after done.
 * deadline_ms covers waiting and running; past it done gets an error and the statement is cancelled. */
void pg_send(struct pg_batch *batch, int deadline_ms, pg_done_fn *done, void *owner);
void pg_batch_drop(struct pg_batch *batch); /* instead of sending it */

int pg_rows(const struct pg_result *result);
int64_t pg_affected(const struct pg_result *result);
bool pg_is_null(const struct pg_result *result, int row, int column);
struct str pg_text(const struct pg_result *result, int row, int column); /* of text and bytea */
int64_t pg_int(const struct pg_result *result, int row, int column);     /* of int2, int4, int8, bool */
