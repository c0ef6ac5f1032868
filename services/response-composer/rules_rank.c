/* rules_rank: the table of features first, then each feature in the table's order, then the order of the
 * page.
 *
 * The complication: a search without prices or ratings must not be ranked by what is missing. So each feature
 * first says whether it tells products of this window apart; the weights of the others are shared among those
 * that do. */
#include "rules_rank.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "money.h"
#include "rules_pin.h"
#include "rules_variety.h"

#define USUAL_STARS 3.8  /* what a product is thought to deserve before anybody has rated it */
#define USUAL_COUNT 20.0 /* how many ratings it takes to be believed half */
#define WORST_STARS 2.5  /* from here down a rating is worth nothing */
#define FEW_LEFT    5
#define FAR_OFF     0.25 /* a price this much beyond the range does not fit at all */

/* What a feature knows of the whole window, gathered once. */
struct window {
    const Steward__V1__SearchResult *found;
    const Steward__V1__MoneyRange *price;          /* NULL: none asked for */
    const Steward__V1__Candidate *const *by_price; /* from the cheapest; only if cheap was asked for */
    size_t priced;
    size_t count;
    size_t most_met;
    bool any_words, any_rating, any_stock;
    const struct taste *taste; /* NULL: nothing was saved or chosen */
};

static double between_0_and_1(double value)
{
    return value >= 1 ? 1 : value > 0 ? value : 0; /* not a number: 0 */
}

/* Relevance. */
static bool always_counts(const struct window *w)
{
    return true;
}

static double relevance_of(const struct window *w, const Steward__V1__Candidate *c)
{
    return between_0_and_1(c->relevance);
}

/* Words. */
static bool words_count(const struct window *w)
{
    return w->any_words;
}

static double words_of(const struct window *w, const Steward__V1__Candidate *c)
{
    size_t all = c->n_matched + c->n_missed;

    return all ? (double)c->n_matched / (double)all : 0;
}

/* Wishes. */
static bool wishes_count(const struct window *w)
{
    return w->most_met > 0;
}

static double wishes_of(const struct window *w, const Steward__V1__Candidate *c)
{
    return (double)c->n_met / (double)w->most_met;
}

/* Price. */
static bool price_counts(const struct window *w)
{
    return w->price || w->priced > 1;
}

/* 1 on the right side of a limit, falling to 0 at FAR_OFF beyond it. `side` is 1 for an upper limit, -1 for a
 * lower. */
static double fits_limit(double amount, double limit, int side)
{
    double beyond = side * (amount - limit);

    return beyond <= 0 ? 1 : between_0_and_1(1 - beyond / (FAR_OFF * fmax(limit, 1)));
}

static double fits_range(const Steward__V1__MoneyRange *range, const Steward__V1__Money *price)
{
    double fit = 1;

    if (money_comparable(range->max, price))
        fit = fmin(fit, fits_limit((double)price->amount_minor, (double)range->max->amount_minor, 1));
    else if (range->max)
        return 0.5;
    if (money_comparable(range->min, price))
        fit = fmin(fit, fits_limit((double)price->amount_minor, (double)range->min->amount_minor, -1));
    else if (range->min)
        return 0.5;
    return fit;
}

/* The part of the priced products that cost more: 1 for the cheapest. */
static double cheapness(const struct window *w, const Steward__V1__Money *price)
{
    size_t low = 0, high = w->priced;

    if (!money_comparable(price, w->by_price[0]->price))
        return 0.5;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (w->by_price[middle]->price->amount_minor < price->amount_minor)
            low = middle + 1;
        else
            high = middle;
    }
    return 1 - (double)low / (double)w->priced;
}

static double price_of(const struct window *w, const Steward__V1__Candidate *c)
{
    if (!c->price)
        return 0.5;
    return w->price ? fits_range(w->price, c->price) : cheapness(w, c->price);
}

/* Rating. */
static bool is_rated(const Steward__V1__Candidate *c)
{
    return c->rating && c->rating->count > 0 && c->rating->stars >= 0 && c->rating->stars <= 5;
}

static bool rating_counts(const struct window *w)
{
    return w->any_rating;
}

static double rating_of(const struct window *w, const Steward__V1__Candidate *c)
{
    double count = is_rated(c) ? (double)c->rating->count : 0;
    double stars = is_rated(c) ? c->rating->stars : 0;
    double believed = (stars * count + USUAL_STARS * USUAL_COUNT) / (count + USUAL_COUNT);

    return between_0_and_1((believed - WORST_STARS) / (5 - WORST_STARS));
}

/* Stock. */
static bool stock_counts(const struct window *w)
{
    return w->any_stock;
}

static double stock_of(const struct window *w, const Steward__V1__Candidate *c)
{
    if (!c->stock)
        return 0.8;
    if (c->stock->quantity <= 0)
        return 0;
    return c->stock->quantity <= FEW_LEFT ? 0.9 : 1;
}

/* Likes. */
static bool likes_count(const struct window *w)
{
    return w->taste != NULL;
}

static double likes_of(const struct window *w, const Steward__V1__Candidate *c)
{
    return taste_likes(w->taste, c);
}

static const struct feature {
    double weight;
    bool (*counts)(const struct window *w);
    double (*value)(const struct window *w, const Steward__V1__Candidate *c); /* 0 to 1 */
} features[RANK_FEATURES] = {
    [RANK_RELEVANCE] = {0.60, always_counts, relevance_of}, [RANK_WORDS] = {0.08, words_count, words_of},
    [RANK_WISHES] = {0.10, wishes_count, wishes_of},        [RANK_PRICE] = {0.08, price_counts, price_of},
    [RANK_RATING] = {0.07, rating_counts, rating_of},       [RANK_STOCK] = {0.07, stock_counts, stock_of},
    [RANK_LIKES] = {0.05, likes_count, likes_of},
};

static int compare_prices(const void *left, const void *right)
{
    const Steward__V1__Candidate *a = *(const Steward__V1__Candidate *const *)left;
    const Steward__V1__Candidate *b = *(const Steward__V1__Candidate *const *)right;

    return (a->price->amount_minor > b->price->amount_minor) -
           (a->price->amount_minor < b->price->amount_minor);
}

/* Prices in the currency of the first that has one; the others cannot be compared with it. */
static void order_by_price(struct window *w, struct arena *arena)
{
    const Steward__V1__Candidate **by_price = arena_array(arena, w->count, sizeof *by_price);

    for (size_t i = 0; i < w->count; i++) {
        const Steward__V1__Candidate *c = w->found->candidates[i];

        if (c->price && (w->priced == 0 || money_comparable(by_price[0]->price, c->price)))
            by_price[w->priced++] = c;
    }
    qsort(by_price, w->priced, sizeof *by_price, compare_prices);
    w->by_price = by_price;
}

static struct window look_over(const Steward__V1__SearchResult *found, const struct taste *taste,
                               struct arena *arena)
{
    const Steward__V1__Requirements *wanted = found->requirements;
    struct window w = {.found = found,
                       .taste = taste,
                       .count = found->n_candidates < RANK_MAX ? found->n_candidates : RANK_MAX};

    for (size_t i = 0; i < w.count; i++) {
        const Steward__V1__Candidate *c = found->candidates[i];

        w.most_met = c->n_met > w.most_met ? c->n_met : w.most_met;
        w.any_words |= c->n_matched + c->n_missed > 0;
        w.any_rating |= is_rated(c);
        w.any_stock |= c->stock != NULL;
    }
    if (wanted && wanted->price && (wanted->price->min || wanted->price->max))
        w.price = wanted->price;
    else if (wanted && wanted->cheap)
        order_by_price(&w, arena);
    return w;
}

static void score(const struct window *w, const double weights[RANK_FEATURES], struct ranked *product)
{
    for (int f = 0; f < RANK_FEATURES; f++) {
        if (weights[f] > 0)
            product->part[f] = weights[f] * between_0_and_1(features[f].value(w, product->candidate));
        product->score += product->part[f];
    }
    product->score = between_0_and_1(product->score);
}

/* The weights of the features that count for this window; together they are 1. */
static void share_weights(const struct window *w, const double *usual, double ret_weights[RANK_FEATURES])
{
    double sum = 0;

    for (int f = 0; f < RANK_FEATURES; f++) {
        ret_weights[f] = features[f].counts(w) ? (usual ? usual[f] : features[f].weight) : 0;
        sum += ret_weights[f];
    }
    if (sum <= 0) /* of what was learnt nothing counts here */
        ret_weights[RANK_RELEVANCE] = sum = 1;
    for (int f = 0; f < RANK_FEATURES; f++)
        ret_weights[f] /= sum;
}

static int compare_scores(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    if (a->score != b->score)
        return a->score < b->score ? 1 : -1;
    return a->found_at < b->found_at ? -1 : 1;
}

static bool asked_for_a_brand(const Steward__V1__SearchResult *found)
{
    return found->requirements && found->requirements->n_brands > 0;
}

size_t rank_by_score(const Steward__V1__SearchResult *found, const struct taste *taste, struct arena *arena,
                     struct ranked **ret_ranked)
{
    return rank_by_score_with(found, taste, NULL, arena, ret_ranked);
}

size_t rank_by_score_with(const Steward__V1__SearchResult *found, const struct taste *taste,
                          const double *usual, struct arena *arena, struct ranked **ret_ranked)
{
    struct window w = look_over(found, taste, arena);
    struct ranked *ranked = arena_array(arena, w.count, sizeof *ranked);
    double *weights = arena_array(arena, RANK_FEATURES, sizeof *weights);

    share_weights(&w, usual, weights);
    for (size_t i = 0; i < w.count; i++) {
        ranked[i].candidate = found->candidates[i];
        ranked[i].found_at = i;
        ranked[i].weights = weights;
        score(&w, weights, &ranked[i]);
    }
    if (found->sort == STEWARD__V1__SORT__ORDER__RELEVANCE)
        qsort(ranked, w.count, sizeof *ranked, compare_scores);
    *ret_ranked = ranked;
    return w.count;
}

size_t rank_products(const Steward__V1__SearchResult *found, const struct taste *taste, struct arena *arena,
                     struct ranked **ret_ranked)
{
    return rank_products_by(found, taste, NULL, arena, ret_ranked);
}

size_t rank_products_by(const Steward__V1__SearchResult *found, const struct taste *taste,
                        const double *usual, struct arena *arena, struct ranked **ret_ranked)
{
    size_t count = rank_by_score_with(found, taste, usual, arena, ret_ranked);

    if (found->sort == STEWARD__V1__SORT__ORDER__RELEVANCE) {
        variety_arrange(*ret_ranked, count, !asked_for_a_brand(found), arena);
        pins_put(*ret_ranked, count);
    }
    return count;
}
