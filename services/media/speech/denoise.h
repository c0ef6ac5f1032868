/* denoise.h: takes steady noise out of speech: a fan, a street, a tape. The only owner of kissfft. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"

/* In place; as long as it was. What is shorter than a frame stays as it is. False: there is no memory. */
#define DENOISE_FRAME 512 /* samples: 32 ms of 16 kHz, in which speech hardly changes */
MUST_CHECK bool denoise(int16_t *samples, size_t count, struct error *err);
