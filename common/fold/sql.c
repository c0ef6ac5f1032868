/* fold/sql.c: the statements of the fold driver. One that must change exactly one row divides by the number
 * of rows it changed: zero fails the whole transaction with "division_by_zero", and the driver knows by its
 * place which it was. */
#include <stdio.h>

#include "fold/parts.h"
#include "json/message.h"

const char sql_acquire[] = "INSERT INTO fold_offsets AS o (topic, partition, epoch, next_offset, unsent) "
                           "VALUES ($1, $2, 1, -1, '') ON CONFLICT (topic, partition) "
                           "DO UPDATE SET epoch = o.epoch + 1, changed_at = now() "
                           "RETURNING epoch, next_offset, unsent, moves";

const char sql_move[] =
    "WITH moved AS (UPDATE fold_offsets SET next_offset = greatest(next_offset, $4), unsent = $5, "
    "moves = moves + 1, changed_at = now() WHERE topic = $1 AND partition = $2 AND epoch = $3 RETURNING 1) "
    "SELECT 1 / count(*) FROM moved";

const char sql_no_unsent[] =
    "UPDATE fold_offsets SET unsent = '' WHERE topic = $1 AND partition = $2 AND epoch = $3 "
    "AND moves = $4";

static char *fill(const char *pattern, const char *table)
{
    struct buf out = {0};

    for (const char *at = pattern; *at; at++) {
        if (*at == '%')
            buf_str(&out, str_of(table));
        else
            buf_char(&out, *at);
    }
    return out.data;
}

void sql_make(struct sql *sql, const char *table)
{
    sql->load =
        fill("SELECT id, tenant_id, version, state, book FROM % WHERE id = ANY(string_to_array($1, E'\\n'))",
             table);
    sql->insert = fill(
        "WITH made AS (INSERT INTO % (id, tenant_id, version, state, book, partition, is_waiting, due_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING 1) "
        "SELECT 1 / count(*) FROM made",
        table);
    sql->update = fill("WITH changed AS (UPDATE % SET version = $3, state = $4, book = $5, partition = $6, "
                       "is_waiting = $7, due_at = $8, updated_at = now() "
                       "WHERE id = $1 AND tenant_id = $2 AND version = $3 - 1 RETURNING 1) "
                       "SELECT 1 / count(*) FROM changed",
                       table);
    sql->keep = fill("INSERT INTO %_records (id, owner, tenant_id, record) VALUES ($1, $2, $3, $4) "
                     "ON CONFLICT (id) DO UPDATE SET record = coalesce(excluded.record, %_records.record), "
                     "changed_at = now() "
                     "WHERE %_records.owner = excluded.owner",
                     table);
    sql->records = fill(
        "SELECT id, record FROM %_records WHERE record IS NOT NULL AND id = ANY(string_to_array($1, E'\\n'))",
        table);
    sql->due = fill("SELECT id, partition, due_at FROM % WHERE is_waiting AND due_at < $1 "
                    "AND partition = ANY(string_to_array($2, ',')::int[]) LIMIT 10000",
                    table);
}

void sql_free(struct sql *sql)
{
    mem_free(sql->load);
    mem_free(sql->insert);
    mem_free(sql->update);
    mem_free(sql->keep);
    mem_free(sql->records);
    mem_free(sql->due);
}

struct instance *instance_from_parts(const struct fold *fold, struct str key, struct str tenant,
                                     int64_t version, struct str state, struct str book, struct arena *arena)
{
    struct instance *instance = arena_new_of(arena, struct instance);

    instance->key = str_copy(arena, key);
    instance->tenant = str_copy(arena, tenant);
    instance->version = version;
    instance->state = message_unpack(fold->state, str_copy(arena, state), arena, NULL);
    instance->book = (Steward__V1__FoldBook *)message_unpack(&steward__v1__fold_book__descriptor,
                                                             str_copy(arena, book), arena, NULL);
    if (!instance->state || !instance->book)
        return NULL;
    instance->told_before = instance->book->n_told;
    return instance;
}

struct instance *instance_from_row(const struct fold *fold, const struct pg_result *rows, int row,
                                   struct arena *arena)
{
    return instance_from_parts(fold, pg_text(rows, row, 0), pg_text(rows, row, 1), pg_int(rows, row, 2),
                               pg_text(rows, row, 3), pg_text(rows, row, 4), arena);
}
