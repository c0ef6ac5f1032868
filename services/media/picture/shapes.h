/* picture/shapes.h: what the figure's outline and surface look like, as far as it is sure. Pure. */
#pragma once

#include "picture/figure.h"

#define SHAPES_MAX 4

struct shape {
    const char *name, *value; /* static: "shape" "round", "format" "wide", "pattern" "striped" */
    double confidence;
};

/* How many there are is returned: none of a figure whose background is not sure. */
size_t shapes_find(const struct figure *figure, struct shape *ret_shapes);
