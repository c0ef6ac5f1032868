/* picture/bars.h: where a picture looks as if there were bars, and how they are turned. Pure. */
#pragma once

#include "picture/plane.h"

#define BARS_MAX 6

struct bars {
    double x, y, width, height; /* the middle, and the extent along and across its axis */
    double angle;               /* of its axis, across the bars: radians, clockwise */
    double strength;
};

/* The likeliest first; how many is returned. */
size_t bars_find(struct plane plane, struct arena *arena, struct bars *ret_bars);
