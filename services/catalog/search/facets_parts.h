/* facets_parts.h: one counting of facets. Inside only.
 *
 * facets.c has the counters and the facets of texts; facet_figures.c those of figures; facet_attributes.c
 * chooses which attributes are worth showing. */
#pragma once

#include "search/facets.h"

typedef Steward__V1__Facet Facet;
typedef Steward__V1__FacetValue FacetValue;

struct counting {
    struct facet_scratch *scratch;
    const struct index *index;
    const struct filters *filters;
    const struct matches *matches;
    const uint32_t *failed;
    Steward__V1__SearchResult *result;
    struct arena *arena;
};

/* Whether the match would be shown if it were not for the condition `own`. */
static inline bool facet_passes(const struct counting *c, size_t i, uint32_t own)
{
    return !c->failed || !(c->failed[i] & ~(own | FAILS_VARIANT));
}

static inline const struct product *facet_product(const struct counting *c, size_t i)
{
    return index_product(c->index, c->matches->all[i].product);
}

Facet *facet_add(struct counting *c, const char *name, Steward__V1__Facet__Kind kind, size_t values_room);
FacetValue *facet_add_value(struct counting *c, Facet *facet, const char *value, int64_t count);

/* Texts are counted one at a time, then taken: the most frequent, best first; the counters are zero again.
 * `group`: of the product that has it; the members of one, which come one after the other, count once. */
void facet_count_text(struct facet_scratch *scratch, uint32_t text, uint32_t group);
struct most {
    uint32_t texts[FACET_VALUES_MAX], counts[FACET_VALUES_MAX];
    size_t count, distinct; /* how many are taken, of how many */
};
void facet_take_most(struct facet_scratch *scratch, size_t at_most, struct most *ret);
/* Of what was counted among `products`, if that is a choice. */
void facet_finish_texts(struct counting *c, const char *name, size_t products, bool is_filtered);

/* facet_figures.c */
void facet_figures(struct counting *c); /* prices, stars, stock */
void facet_flags(struct counting *c, const char *name, const size_t counts[2], size_t products,
                 bool is_filtered);
void facet_attribute_figures(struct counting *c, uint32_t name, uint32_t own);

/* facet_attributes.c */
void facet_attributes(struct counting *c);
