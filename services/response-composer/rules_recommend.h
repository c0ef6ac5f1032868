/* rules_recommend.h: which of several products is better for a purpose, and by which figures. Pure.
 *
 * A purpose is a row of a table: what counts for it, and whether more or less is better. Only what at least
 * two of the products state in comparable units is judged; if there is nothing of that, nothing is
 * recommended. */
#pragma once

#include "rules_fact.h"

#define RECOMMEND_MAX         10 /* products that are looked at */
#define RECOMMEND_REASONS_MAX 4

struct recommendation {
    const Steward__V1__Product *best;     /* NULL: the data does not say */
    bool is_known;                        /* the purpose is in the table */
    bool is_mentioned;                    /* told by the products' words, not by figures */
    char *reasons[RECOMMEND_REASONS_MAX]; /* "weight 1.2 kg (next best 1.9 kg)" */
    size_t reason_count;
    char *looked_for[RECOMMEND_REASONS_MAX]; /* names of what would count */
    size_t looked_for_count;
};

/* `purpose` may be empty: what counts in general, rating and price. */
struct recommendation recommend(const struct speech *speech, Steward__V1__Product *const *products,
                                size_t count, const char *purpose);
