/* import.h: a file's products into the catalogue: read, mapped, sent in batches with several in flight. */
#pragma once

#include "cli.h"
#include "rows/mapping.h"
#include "rows/rows.h"

struct import_plan {
    const char *path;
    enum row_format format;
    const struct mapping *mapping; /* NULL: see `map_csv` */
    const struct mapping *map_csv; /* for CSV without a map */
    struct str map_name;           /* for the state's name: another map is another import */
    bool restart;
    bool replace;
    FILE *rejects; /* every rejected line is written to it; NULL: none */
};

struct import_result {
    int64_t read, accepted, rejected, deleted;
    int64_t resumed_after; /* records that an earlier run had done */
    int64_t took_ms;
    bool is_complete;
};

/* The first rejected lines, for the report. */
enum { IMPORT_SHOWN_MAX = 100 };
struct import_rejects {
    struct {
        int64_t line;
        const char *reason;
    } shown[IMPORT_SHOWN_MAX];
    size_t count;
};

/* Returns an exit code; what went wrong has been told. */
int import_run(struct cli *cli, const struct import_plan *plan, struct import_result *ret_result,
               struct import_rejects *ret_rejects);
