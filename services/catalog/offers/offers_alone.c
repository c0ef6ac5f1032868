/* offers_alone: what only marketplaces have: whether it meets what was asked for, and where it comes in. */
#include <math.h>

#include "base/mem.h"
#include "offers/offers_parts.h"

static const double best_relevance = 0.9, least_share = 0.5, place_cost = 0.01;

/* ---- whether it fits ---- */

static uint32_t bits_of(const struct offers_merging *m, const Steward__V1__Offer *offer)
{
    return wanted_in_offer(&m->wanted, m->shop->tokeniser, offer);
}

static double share_of(const struct offers_merging *m, uint32_t bits)
{
    size_t has = 0;

    for (size_t i = 0; i < m->term_count; i++)
        has += (bits & m->term_bits[i]) == m->term_bits[i];
    return m->term_count ? (double)has / (double)m->term_count : 0;
}

/* All words of the text. */
static bool says(const struct offers_merging *m, const Steward__V1__Offer *offer, const char *text)
{
    struct wanted wanted = wanted_of(m->shop->tokeniser, str_of(text));

    return wanted.count && wanted_has_all(&wanted, wanted_in_offer(&wanted, m->shop->tokeniser, offer));
}

static bool says_any(const struct offers_merging *m, const Steward__V1__Offer *offer, char *const *texts,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (says(m, offer, texts[i]))
            return true;
    }
    return false;
}

static bool is_rated(const Steward__V1__Offer *offer, double least)
{
    return least <= 0 || (offer->rating && offer->rating->stars >= least);
}

static bool meets_filters(const struct offers_merging *m, const Steward__V1__Offer *offer)
{
    const Steward__V1__Filters *f = m->command->filters;

    if (!f)
        return true;
    return !f->n_categories && !f->n_sizes && !f->n_attributes && is_rated(offer, f->min_rating) &&
           (!f->n_brands || says_any(m, offer, f->brands, f->n_brands)) &&
           (!f->n_colours || says_any(m, offer, f->colours, f->n_colours)) &&
           !says_any(m, offer, f->not_brands, f->n_not_brands) &&
           !says_any(m, offer, f->not_colours, f->n_not_colours);
}

static bool meets_words(const struct offers_merging *m, const Steward__V1__Offer *offer)
{
    const Steward__V1__Requirements *r = m->result->requirements;

    return !r || (is_rated(offer, r->min_rating) && !says_any(m, offer, r->exclusions, r->n_exclusions));
}

/* A price that was asked for must be known. */
static bool meets_price(const struct offers_merging *m, const Steward__V1__Offer *offer)
{
    const Steward__V1__Money *cost = offer_cost(m, offer);

    return !m->price || (cost && price_is_within(m->price, cost));
}

/* In a conversation each product can be asked about, and only of ours there is anything to tell. */
bool offer_may_stand_alone(const struct offers_merging *m, const Steward__V1__Offer *offer)
{
    return !m->command->by_kind && share_of(m, bits_of(m, offer)) >= least_share && meets_price(m, offer) &&
           meets_words(m, offer) && meets_filters(m, offer);
}

/* ---- as a candidate ---- */

static void tell_words(const struct offers_merging *m, uint32_t bits, Steward__V1__Candidate *c)
{
    c->matched = arena_array(m->arena, m->term_count + 1, sizeof(char *));
    c->missed = arena_array(m->arena, m->term_count + 1, sizeof(char *));
    for (size_t i = 0; i < m->term_count; i++) {
        if ((bits & m->term_bits[i]) == m->term_bits[i])
            c->matched[c->n_matched++] = m->terms[i];
        else
            c->missed[c->n_missed++] = m->terms[i];
    }
}

static Steward__V1__Candidate *candidate_of(struct offers_merging *m, struct offer_group *group)
{
    const Steward__V1__Offer *offer = group->offers[0];
    const Steward__V1__Money *cost = offer_cost(m, offer);
    Steward__V1__Candidate *c = arena_new_of(m->arena, Steward__V1__Candidate);
    uint32_t bits = bits_of(m, offer);

    steward__v1__candidate__init(c);
    c->product_id = str_printf(m->arena, "%s:%s", offer->source, offer->offer_id);
    c->title = offer->title;
    c->brand = offer->brand;
    c->url = offer->url;
    c->image_url = offer->image_url;
    c->rating = offer->rating;
    c->price = arena_copy(m->arena, cost ? cost : offer->price, sizeof(*offer->price));
    c->relevance = best_relevance * pow(share_of(m, bits), 1.5) / (1 + place_cost * (double)group->place);
    tell_words(m, bits, c);
    group->candidate = c;
    offers_set_best(m, group);
    return c;
}

/* ---- in the order that was asked for ---- */

static bool comes_before(const Steward__V1__SearchResult *result, const Steward__V1__Candidate *a,
                         const Steward__V1__Candidate *b)
{
    if (b->pinned_at)
        return false;
    switch (result->sort) {
    case STEWARD__V1__SORT__ORDER__PRICE_ASCENDING:
        return !b->price || a->price->amount_minor < b->price->amount_minor;
    case STEWARD__V1__SORT__ORDER__PRICE_DESCENDING:
        return !b->price || a->price->amount_minor > b->price->amount_minor;
    case STEWARD__V1__SORT__ORDER__RATING:
        return a->rating && (!b->rating || a->rating->stars > b->rating->stars);
    case STEWARD__V1__SORT__ORDER__RATING_ASCENDING:
        return a->rating && (!b->rating || a->rating->stars < b->rating->stars);
    default:
        return false;
    }
}

static void insert(Steward__V1__SearchResult *result, Steward__V1__Candidate *c)
{
    size_t at = result->n_candidates++;

    while (at && comes_before(result, c, result->candidates[at - 1])) {
        result->candidates[at] = result->candidates[at - 1];
        at--;
    }
    result->candidates[at] = c;
}

/* What was only near is not shown where there is something that fits. */
void offers_stand_alone(struct offers_merging *m)
{
    Steward__V1__SearchResult *result = m->result;
    Steward__V1__Candidate **all = arena_array(m->arena, m->count + 1, sizeof(*all));

    if (m->count == m->ours)
        return;
    if (result->nothing_relevant)
        result->n_candidates = 0, result->total = 0;
    if (result->n_candidates)
        memcpy(all, result->candidates, result->n_candidates * sizeof(*all));
    result->candidates = all;
    result->nothing_relevant = false;
    for (size_t i = m->ours; i < m->count; i++)
        insert(result, candidate_of(m, &m->groups[i]));
    result->total += (int64_t)(m->count - m->ours);
}
