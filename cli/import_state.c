/* import_state: see import_state.h. Written beside and renamed, so that a crash leaves the old or the new
 * one. */
#include "import_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"

static const char *folder_of_state(struct arena *arena)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state && *state == '/')
        return str_printf(arena, "%s/steward", state);
    return home && *home == '/' ? str_printf(arena, "%s/.local/state/steward", home) : NULL;
}

static bool make_folders(const char *path, struct arena *arena)
{
    char *part = str_c(arena, str_of(path));

    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0700);
        *slash = '/';
    }
    return mkdir(part, 0700) == 0 || access(part, W_OK) == 0;
}

const char *import_state_path(const char *file_identity, struct str purpose, struct arena *arena)
{
    const char *folder = folder_of_state(arena);
    char name[ID_SIZE];

    if (!file_identity || !folder || !make_folders(folder, arena))
        return NULL;
    id_derive(name, str_of(file_identity), purpose);
    return str_printf(arena, "%s/import-%s", folder, name);
}

bool import_state_read(const char *path, struct import_state *ret_state)
{
    FILE *file = path ? fopen(path, "re") : NULL;
    struct import_state state;
    bool is_read;

    if (!file)
        return false;
    is_read = fscanf(file, "done %" SCNd64 " accepted %" SCNd64 " rejected %" SCNd64, &state.done,
                     &state.accepted, &state.rejected) == 3 &&
              state.done >= 0 && state.accepted >= 0 && state.rejected >= 0;
    fclose(file);
    if (is_read)
        *ret_state = state;
    return is_read;
}

bool import_state_write(const char *path, const struct import_state *state)
{
    char beside[4096];
    FILE *file;
    bool is_written;

    if (!path || (size_t)snprintf(beside, sizeof(beside), "%s.new", path) >= sizeof(beside))
        return false;
    file = fopen(beside, "we");
    if (!file)
        return false;
    is_written = fprintf(file, "done %" PRId64 " accepted %" PRId64 " rejected %" PRId64 "\n", state->done,
                         state->accepted, state->rejected) > 0;
    return fclose(file) == 0 && is_written && rename(beside, path) == 0;
}

void import_state_forget(const char *path)
{
    if (path)
        unlink(path);
}
