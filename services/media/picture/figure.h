/* picture/figure.h: the picture in a few thousand spots, and which of them are what it is of: what is left
 * when that which looks like the edge, and hangs together with it, is taken away. */
#pragma once

#include "picture/lab.h"
#include "picture/picture.h"

#define FIGURE_SIDE 96 /* of the longer side */

struct figure {
    int width, height;
    struct lab *labs;   /* width * height of each */
    uint8_t *is_figure; /* 1, or 0: background */
    float *weights;  /* print counts less; so does what is not in the middle, if the background is not sure */
    size_t count;    /* of the figure's spots */
    double sureness; /* 0 to 1: that the background was told from it */
    struct area bounds; /* of the figure, in spots */
};

void figure_find(const struct picture *picture, struct arena *arena, struct figure *ret_figure);
/* An area of spots as one of the picture. */
struct area figure_area(const struct figure *figure, const struct picture *picture, struct area spots);
