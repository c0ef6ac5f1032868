/* store/folder_parts.h: what the files of the folder share. Nobody else includes it. */
#pragma once

#include "base/map.h"
#include "base/tenant.h"
#include "store/folder.h"

#define FOLDER_PATH_MAX 4096

struct usage {
    char tenant[TENANT_ID_MAX + 1];
    int64_t bytes;
};

struct folder {
    char *path;
    struct folder_limits limits;
    struct map usages; /* struct usage by tenant */
    int64_t bytes;     /* of all */
};

#define FOLDER_BLOBS      "blobs"
#define FOLDER_UNFINISHED "unfinished"
#define FOLDER_OF         "of-" /* before a tenant's name, which may be a dot or two */

struct usage *folder_usage(struct folder *folder, struct str tenant); /* made if it is not there */
void folder_forget_usages(struct folder *folder);
void folder_count(struct folder *folder, struct usage *usage, int64_t change);
int64_t folder_blocks(int64_t bytes); /* what a file of that length takes */
