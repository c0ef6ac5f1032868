/* mp4.h: the AAC frames of an M4A or MP4 file. Pure; borrows the bytes.
 *
 * A small part of MP4, read strictly: the first track of kind mp4a, its tables of sizes and places; no
 * fragments, no encryption. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

struct mp4 {
    struct str bytes;
    struct str config;                            /* the decoder's, as of ISO 14496-3 */
    struct str sizes, chunks_of, places;          /* the tables stsz, stsc, and stco or co64 */
    size_t place_bytes;                           /* 4 or 8 */
    uint32_t frame, frames, chunk, left_in_chunk; /* where we are */
    uint32_t run;                                 /* of chunks_of */
    uint64_t at;
};

MUST_CHECK bool mp4_open(struct str bytes, struct mp4 *ret_file, struct error *err);
/* The next frame; *ret_frame is STR_NONE at the end. */
MUST_CHECK bool mp4_next(struct mp4 *file, struct str *ret_frame, struct error *err);
