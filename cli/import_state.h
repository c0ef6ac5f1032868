/* import_state.h: how far an import has come, on disk, so that the same command goes on where it was stopped.
 *
 * A small file in $XDG_STATE_HOME/steward (~/.local/state/steward), named after what is imported, by which
 * map, to where. Without such a folder, or from standard input, nothing is kept. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct import_state {
    int64_t done;     /* records that were dealt with, from the first */
    int64_t accepted; /* of these */
    int64_t rejected;
};

/* Where the state of this import is kept; NULL: nowhere. */
const char *import_state_path(const char *file_identity, struct str purpose, struct arena *arena);
bool import_state_read(const char *path, struct import_state *ret_state); /* false: there is none */
bool import_state_write(const char *path, const struct import_state *state);
void import_state_forget(const char *path);
