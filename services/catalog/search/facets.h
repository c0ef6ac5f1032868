/* facets.h: what the products found differ in: their categories, prices, brands, colours, sizes, stars,
 * stock, and the attributes that tell them apart.
 *
 * A facet leaves out its own filter: with "Sony" ticked, the brands are still counted as if it were not, so
 * that a person sees what another choice would give. Of texts the most frequent FACET_VALUES_MAX are listed,
 * figures are put into a few ranges. Attributes are offered while at most FACET_ATTRIBUTE_PRODUCTS_MAX
 * products are left, the FACET_ATTRIBUTES_MAX most telling ones; those that are filtered by, always. What
 * all products have alike is no facet. */
#pragma once

#include "index/match.h"
#include "search/filters.h"

#define FACET_VALUES_MAX             20
#define FACET_ATTRIBUTES_MAX         5
#define FACET_ATTRIBUTE_PRODUCTS_MAX 1000

struct facet_scratch; /* counters, one per text; as long as the index */

struct facet_scratch *facet_scratch_new(void);
void facet_scratch_free(struct facet_scratch *scratch);

/* `failed` holds what each match fails of the filters; NULL: nothing. */
void facets_count(struct facet_scratch *scratch, const struct index *index, const struct filters *filters,
                  const struct matches *matches, const uint32_t *failed, Steward__V1__SearchResult *result,
                  struct arena *arena);
