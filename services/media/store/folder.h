/* store/folder.h: a folder of blobs, by tenant and id. Whoever else has files open or uses it at the same
 * time sees a blob whole, or not at all: it is written aside, synced, and renamed.
 *
 * Several processes may share it. How much is in it is counted anew by each sweep, so that copies go over a
 * quota by at most what the others have put there since. All calls block; one thread at a time. Errors tell
 * what the system says. */
#pragma once

#include "base/mem.h"
#include "store/outcome.h"
#include "store/seal.h"

struct folder;

struct folder_limits {
    int64_t tenant_bytes, all_bytes; /* on the disk, in blocks of FOLDER_BLOCK */
    int64_t keep_ms;                 /* what has no head that says when it ends */
};

#define FOLDER_BLOCK         4096
#define FOLDER_BLOB_MAX      (64 << 20) /* no file that is longer is read */
#define FOLDER_UNFINISHED_MS 600000     /* what was begun so long ago was left by a process that is gone */

struct folder *folder_new(const char *path, const struct folder_limits *limits);
void folder_free(struct folder *folder); /* NULL does nothing */
/* Makes what is missing of it, for its owner alone. */
MUST_CHECK bool folder_open(struct folder *folder, struct error *err);

/* In the place of what has that id, if anything has. The tenant's name and the id are good ones. */
enum media_outcome folder_put(struct folder *folder, struct str tenant, struct str id, struct str blob,
                              struct error *err);
/* The whole blob, or its head if `head` is there: then SEAL_HEAD_BYTES, or what there is. The size is that of
 * the file. A blob is for mem_free. */
enum media_outcome folder_get(struct folder *folder, struct str tenant, struct str id, unsigned char *head,
                              unsigned char **ret_blob, size_t *ret_size, struct error *err);
enum media_outcome folder_remove(struct folder *folder, struct str tenant, struct str id, struct error *err);

struct folder_counts {
    int64_t bytes, blobs, erased;
};
/* Erases what has ended, and what was never finished; counts the rest. */
MUST_CHECK bool folder_sweep(struct folder *folder, int64_t now_ms, struct folder_counts *ret_counts,
                             struct error *err);
