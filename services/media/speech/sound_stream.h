/* sound_stream.h: raw sound as it comes, piece by piece, made ready to be listened to: as loud as speech
 * should be. 16 bits, little endian, one channel, RECOGNISER_RATE. Pure. */
#pragma once

#include <stdint.h>

#include "base/str.h"

struct sound_stream { /* all zero at the beginning */
    double loudest;
    uint64_t chance;
};

/* Room for bytes.len / 2 samples. */
void sound_stream_add(struct sound_stream *stream, struct str bytes, int16_t *ret_samples);
