/* store/folder_parts.h: what the files of the folder share. Nobody else includes it. */
#pragma once

#include "store/folder.h"

#define FOLDER_PATH_MAX 4096

struct folder {
    struct place place;
    char *path;
};

#define FOLDER_BLOBS      "blobs"
#define FOLDER_UNFINISHED "unfinished"
#define FOLDER_OF         "of-" /* before a tenant's name, which may be a dot or two */

int64_t folder_blocks(int64_t bytes); /* what a file of that length takes */
bool folder_sweep(struct place *place, int64_t now_ms, struct place_counts *ret_counts, struct error *err);
