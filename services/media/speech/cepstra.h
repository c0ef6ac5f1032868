/* cepstra.h: what a recogniser compares of sound, in frames of a hundredth of a second, made to vary about as
 * much as that of the people its acoustic model learned from. Pure. */
#pragma once

#include <stddef.h>

#define CEPSTRA 13 /* in a frame */

/* Each of them keeps its mean over all frames. */
void cepstra_even(float *const *frames, size_t count);
