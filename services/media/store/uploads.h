/* store/uploads.h: what is sent in pieces, and goes on where it broke off.
 *
 * Each piece is kept, sealed, before it is answered; with the last one a medium is made of them as by
 * media_store_put. An upload that goes on ends an hour after it began, or when media end if that is sooner.
 * Of those of an upload that are added at the same time, to several copies of the service, one counts, and
 * the others are answered with where it goes on by the next. All as the orders of store/store.h. */
#pragma once

#include "store/store.h"

#define UPLOADS_MAX 256 /* of a tenant that go on; past it MEDIA_FULL */

/* The answer's `upload` is its id. */
void media_upload_begin(struct media_store *store, struct str tenant, int64_t length, media_done_fn *done,
                        void *owner);
/* Where it is. The answer's `id` is that of the medium, or empty while it goes on. */
void media_upload_stat(struct media_store *store, struct str tenant, struct str upload, media_done_fn *done,
                       void *owner);
/* The bytes are copied. MEDIA_ELSEWHERE: it does not go on at `offset`, or not for so long. Of what is no
 * medium once it is whole, nothing stays. */
void media_upload_add(struct media_store *store, struct str tenant, struct str upload, int64_t offset,
                      struct str bytes, media_done_fn *done, void *owner);
/* What is kept of it; not the medium that was made of it. */
void media_upload_remove(struct media_store *store, struct str tenant, struct str upload, media_done_fn *done,
                         void *owner);
