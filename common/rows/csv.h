/* csv.h: one record of a CSV text (RFC 4180), pure.
 *
 * Fields are separated by commas, records by LF or CRLF; a field with a comma, quote or line break stands in
 * double quotes, a quote in it is doubled. Anything else is refused, not guessed at. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

enum csv_verdict {
    CSV_RECORD, /* one record; *ret_used bytes were taken */
    CSV_MORE,   /* the text ends within the record: come again with more of it */
    CSV_BAD,    /* *err says why; *ret_used bytes lead to the next line */
};

struct csv_record {
    struct str *fields; /* in the arena */
    size_t count;
    size_t lines; /* how many lines it took */
};

/* Reads the record at the front of `text`, which is not empty. is_end: nothing follows. */
MUST_CHECK enum csv_verdict csv_read(struct str text, bool is_end, struct arena *arena,
                                     struct csv_record *ret_record, size_t *ret_used, struct error *err);
