/* matroska.h: the Opus packets of a WebM or Matroska file, as browsers record it. Pure; borrows the bytes.
 *
 * A small part of Matroska, read strictly: the first Opus track, no lacing, no encryption, no EBML of other
 * versions. Masters that matter are walked through as if they had no end, so that a live recording, whose
 * sizes are not known, is read like any other. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

struct matroska {
    struct str bytes;
    size_t at;
    uint64_t track;        /* the number of the one that is read */
    struct str codec_head; /* its "OpusHead" */
};

/* Reads up to the first cluster. */
MUST_CHECK bool matroska_open(struct str bytes, struct matroska *ret_file, struct error *err);
/* The next packet; *ret_packet is STR_NONE at the end. */
MUST_CHECK bool matroska_next(struct matroska *file, struct str *ret_packet, struct error *err);
