/* store/place.h: where blobs are, by tenant and id: a folder, or a bucket.
 *
 * Whoever reads at the same time sees a blob whole, or not at all. Several processes may share a place. How
 * much is in it is counted anew by each sweep, so copies go over a quota by at most what the others have put
 * there since. All calls block, but none for long; one thread at a time. Errors say what the system says. */
#pragma once

#include "base/mem.h"
#include "store/outcome.h"
#include "store/seal.h"

#define PLACE_BLOB_MAX (64 << 20) /* nothing that is longer is read */

struct place {
    const struct place_kind *kind;
};

struct place_limits {
    int64_t tenant_bytes, all_bytes;
    int64_t keep_ms; /* what does not say by itself when it ends */
};

struct place_counts {
    int64_t bytes, blobs, erased;
    bool is_partial; /* there is more to go through: sweep again at once */
};

struct place_kind {
    /* Makes what is missing of it. */
    bool (*open)(struct place *place, struct error *err);
    /* In the place of what has that id, if anything has. The tenant's name and the id are good ones. */
    enum media_outcome (*put)(struct place *place, struct str tenant, struct str id, struct str blob,
                              struct error *err);
    /* The whole blob, or its head if `head` is there: then SEAL_HEAD_BYTES, or what there is. The size is
     * that of the blob, which is for mem_free. */
    enum media_outcome (*get)(struct place *place, struct str tenant, struct str id, unsigned char *head,
                              unsigned char **ret_blob, size_t *ret_size, struct error *err);
    enum media_outcome (*remove)(struct place *place, struct str tenant, struct str id, struct error *err);
    /* Erases what has ended, and what was never finished; counts the rest. */
    bool (*sweep)(struct place *place, int64_t now_ms, struct place_counts *ret_counts, struct error *err);
    void (*free)(struct place *place);
};
