/* picture/plane.h: brightness alone, which is what print is read from. */
#pragma once

#include "picture/picture.h"

struct plane {
    int width, height;
    uint8_t *at; /* the arena's */
};

/* A turned part of a plane: width x height around (x, y), its axis turned by `angle` (radians, clockwise as
 * it is seen), `scale` pixels for each of the plane's. */
struct cut {
    double x, y, width, height, angle, scale;
};

struct plane plane_new(struct arena *arena, int width, int height);
struct plane plane_of(const struct picture *picture,
                      struct arena *arena); /* on white where it is transparent */
struct plane plane_smaller(struct plane from, int factor, struct arena *arena);
struct plane plane_cut(struct plane from, const struct cut *cut, struct arena *arena);
void plane_stretch(struct plane plane); /* from black to white, but for the extremes */
/* For each pixel the mean of the square around it, `reach` each way. */
struct plane plane_blurred(struct plane from, int reach, struct arena *arena);
