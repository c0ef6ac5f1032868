/* picture/colours.h: which colours the figure has, by the names that people use. Pure. */
#pragma once

#include "picture/figure.h"

#define COLOURS_MAX 5

struct colour {
    const char *name; /* static */
    char hex[8];      /* "#1f3a93" */
    double share;     /* of the figure */
    double confidence;
    struct area area; /* where it is, in spots */
};

/* At most COLOURS_MAX, the largest first; how many is returned. */
size_t colours_find(const struct figure *figure, struct arena *arena, struct colour *ret_colours);
/* The name nearest to a colour, by CIEDE2000; ret_sureness, 0 to 1: how much farther the next one is. */
const char *colour_name(struct lab lab, double *ret_sureness);
