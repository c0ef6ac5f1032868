/* wave.h: decoded sound as a WAV file, which every engine reads: one channel, 16 bits. Pure. */
#pragma once

#include "sound.h"

#define WAVE_HEAD_BYTES 44

/* What stands before so many samples of 16 bits, little endian. */
void wave_add_head(struct buf *out, int rate, size_t count);
/* Lives in the arena. Nothing of the file that it was decoded from is in it but the sound. */
MUST_CHECK bool wave_write(const struct sound *sound, int rate, struct arena *arena, struct str *ret_wave,
                           struct error *err);
