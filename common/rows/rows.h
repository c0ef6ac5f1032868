/* rows.h: the records of an import file, one after the other, in bounded memory.
 *
 * A row is a line of JSON, or a record of CSV with the names from the header line. A row that cannot be read
 * is told with its reason and does not end the reading. Pure but for `read`. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "json/json.h"

#define ROW_MAX_BYTES (1 << 20)

enum row_format { ROWS_JSON, ROWS_CSV, ROWS_GUESS }; /* GUESS: JSON if the first character is {, else CSV */

struct rows;

struct row {
    int64_t number; /* of the record, from 1; blank lines and the header do not count */
    int64_t line;   /* where it begins, from 1 */
    bool is_bad;    /* err says why */
    struct error err;
    struct str json;            /* of JSON; borrowed until the next row */
    struct json_member *fields; /* of CSV, in the arena; empty ones are left out */
    size_t field_count;
};

/* Puts up to `size` bytes into `room`: how many, 0 at the end, -1 with *err set. */
typedef ptrdiff_t rows_read_fn(void *owner, char *room, size_t size, struct error *err);

struct rows *rows_new(rows_read_fn *read, void *owner, enum row_format format);
/* false: the end, with err->origin NULL, or a failure that ends the reading. */
MUST_CHECK bool rows_next(struct rows *rows, struct arena *arena, struct row *ret_row, struct error *err);
enum row_format rows_format(const struct rows *rows); /* known once a row was asked for */
void rows_free(struct rows *rows);                    /* NULL does nothing */
