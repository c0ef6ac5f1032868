/* store/pg_batch.h: a batch of statements as it is built, sent and answered. Private to the module.
 *
 * A batch is on one list at a time: the pool's waiting, a connection's in flight, the pool's finished, or
 * spare. */
#pragma once

#include <libpq-fe.h>

#include "base/heap.h"
#include "base/list.h"
#include "store/postgres.h"

#define PG_SQL_MAX     512                /* different statements of a process */
#define PG_PARAMS_MAX  64                 /* of one statement */
#define PG_BATCH_BYTES (64 * 1024 * 1024) /* of parameters */

/* The statements that were ever added, by the address of their text; their place is their name on a
 * connection. */
struct pg_sql {
    const char *text;
    Oid types[PG_PARAMS_MAX];
    int params;
};
struct pg_sqls {
    struct pg_sql *all;
    int count;
    int slots[PG_SQL_MAX * 2]; /* place + 1, found by address; 0: free */
};
int pg_sql_place(struct pg_sqls *sqls, const char *sql, const struct pg_param *params, size_t count);

Oid pg_element_type(enum pg_kind of); /* of the elements of an array */

struct pg_value {
    size_t at; /* in the batch's data */
    int len;   /* -1: NULL */
    int format;
};
struct pg_statement {
    int sql;
    int params;
    size_t first; /* of its values */
};

struct pg_batch {
    struct link link;
    struct heap_item due;
    struct postgres *pg;
    struct pg_connection *connection; /* NULL: not in flight */
    struct pg_statement *statements;
    size_t count, statements_room;
    struct pg_value *values;
    size_t value_count, values_room;
    struct buf data;
    PGresult **results;
    size_t results_room;
    size_t preamble; /* of the statements, those that are ours: their results are nobody's */
    size_t answered; /* statements that are complete */
    int preparing; /* statements of it still being prepared, each with a Sync of its own before the batch's */
    bool is_too_large;
    bool is_refused; /* the server refused it: `error`, `sqlstate`, `failed` hold */
    bool is_unknown;
    int failed;
    char sqlstate[6];
    struct error error;
    pg_done_fn *done;
    void *owner;
    int64_t sent_us;
};

void pg_batch_add(struct pg_batch *batch, struct pg_sqls *sqls, const char *sql,
                  const struct pg_param *params, size_t count);
void pg_batch_clear(struct pg_batch *batch); /* empty again, memory kept */
void pg_batch_free(struct pg_batch *batch);
void pg_batch_take(struct pg_batch *batch, PGresult *result); /* of the statement at `answered` */
/* `statement`: -1 while preparing or committing. Keeps the first error only. */
void pg_batch_refuse(struct pg_batch *batch, const PGresult *result, int statement);
/* Its outcome will not be known, unless it is already. `why` reaches clients: no addresses, no names. */
void pg_batch_give_up(struct pg_batch *batch, const char *why);
void pg_batch_answer(struct pg_batch *batch); /* calls done */
