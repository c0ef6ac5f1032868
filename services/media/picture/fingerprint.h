/* picture/fingerprint.h: what a picture looks like in a few bytes, to find it again when it was made smaller,
 * darker, cut at its edges or compressed. Pure. */
#pragma once

#include "picture/picture.h"

#define FINGERPRINT_GRID  8                                           /* cells each way, of brightness */
#define FINGERPRINT_CELLS 4                                           /* of colour and edges */
#define FINGERPRINT_HUES  24                                          /* 8 hues, pale, middling or strong */
#define FINGERPRINT_EDGES (FINGERPRINT_CELLS * FINGERPRINT_CELLS * 5) /* 4 directions, and none */
#define FINGERPRINT_BYTES                                                                                    \
    (FINGERPRINT_GRID * FINGERPRINT_GRID + FINGERPRINT_CELLS * FINGERPRINT_CELLS * 2 + FINGERPRINT_HUES +    \
     FINGERPRINT_EDGES)

struct fingerprint {
    uint64_t hash;                         /* like pictures differ in few of its bits */
    uint8_t descriptor[FINGERPRINT_BYTES]; /* like pictures differ little, summed over all bytes */
};

#define FINGERPRINT_CUTS 5

/* Of a part of it, which is not empty. */
void fingerprint_of(const struct picture *picture, struct area area, struct fingerprint *ret_fingerprint);
/* What is left of it without a tenth of its width and height: in the middle, and in each corner. Whoever
 * takes a photo of it seldom has all of it. How many is returned. */
size_t fingerprint_cuts(const struct picture *picture, struct area *ret_areas);
