/* denoise.h: speexdsp, which takes steady noise out of speech. The only owner of it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"

MUST_CHECK bool denoise(int16_t *samples, size_t count, int rate, struct error *err);
