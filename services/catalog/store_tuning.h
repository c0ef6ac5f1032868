/* store_tuning.h: the SQL of merchandising rules and synonyms. Every statement that changes something begins
 * with store_tuning_begin in its batch, as with store.h. */
#pragma once

#include "base/arena.h"
#include "store/postgres.h"

/* Kinds, as the table has them. */
#define TUNING_RULE    "rule"
#define TUNING_SYNONYM "synonym"

void store_tuning_begin(struct pg_batch *batch);
/* Results: a row (sequence, version). None: `most` are there already, or it is not there to be deleted. */
void store_tuning_put(struct pg_batch *batch, struct str tenant_id, struct str kind, struct str id,
                      struct str content, int64_t most);
void store_tuning_delete(struct pg_batch *batch, struct str tenant_id, struct str kind, struct str id);
/* Rows of (content), by id. */
void store_tuning_list(struct pg_batch *batch, struct str tenant_id, struct str kind, struct str after_id,
                       int64_t limit);

/* The changes after `sequence`, in order: rows for store_tuning_change. */
void store_tuning_changes(struct pg_batch *batch, int64_t sequence, int64_t limit);
struct tuning_change {
    int64_t sequence;
    struct str tenant_id, kind, id;
    struct str content; /* data NULL: deleted */
};
struct tuning_change store_tuning_change(const struct pg_result *result, int row);

void store_tuning_purge(struct pg_batch *batch); /* of what was deleted a month ago */
