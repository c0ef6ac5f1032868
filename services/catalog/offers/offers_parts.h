/* offers_parts.h: what rules_offers.c (which offers are of one product) and offers_alone.c (those of none of
 * ours) share. Nobody else includes it. */
#pragma once

#include "base/arena.h"
#include "offers/rules_offers.h"
#include "offers/rules_same.h"
#include "offers/rules_wanted.h"

#define OFFER_TERMS_MAX 32

/* A product with its offers: one of ours, or one that only marketplaces have. */
struct offer_group {
    Steward__V1__Candidate *candidate; /* NULL: not ours */
    struct listing *listing;
    Steward__V1__Offer *offers[OFFERS_EACH_MAX]; /* the cheapest, first */
    size_t count;
    size_t place; /* of its first offer, in that marketplace's order */
};

struct offers_merging {
    Steward__V1__SearchResult *result;
    const Steward__V1__SearchCommand *command;
    const struct offers_shop *shop;
    struct arena *arena;
    Steward__V1__MoneyRange *price; /* NULL: any */
    struct wanted wanted;
    char *terms[OFFER_TERMS_MAX];
    uint32_t term_bits[OFFER_TERMS_MAX];
    size_t term_count;
    struct offer_group *groups;
    size_t ours, count; /* the first are ours */
};

/* What it costs in the catalogue's currency; NULL: not known. */
const Steward__V1__Money *offer_cost(const struct offers_merging *m, const Steward__V1__Offer *offer);
bool offer_may_stand_alone(const struct offers_merging *m, const Steward__V1__Offer *offer);
void offers_stand_alone(struct offers_merging *m); /* the groups that are not ours become candidates */
void offers_set_best(struct offers_merging *m, struct offer_group *group);
