/* clusters: k-means++ on colours. */
#include "picture/clusters.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_MAX  12
#define NEAR_ENOUGH 1.0F /* squared: colours that nobody can tell apart are one */

static float nearest(struct lab point, const struct cluster *clusters, size_t count, uint8_t *ret_which)
{
    float best = INFINITY;

    for (size_t i = 0; i < count; i++) {
        float distance = lab_distance2(point, clusters[i].middle);

        if (distance < best) {
            best = distance;
            *ret_which = (uint8_t)i;
        }
    }
    return best;
}

static double fraction(uint64_t *random) /* 0 to below 1: xorshift64 */
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return (double)(*random >> 11) / 9007199254740992.0;
}

/* One more middle: a point that is far from those that are there is the likelier to be it. */
static bool begin_one(const struct lab *points, const float *weights, size_t count, struct cluster *clusters,
                      size_t there, uint64_t *random)
{
    double sum = 0, at;
    uint8_t which = 0;

    for (size_t i = 0; i < count; i++) {
        float distance = there ? nearest(points[i], clusters, there, &which) : NEAR_ENOUGH * 2;

        sum += distance > NEAR_ENOUGH ? (double)(distance * weights[i]) : 0;
    }
    at = fraction(random) * sum;
    for (size_t i = 0; i < count; i++) {
        float distance = there ? nearest(points[i], clusters, there, &which) : NEAR_ENOUGH * 2;

        at -= distance > NEAR_ENOUGH ? (double)(distance * weights[i]) : 0;
        if (at < 0) {
            clusters[there] = (struct cluster){.middle = points[i]};
            return true;
        }
    }
    return false;
}

static bool move_middles(const struct lab *points, const float *weights, size_t count,
                         struct cluster *clusters, size_t wanted, uint8_t *of)
{
    double sum[CLUSTERS_MAX][4] = {{0}};
    bool has_moved = false;

    for (size_t i = 0; i < count; i++) {
        uint8_t which = 0;

        nearest(points[i], clusters, wanted, &which);
        has_moved = has_moved || which != of[i];
        of[i] = which;
        sum[which][0] += (double)(points[i].l * weights[i]);
        sum[which][1] += (double)(points[i].a * weights[i]);
        sum[which][2] += (double)(points[i].b * weights[i]);
        sum[which][3] += (double)weights[i];
    }
    for (size_t k = 0; k < wanted; k++) {
        double weight = sum[k][3];

        clusters[k].weight = weight;
        if (weight > 0)
            clusters[k].middle = (struct lab){(float)(sum[k][0] / weight), (float)(sum[k][1] / weight),
                                              (float)(sum[k][2] / weight)};
    }
    return has_moved;
}

static int heavier(const void *a, const void *b)
{
    double one = ((const struct cluster *)a)->weight, other = ((const struct cluster *)b)->weight;

    return one < other ? 1 : one > other ? -1 : 0;
}

size_t clusters_find(const struct lab *points, const float *weights, size_t count, size_t wanted,
                     struct cluster *ret_clusters, uint8_t *ret_of)
{
    uint64_t random = 0x9e3779b97f4a7c15;
    size_t there = 0;

    while (there < wanted && there < CLUSTERS_MAX &&
           begin_one(points, weights, count, ret_clusters, there, &random))
        there++;
    if (!there)
        return 0;
    memset(ret_of, 0xff, count);
    for (int round = 0; round < ROUNDS_MAX; round++)
        if (!move_middles(points, weights, count, ret_clusters, there, ret_of))
            break;
    qsort(ret_clusters, there, sizeof(*ret_clusters), heavier);
    for (size_t i = 0; i < count; i++)
        nearest(points[i], ret_clusters, there, &ret_of[i]);
    return there;
}
