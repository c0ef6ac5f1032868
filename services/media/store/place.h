/* store/place.h: where blobs are, by tenant and id: a folder, or a bucket.
 *
 * Whoever reads at the same time sees a blob whole, or not at all. Several processes may share a place. How
 * much is in it is counted anew by each sweep, so copies go over a quota by at most what the others have put
 * there since. All calls block, but none for long; one thread at a time. Errors say what the system says. */
#pragma once

#include "base/mem.h"
#include "store/outcome.h"
#include "store/seal.h"
#include "store/usage.h"

#define PLACE_BLOB_MAX (64 << 20) /* nothing that is longer is read */

/* A blob's name is the id of a medium. What belongs to an upload has an id of its own, behind one of these.
 */
#define PLACE_UPLOAD    'u' /* the sheet of one that goes on, */
#define PLACE_FINISHED  'f' /* or of one that does not any more */
#define PLACE_PART      'p'
#define PLACE_NAME_SIZE (MEDIA_ID_SIZE + 1)
#define UPLOAD_KEEP_MS  3600000 /* all of these; or as long as media, if that is less */

bool place_name_is_good(struct str name);
bool place_name_is_of_upload(struct str name); /* of a good one */

struct place_limits {
    int64_t tenant_bytes, all_bytes;
    int64_t keep_ms; /* of media */
};

struct place {
    const struct place_kind *kind;
    int64_t keep_ms;
    struct usages usages; /* as of the last sweep, and what came and went since */
};

/* How long what does not say so by itself stays. */
int64_t place_keep_ms(const struct place *place, bool is_of_upload);

struct place_counts {
    int64_t bytes, blobs, erased;
    bool is_partial; /* there is more to go through: sweep again at once */
};

/* What a sweep has gone through and leaves. */
void place_count(struct usages *usages, struct place_counts *counts, struct str tenant, struct str name,
                 int64_t bytes);

struct place_kind {
    /* Makes what is missing of it. */
    bool (*open)(struct place *place, struct error *err);
    /* In the place of what has that name, if anything has. The tenant's name and the blob's are good ones. */
    enum media_outcome (*put)(struct place *place, struct str tenant, struct str name, struct str blob,
                              struct error *err);
    /* The whole blob, or its head if `head` is there: then SEAL_HEAD_BYTES, or what there is. The size is
     * that of the blob, which is for mem_free. */
    enum media_outcome (*get)(struct place *place, struct str tenant, struct str name, unsigned char *head,
                              unsigned char **ret_blob, size_t *ret_size, struct error *err);
    enum media_outcome (*remove)(struct place *place, struct str tenant, struct str name, struct error *err);
    /* Erases what has ended, and what was never finished; counts the rest. */
    bool (*sweep)(struct place *place, int64_t now_ms, struct place_counts *ret_counts, struct error *err);
    void (*free)(struct place *place);
};
