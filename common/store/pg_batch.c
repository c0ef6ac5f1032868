/* store/pg_batch: the memory of a batch: parameters copied into one block in the form that goes to the
 * server, results as libpq gave them. A batch is used again and again, so in the long run building one
 * allocates nothing. */
#include "store/pg_batch.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/pg_error.h"

enum {
    OID_ANY = 0,
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_TEXT = 25,
    OID_BOOLS = 1000,
    OID_BYTEAS = 1001,
    OID_TEXTS = 1009,
    OID_INT8S = 1016,
};

static const Oid type_of_kind[] = {
    [PG_TEXT] = OID_ANY,    [PG_BYTES] = OID_BYTEA,    [PG_INT] = OID_INT8,   [PG_BOOL] = OID_BOOL,
    [PG_TEXTS] = OID_TEXTS, [PG_BYTESES] = OID_BYTEAS, [PG_INTS] = OID_INT8S, [PG_BOOLS] = OID_BOOLS,
};

Oid pg_element_type(enum pg_kind of)
{
    return of == PG_TEXT ? OID_TEXT : type_of_kind[of];
}

static void stop_for_bug(const char *what, const char *sql)
{
    log_error(what, {"sql", LOG_TEXT(sql)});
    abort();
}

static int remember_sql(struct pg_sqls *sqls, const char *text, const struct pg_param *params, size_t count)
{
    struct pg_sql *sql;

    if (sqls->count == PG_SQL_MAX)
        stop_for_bug("too many different statements: their texts must be static", text);
    if (count > PG_PARAMS_MAX)
        stop_for_bug("too many parameters in a statement", text);
    sqls->all = mem_grow(sqls->all, (size_t)sqls->count + 1, sizeof(*sqls->all));
    sql = &sqls->all[sqls->count];
    sql->text = text;
    sql->params = (int)count;
    for (size_t i = 0; i < count; i++)
        sql->types[i] = type_of_kind[params[i].kind];
    return sqls->count++;
}

int pg_sql_place(struct pg_sqls *sqls, const char *sql, const struct pg_param *params, size_t count)
{
    size_t slot = (((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 40) % COUNT_OF(sqls->slots);

    for (;; slot = (slot + 1) % COUNT_OF(sqls->slots)) {
        int place = sqls->slots[slot] - 1;

        if (place < 0) {
            place = remember_sql(sqls, sql, params, count);
            sqls->slots[slot] = place + 1;
        }
        if (sqls->all[place].text != sql)
            continue;
        if (sqls->all[place].params != (int)count)
            stop_for_bug("a statement's number of parameters changed", sql);
        return place;
    }
}

/* Doubles when full, so that adding stays cheap. */
static void *make_room(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : 32;
    return mem_grow(array, *room, size);
}

/* Text goes as text, so that the server may read it as whatever type the statement needs. With a NUL inside
 * it would be cut there without a word; sent as binary the server refuses it. */
static void add_value(struct pg_batch *batch, const struct pg_param *param)
{
    struct pg_value *value;
    uint64_t big_endian = htobe64((uint64_t)param->integer);
    char flag = param->integer != 0;

    batch->values = make_room(batch->values, batch->value_count, &batch->values_room, sizeof(*batch->values));
    value = &batch->values[batch->value_count++];
    *value = (struct pg_value){.at = batch->data.len, .format = 1, .len = (int)param->text.len};
    switch (param->kind) {
    case PG_INT:
        value->len = sizeof(big_endian);
        buf_add(&batch->data, &big_endian, sizeof(big_endian));
        return;
    case PG_BOOL:
        value->len = 1;
        buf_add(&batch->data, &flag, 1);
        return;
    case PG_TEXT:
        value->format = param->text.len && memchr(param->text.data, 0, param->text.len);
        break;
    default:
        break;
    }
    if (!param->text.data)
        value->len = -1;
    else if (param->text.len <= PG_BATCH_BYTES) {
        buf_add(&batch->data, param->text.data, param->text.len);
        buf_char(&batch->data, '\0');
    } else
        batch->is_too_large = true;
}

void pg_batch_clear(struct pg_batch *batch)
{
    for (size_t i = 0; i < batch->answered; i++)
        PQclear(batch->results[i]);
    batch->count = batch->value_count = batch->answered = batch->preamble = 0;
    batch->is_refused = batch->is_unknown = batch->is_too_large = false;
    batch->preparing = 0;
    batch->connection = NULL;
    buf_clear(&batch->data);
}

void pg_batch_free(struct pg_batch *batch)
{
    pg_batch_clear(batch);
    buf_free(&batch->data);
    mem_free(batch->statements);
    mem_free(batch->values);
    mem_free(batch->results);
    mem_free(batch);
}

void pg_batch_add(struct pg_batch *batch, struct pg_sqls *sqls, const char *sql,
                  const struct pg_param *params, size_t count)
{
    struct pg_statement *statement;

    batch->statements =
        make_room(batch->statements, batch->count, &batch->statements_room, sizeof(*batch->statements));
    batch->results = make_room(batch->results, batch->count, &batch->results_room, sizeof(*batch->results));
    statement = &batch->statements[batch->count++];
    statement->sql = pg_sql_place(sqls, sql, params, count);
    statement->params = (int)count;
    statement->first = batch->value_count;
    for (size_t i = 0; i < count; i++)
        add_value(batch, &params[i]);
}

void pg_batch_take(struct pg_batch *batch, PGresult *result)
{
    batch->results[batch->answered++] = result;
}

/* A statement that could not be prepared fails once more where it is used; what the server said first is the
 * cause. */
void pg_batch_refuse(struct pg_batch *batch, const PGresult *result, int statement)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (!batch->is_refused) {
        batch->is_refused = true;
        snprintf(batch->sqlstate, sizeof(batch->sqlstate), "%s", sqlstate ? sqlstate : "");
        error_set(&batch->error, pg_error_policy(batch->sqlstate), "postgres", "%s (%s)",
                  message ? message : "refused", batch->sqlstate);
        batch->failed = statement;
    } else if (batch->failed < 0)
        batch->failed = statement;
}

void pg_batch_give_up(struct pg_batch *batch, const char *why)
{
    if (batch->is_refused)
        return;
    batch->is_refused = batch->is_unknown = true;
    batch->failed = -1;
    batch->sqlstate[0] = '\0';
    error_set(&batch->error, ERROR_RETRY, "postgres", "%s", why);
}

void pg_batch_answer(struct pg_batch *batch)
{
    struct pg_outcome outcome = {.sqlstate = "", .failed_statement = -1, .is_unknown = batch->is_unknown};

    if (batch->is_refused) {
        outcome.err = &batch->error;
        outcome.sqlstate = batch->sqlstate;
        outcome.failed_statement =
            batch->failed < (int)batch->preamble ? -1 : batch->failed - (int)batch->preamble;
    } else {
        outcome.count = batch->count - batch->preamble;
        outcome.results = (const struct pg_result *const *)batch->results + batch->preamble;
    }
    if (batch->done)
        batch->done(batch->owner, &outcome);
}

static const PGresult *native(const struct pg_result *result)
{
    return (const PGresult *)result;
}

int pg_rows(const struct pg_result *result)
{
    return PQntuples(native(result));
}

int64_t pg_affected(const struct pg_result *result)
{
    int64_t rows = 0;

    return str_to_int64(str_of(PQcmdTuples((PGresult *)(uintptr_t)result)), &rows) ? rows : 0;
}

bool pg_is_null(const struct pg_result *result, int row, int column)
{
    return PQgetisnull(native(result), row, column);
}

struct str pg_text(const struct pg_result *result, int row, int column)
{
    if (PQgetisnull(native(result), row, column))
        return STR_NONE;
    return str_n(PQgetvalue(native(result), row, column), (size_t)PQgetlength(native(result), row, column));
}

int64_t pg_int(const struct pg_result *result, int row, int column)
{
    const char *bytes = PQgetvalue(native(result), row, column);
    uint64_t big = 0;
    uint32_t middle = 0;
    uint16_t small = 0;

    switch (PQgetlength(native(result), row, column)) {
    case 8:
        memcpy(&big, bytes, sizeof(big));
        return (int64_t)be64toh(big);
    case 4:
        memcpy(&middle, bytes, sizeof(middle));
        return (int32_t)be32toh(middle);
    case 2:
        memcpy(&small, bytes, sizeof(small));
        return (int16_t)be16toh(small);
    case 1:
        return bytes[0] != 0;
    default:
        return 0;
    }
}
