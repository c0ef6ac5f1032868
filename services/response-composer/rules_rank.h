/* rules_rank: in which order products are shown, and why.
 *
 * Each product gets a score from 0 to 1: the weighted mean of what is known of it (the table in
 * rules_rank.c). A feature that says nothing about any of the products (no ratings at all, no price asked
 * for) does not count for any. An order that was asked for is kept as found; the score is then only told.
 * Pure, safe on any input, the same for the same input: pages cut from one window neither repeat nor lose a
 * product. */
#pragma once

#include "base/arena.h"
#include "rules_taste.h"
#include "steward/v1/catalog.pb-c.h"

#define RANK_MAX 2000 /* products of a window that are looked at; the catalogue's window is at most 1000 */

enum rank_feature {
    RANK_RELEVANCE, /* how well the words fit, as the catalogue says */
    RANK_WORDS,     /* how many of the words it has */
    RANK_WISHES,    /* requirements met: colour, size, measure */
    RANK_PRICE,     /* inside the asked range, or how far out; how cheap, if that was asked */
    RANK_RATING,    /* stars, drawn to the usual when few have rated */
    RANK_STOCK,     /* whether it can be had */
    RANK_LIKES,     /* like what was saved or chosen in this session */
    RANK_FEATURES,
};

struct ranked {
    const Steward__V1__Candidate *candidate;
    size_t found_at;            /* its place in the window */
    double score;               /* 0 to 1 */
    double part[RANK_FEATURES]; /* what each feature gave to the score; they add up to it */
    const double *weights;      /* and the most that it could have given; 0: it does not count here */
};

/* All candidates of the window (up to RANK_MAX), in the order to show them: by score, then arranged for
 * variety (rules_variety.h). `taste` NULL: nobody's. Returns how many; the array lives in the arena. */
size_t rank_products(const Steward__V1__SearchResult *found, const struct taste *taste, struct arena *arena,
                     struct ranked **ret_ranked);
/* The same without the variety. */
size_t rank_by_score(const Steward__V1__SearchResult *found, const struct taste *taste, struct arena *arena,
                     struct ranked **ret_ranked);
/* Both with weights in place of the table's, by enum rank_feature; NULL: the table's. */
size_t rank_by_score_with(const Steward__V1__SearchResult *found, const struct taste *taste,
                          const double *usual, struct arena *arena, struct ranked **ret_ranked);
size_t rank_products_by(const Steward__V1__SearchResult *found, const struct taste *taste,
                        const double *usual, struct arena *arena, struct ranked **ret_ranked);
