/* rank_fit.h: from what was shown and clicked to how much each feature should weigh. Pure and deterministic.
 *
 * People click what they see, and they see the first places most; so a click further down says more. First
 * the chance that a place is looked at is estimated, together with a model of what is clicked once it is seen
 * (expectation maximisation); then the weights are fitted so that what was clicked comes before what was
 * shown beside it, each click counted by one over the chance that its place was looked at. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define FIT_FEATURES 7
#define FIT_PLACES   20 /* what is further down is left out */

struct fit_shown {
    double x[FIT_FEATURES];
    bool clicked, pinned; /* pinned: not placed by the ranking, so it says nothing about it */
};

struct fit_list {
    size_t count;
    struct fit_shown shown[FIT_PLACES]; /* in the order of the page */
};

/* How likely each place is looked at, in relation to the first, which is 1. */
void fit_places(const struct fit_list *lists, size_t count, double ret_seen[FIT_PLACES]);
/* Together they are 1, none is below 0. False: there are no clicks to learn from. */
bool fit_weights(const struct fit_list *lists, size_t count, const double seen[FIT_PLACES],
                 double ret_weights[FIT_FEATURES]);
/* How early what was clicked would come with these weights: 1 for always first. */
double fit_worth(const struct fit_list *lists, size_t count, const double seen[FIT_PLACES],
                 const double weights[FIT_FEATURES]);
/* How likely at least so many of `wins` and `losses` fall on one side by chance: two-sided sign test. */
double fit_sign_test(size_t wins, size_t losses);
