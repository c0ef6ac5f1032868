/* fold/sql.c: the statements of the fold driver. One that must change all its rows divides by whether it did:
 * zero fails the whole transaction with "division_by_zero", and the driver knows by its place which it was.
 *
 * States are written by one upsert for all: it goes through the primary key whatever the planner thinks of
 * the table's size, where an UPDATE joined with the values would be planned anew wrong on an empty table. */
#include <stdio.h>

#include "base/tenant.h"
#include "fold/sql.h"
#include "json/message.h"

const char sql_acquire[] = "INSERT INTO fold_offsets AS o (topic, partition, epoch, next_offset, unsent) "
                           "VALUES ($1, $2, 1, -1, '') ON CONFLICT (topic, partition) "
                           "DO UPDATE SET epoch = o.epoch + 1, changed_at = now() "
                           "RETURNING epoch, next_offset, unsent, moves, told_again_at";

const char sql_move[] =
    "WITH moved AS (UPDATE fold_offsets SET next_offset = greatest(next_offset, $4), unsent = $5, "
    "moves = moves + 1, changed_at = now() WHERE topic = $1 AND partition = $2 AND epoch = $3 RETURNING 1) "
    "SELECT 1 / count(*) FROM moved";

const char sql_no_unsent[] =
    "UPDATE fold_offsets SET unsent = '' WHERE topic = $1 AND partition = $2 AND epoch = $3 "
    "AND moves = $4";

const char sql_told_again[] =
    "WITH noted AS (UPDATE fold_offsets SET told_again_at = greatest(told_again_at, $4) "
    "WHERE topic = $1 AND partition = $2 AND epoch = $3 RETURNING 1) SELECT 1 / count(*) FROM noted";

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

/* The states that changed: an array for each column. */
static char *fill_write(const struct fold *fold)
{
    const char *labels = fold->labels ? ", belongs_to, title" : "";
    const char *values = fold->labels ? ", $9, $10" : "";
    const char *update = fold->labels ? ", belongs_to = excluded.belongs_to, title = excluded.title" : "";
    char pattern[1024];

    snprintf(
        pattern, sizeof(pattern),
        "WITH written AS (INSERT INTO %% (id, tenant_id, version, state, book, partition, is_waiting, "
        "due_at%s) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8%s) ON CONFLICT (id) DO UPDATE SET "
        "version = excluded.version, state = excluded.state, book = excluded.book, "
        "partition = excluded.partition, is_waiting = excluded.is_waiting, due_at = excluded.due_at, "
        "updated_at = now()%s WHERE %%.tenant_id = excluded.tenant_id AND %%.version = excluded.version - 1 "
        "RETURNING 1) SELECT 1 / (count(*) = cardinality($1))::int FROM written",
        labels, values, update);
    return fill(pattern, fold->table);
}

void sql_make(struct sql *sql, const struct fold *fold)
{
    const char *table = fold->table;

    sql->load =
        fill("SELECT id, version, state, book FROM % WHERE id = ANY(string_to_array($1, E'\\n'))", table);
    sql->write = fill_write(fold);
    sql->forget = fill("DELETE FROM %_records WHERE owner = ANY($1)", table);
    sql->keep = fill("INSERT INTO %_records (id, owner, tenant_id, record) "
                     "SELECT * FROM unnest($1, $2, $3, $4) "
                     "ON CONFLICT (id) DO UPDATE SET record = coalesce(excluded.record, %_records.record), "
                     "changed_at = now() WHERE %_records.owner = excluded.owner",
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
    mem_free(sql->write);
    mem_free(sql->forget);
    mem_free(sql->keep);
    mem_free(sql->records);
    mem_free(sql->due);
}

struct instance *instance_from_parts(const struct fold *fold, struct str key, int64_t version,
                                     struct str state, struct str book, struct arena *arena)
{
    struct instance *instance = arena_new_of(arena, struct instance);

    instance->key = str_copy(arena, key);
    instance->tenant = tenant_of_key(instance->key, &instance->id);
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
    return instance_from_parts(fold, pg_text(rows, row, 0), pg_int(rows, row, 1), pg_text(rows, row, 2),
                               pg_text(rows, row, 3), arena);
}
