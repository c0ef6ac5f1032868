/* picture/lines.h: where there may be print: rows of things of a letter's size, however they are turned.
 * Pure. */
#pragma once

#include "picture/plane.h"

#define LINES_MAX 24

struct line {
    double x, y, width, height; /* the middle, and the extent along and across the line; no margin */
    double angle;               /* of the line: radians, clockwise, -pi/2 to pi/2; it may stand on its head */
    int letters;
    bool is_bright; /* bright print on dark */
};

/* The likeliest first; how many is returned. */
size_t lines_find(struct plane plane, struct arena *arena, struct line *ret_lines);
