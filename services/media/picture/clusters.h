/* picture/clusters.h: colours that belong together: k-means with the beginning of k-means++. Pure, and the
 * same each time: the beginning is drawn from a generator with a fixed seed. */
#pragma once

#include <stddef.h>

#include "picture/lab.h"

#define CLUSTERS_MAX 8

struct cluster {
    struct lab middle;
    double weight; /* of its points */
};

/* At most `wanted` of them (at most CLUSTERS_MAX), the heaviest first; ret_of tells each point's. How many
 * there are is returned: fewer, if there are fewer colours. */
size_t clusters_find(const struct lab *points, const float *weights, size_t count, size_t wanted,
                     struct cluster *ret_clusters, uint8_t *ret_of);
