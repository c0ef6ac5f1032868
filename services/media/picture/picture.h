/* picture/picture.h: a picture as it is looked at: upright, small enough, in memory.
 *
 * picture_read decodes by what the bytes are, never by what they are called. It refuses, before anything
 * large is allocated, what says of itself that it is larger than PICTURE_PIXELS_MAX; what ends too early is
 * refused, too. The pixels belong to the arena. Everything of this folder runs in a worker process: no file
 * is opened and no thread started after attributes_warm. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define PICTURE_PIXELS_MAX (50 * 1000 * 1000)
#define PICTURE_SIDE_MAX   2048 /* of what is looked at */

struct picture {
    const char *media_type;
    int full_width, full_height; /* as it is shown */
    int width, height;           /* of what is looked at: the same picture, maybe smaller */
    uint8_t *rgba;
};

/* A part of it, in pixels of what is looked at. */
struct area {
    int left, top, width, height;
};

MUST_CHECK bool picture_warm(struct error *err); /* the decoders; once for a process, before it is confined */
MUST_CHECK bool picture_read(struct str bytes, struct arena *arena, struct picture *ret_picture,
                             struct error *err);

/* The same with at most `side` pixels on its longer side; pixels and arena as of `picture`. */
void picture_overview(const struct picture *picture, int side, struct arena *arena,
                      struct picture *ret_overview);

static inline const uint8_t *picture_at(const struct picture *p, int x, int y)
{
    return p->rgba + ((size_t)y * (size_t)p->width + (size_t)x) * 4;
}
