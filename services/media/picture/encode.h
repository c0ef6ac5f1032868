/* picture/encode.h: a picture as a file again. */
#pragma once

#include "picture/picture.h"

/* On white where it is transparent; in the arena. False: there is no memory for it. */
MUST_CHECK bool encode_jpeg(const struct picture *picture, struct arena *arena, struct str *ret_bytes,
                            struct error *err);
