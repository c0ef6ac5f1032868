/* rules_bucket.h: many figures as a few ranges with round bounds, of about as many products each. Pure.
 *
 * Few different figures (memory of 8, 16 or 32 GB) are a range each; else a range holds its lower end and not
 * its upper one, so that every figure is in exactly one. The first is open below, the last above. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define BUCKETS_MAX 6

struct bucket {
    double min, max; /* the same: this very figure; -INFINITY and INFINITY: no end */
};

/* From the lowest; none is empty. Fewer than two: there is no choice. The figures are sorted; what is not
 * finite is left out. `may_be_single`: a range may be one figure. */
size_t buckets_of(double *figures, size_t count, bool may_be_single, struct bucket buckets[BUCKETS_MAX]);
/* In which of them the figure is; `count`: in none. */
size_t bucket_of(const struct bucket *buckets, size_t count, double figure);
/* To six digits, as it would be written: what a float or a change of unit did to 0.7 is taken back. */
double figure_tidy(double figure);
