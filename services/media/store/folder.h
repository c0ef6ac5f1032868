/* store/folder.h: a folder of blobs: each is written aside, synced, and renamed. */
#pragma once

#include "store/place.h"

#define FOLDER_BLOCK         4096   /* what a file takes is counted in these */
#define FOLDER_UNFINISHED_MS 600000 /* what was begun so long ago was left by a process that is gone */

/* Made by its open, for its owner alone. */
struct place *folder_new(const char *path, const struct place_limits *limits);
