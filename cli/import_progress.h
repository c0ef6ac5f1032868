/* import_progress.h: the line on the terminal that says how far an import is. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct import_progress {
    bool is_on; /* standard error is a terminal */
    int64_t started_ms, shown_ms;
};

void import_progress_start(struct import_progress *progress, bool is_wanted);
void import_progress_show(struct import_progress *progress, int64_t records, int64_t rejected, double share);
void import_progress_end(struct import_progress *progress);
