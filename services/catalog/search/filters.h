/* filters.h: which products may be shown: what the client ticked, and what the words asked for.
 *
 * A product is told by the set of conditions it fails, so that facets can count without their own condition
 * and a search that leaves nothing can find the condition to give up. */
#pragma once

#include "index/index.h"

enum {
    FAILS_BRAND = 1,
    FAILS_CATEGORY = 2,
    FAILS_COLOUR = 4,
    FAILS_SIZE = 8,
    FAILS_PRICE = 16,
    FAILS_RATING = 32,
    FAILS_STOCK = 64,
    FAILS_EXCLUDED = 128, /* never given up */
    FAILS_ATTRIBUTE = 256 /* and the bits above it, one for each attribute */
};

/* No condition: another variant of it is shown in its place. */
#define FAILS_VARIANT (UINT32_C(1) << 31)

#define FILTER_VALUES_MAX     64 /* of each kind */
#define FILTER_ATTRIBUTES_MAX 16

struct filters;

/* Requirements and filters may be NULL. What is beyond the limits makes it fail, with the field's name. */
struct filters *filters_of(struct index *index, const Steward__V1__Filters *filters,
                           const Steward__V1__Requirements *requirements, struct arena *arena,
                           const char **ret_too_many);
bool filters_are_none(const struct filters *filters);
uint32_t filters_failed(const struct filters *filters, uint32_t product); /* 0: it may be shown */
uint32_t filters_given(const struct filters *filters); /* which conditions there are, FAILS_EXCLUDED aside */
/* The name of the facet or attribute that one of them is about. */
const char *filters_about(const struct filters *filters, uint32_t condition);
/* Which attribute a FAILS_ATTRIBUTE bit is about, as a number of texts; 0: there is none. */
uint32_t filters_attribute(const struct filters *filters, size_t which);

/* The conditions that must be given up so that one of the products is left; `failed` holds what each fails.
 * 0: none would help. */
uint32_t filters_loosen(const struct filters *filters, const uint32_t *failed, size_t count);
/* In words, for the person who asked: "price up to 50.00 USD". Gives how many. */
size_t filters_say(const struct filters *filters, uint32_t which, char **texts, size_t room,
                   struct arena *arena);
