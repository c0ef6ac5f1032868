/* import_parts.h: what the files of the import share. Nobody else includes it. */
#pragma once

#include "id_set.h"
#include "import.h"
#include "import_batch.h"
#include "import_file.h"
#include "import_progress.h"
#include "import_state.h"

enum { IN_FLIGHT = 4 };

struct import {
    struct cli *cli;
    const struct import_plan *plan;
    struct import_result *result;
    struct import_rejects *rejects;
    struct import_file *file;
    struct rows *rows;
    struct arena *scratch; /* of one record */

    struct link batches; /* sent and not forgotten, oldest first */
    int in_flight;
    struct map pending;         /* ids in flight or about to be: one id is in one batch at a time */
    Steward__V1__Product *held; /* in scratch: read, but its id was pending */
    int64_t held_line;
    struct id_set seen; /* for --replace */
    struct import_state state;
    const char *state_path;
    struct import_progress progress;
    bool is_end;      /* the file is read */
    bool is_stopping; /* nothing more is sent */
    int code;         /* what import_run returns */
};

void import_reject(struct import *import, int64_t line, const char *reason);
void import_stop(struct import *import, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void import_send(struct import *import, struct batch *batch);
void import_pump(struct import *import); /* fills and sends batches as long as there is room */
int import_delete_rest(struct import *import);
