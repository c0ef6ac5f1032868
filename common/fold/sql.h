/* fold/sql.h: the statements of one fold, made once, and instances from their rows. Inside of the driver
 * only. */
#pragma once

#include "fold/decide.h"
#include "fold/fold.h"
#include "store/postgres.h"

struct sql {
    char *load, *write, *forget, *keep, *records, *due;
};

extern const char sql_acquire[], sql_move[], sql_no_unsent[], sql_told_again[];
void sql_make(struct sql *sql, const struct fold *fold);
void sql_free(struct sql *sql);
/* The instance of a row that sql.load gave; NULL: cannot be read. */
struct instance *instance_from_row(const struct fold *fold, const struct pg_result *rows, int row,
                                   struct arena *arena);
struct instance *instance_from_parts(const struct fold *fold, struct str key, int64_t version,
                                     struct str state, struct str book, struct arena *arena);
