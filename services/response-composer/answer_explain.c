/* answer_explain: why a product is where it is: what its score is made of, as it was when it was shown.
 *
 * The score and its shares come back with what was shown; nothing is computed anew, so what is said is what
 * decided. Points are of a hundred, rounded so that they add up. */
#include "answer.h"
#include "base/mem.h"
#include "money.h"
#include "rules_share.h"

#include <math.h>

enum { WORDS_MAX = 8, POINTS = 100, AHEAD_MAX = 3 };

/* The sentence that names a feature, by Share.Feature. */
static const char *const feature_keys[] = {
    [STEWARD__V1__SHARE__FEATURE__OTHER] = "feature.other",
    [STEWARD__V1__SHARE__FEATURE__RELEVANCE] = "feature.relevance",
    [STEWARD__V1__SHARE__FEATURE__WORDS] = "feature.words",
    [STEWARD__V1__SHARE__FEATURE__WISHES] = "feature.wishes",
    [STEWARD__V1__SHARE__FEATURE__PRICE] = "feature.price",
    [STEWARD__V1__SHARE__FEATURE__RATING] = "feature.rating",
    [STEWARD__V1__SHARE__FEATURE__STOCK] = "feature.stock",
    [STEWARD__V1__SHARE__FEATURE__LIKES] = "feature.likes",
};

static char *feature_name(const struct answer *a, Steward__V1__Share__Feature feature)
{
    return speech_text(&a->speech,
                       (size_t)feature < COUNT_OF(feature_keys) ? feature_keys[feature] : "feature.other",
                       NULL);
}

/* Its place from 1; 0: it is not shown. */
static size_t place_of(const struct answer *a, const Steward__V1__Product *p)
{
    for (size_t i = 0; i < a->turn->n_shown; i++) {
        if (!strcmp(a->turn->shown[i]->product_id, p->product_id))
            return i + 1;
    }
    return 0;
}

static char *number(const struct answer *a, int64_t n)
{
    return number_text(a->speech.arena, n, a->speech.locale);
}

/* ---- of what it states ---- */

/* Words of the need that its title has. */
static void say_words(struct answer *a, const Steward__V1__Product *p)
{
    struct str words = str_of(a->turn->need ? a->turn->need->words : ""), word;
    char *found[WORDS_MAX];
    size_t count = 0;

    while (count < WORDS_MAX && str_split(&words, ' ', &word)) {
        char *text = str_c(a->speech.arena, word);

        if (word.len > 1 && strcasestr(p->title, text))
            found[count++] = text;
    }
    if (count)
        answer_say(a, "explain.words", TEXT_ARGS({"words", speech_list(&a->speech, found, count, "and"), 0}));
}

static bool is_below_all(const struct answer *a, const Steward__V1__Product *p)
{
    size_t compared = 0;

    for (size_t i = 0; i < a->turn->n_shown; i++) {
        const Steward__V1__Shown *s = a->turn->shown[i];

        if (!strcmp(s->product_id, p->product_id) || !money_comparable(s->price, p->price))
            continue;
        if (s->price->amount_minor <= p->price->amount_minor)
            return false;
        compared++;
    }
    return compared > 0;
}

static bool is_rated_above_all(const struct answer *a, const Steward__V1__Product *p)
{
    size_t compared = 0;

    for (size_t i = 0; i < a->turn->n_shown && p->rating; i++) {
        const Steward__V1__Shown *s = a->turn->shown[i];

        if (!strcmp(s->product_id, p->product_id) || !s->rating)
            continue;
        if (s->rating->stars >= p->rating->stars)
            return false;
        compared++;
    }
    return compared > 0;
}

static void say_limit(struct answer *a, const Steward__V1__Product *p)
{
    const Steward__V1__MoneyRange *range =
        a->turn->need && a->turn->need->filters ? a->turn->need->filters->price : NULL;
    Steward__V1__Money limit;

    if (!range || !money_comparable(range->max, p->price) ||
        p->price->amount_minor > range->max->amount_minor)
        return;
    limit = money_like(range->max, p->price);
    answer_say(a, "explain.within",
               TEXT_ARGS({"limit", money_text_short(a->speech.arena, &limit, a->speech.locale), 0}));
}

static const char *order_key(Steward__V1__Sort__Order order)
{
    static const char *const keys[] = {
        [STEWARD__V1__SORT__ORDER__PRICE_ASCENDING] = "explain.order.price_ascending",
        [STEWARD__V1__SORT__ORDER__PRICE_DESCENDING] = "explain.order.price_descending",
        [STEWARD__V1__SORT__ORDER__RATING] = "explain.order.rating",
        [STEWARD__V1__SORT__ORDER__RATING_ASCENDING] = "explain.order.rating_ascending",
        [STEWARD__V1__SORT__ORDER__NEWEST] = "explain.order.newest",
    };

    return (size_t)order < COUNT_OF(keys) ? keys[order] : NULL;
}

/* ---- its score ---- */

static size_t share_count(const Steward__V1__Shown *s)
{
    return s->n_shares < SHARES_MAX ? s->n_shares : SHARES_MAX;
}

/* In whole points that add up to those of the score. */
static int64_t points_of(const Steward__V1__Shown *s, int64_t ret_points[SHARES_MAX])
{
    double shares[SHARES_MAX];

    for (size_t i = 0; i < share_count(s); i++)
        shares[i] = s->shares[i]->share;
    return shares_round(shares, share_count(s), POINTS, ret_points);
}

static void say_score(struct answer *a, const Steward__V1__Shown *s)
{
    int64_t points[SHARES_MAX], total = points_of(s, points);
    char *parts[SHARES_MAX];

    for (size_t i = 0; i < share_count(s); i++) {
        double most = s->shares[i]->most >= 0 && s->shares[i]->most <= 1 ? s->shares[i]->most : 0;

        parts[i] = speech_text(&a->speech, "explain.share",
                               TEXT_ARGS({"feature", feature_name(a, s->shares[i]->feature), 0},
                                         {"points", number(a, points[i]), 0},
                                         {"most", number(a, llround(most * POINTS)), 0}));
    }
    answer_say(a, "explain.score",
               TEXT_ARGS({"points", number(a, total), total},
                         {"list", speech_list(&a->speech, parts, share_count(s), "and"), 0}));
}

static double share_for(const Steward__V1__Shown *s, Steward__V1__Share__Feature feature)
{
    for (size_t i = 0; i < share_count(s); i++) {
        if (s->shares[i]->feature == feature)
            return s->shares[i]->share;
    }
    return 0;
}

static char *title_of(const struct answer *a, const Steward__V1__Shown *s)
{
    return fact_title(&a->speech, s->title, s->product_id);
}

/* What the first one has that this one lacks. */
static void say_what_is_ahead(struct answer *a, const Steward__V1__Shown *s)
{
    const Steward__V1__Shown *first = a->turn->shown[0];
    char *more[AHEAD_MAX];
    size_t count = 0;

    for (size_t i = 0; i < share_count(first) && count < AHEAD_MAX; i++) {
        const Steward__V1__Share *share = first->shares[i];

        if (share->share >= share_for(s, share->feature) + 1.0 / POINTS)
            more[count++] = feature_name(a, share->feature);
    }
    if (count && first->score > s->score)
        answer_say(a, "explain.ahead",
                   TEXT_ARGS({"product", title_of(a, first), 0},
                             {"list", speech_list(&a->speech, more, count, "and"), 0}));
}

/* Brands take turns, so one with more points may stand below it. */
static void say_turns(struct answer *a, const Steward__V1__Shown *s, size_t place)
{
    for (size_t i = place; i < a->turn->n_shown; i++) {
        const Steward__V1__Shown *below = a->turn->shown[i];

        if (!below->n_shares || !(below->score > s->score))
            continue;
        answer_say(a, "explain.turns", TEXT_ARGS({"product", title_of(a, below), 0}));
        return;
    }
}

static void say_share_of_the_score(struct answer *a, size_t place)
{
    const Steward__V1__Shown *s = place ? a->turn->shown[place - 1] : NULL;

    if (!s)
        return;
    if (!s->n_shares) {
        answer_say(a, "explain.unranked", NULL);
        return;
    }
    a->result->products[0]->score = s->score;
    a->result->products[0]->shares = s->shares;
    a->result->products[0]->n_shares = s->n_shares;
    say_score(a, s);
    if (place > 1)
        say_what_is_ahead(a, s);
    if (s->featured)
        answer_say(a, "explain.featured", NULL);
    else
        say_turns(a, s, place);
}

void answer_explain(struct answer *a)
{
    const Steward__V1__Product *p = a->subjects[0];
    const char *order = a->turn->need ? order_key(a->turn->need->sort) : NULL;
    size_t place = place_of(a, p);

    a->subject_count = 1;
    answer_show(a);
    answer_say(a, place ? "explain.place" : "explain.not_shown",
               TEXT_ARGS({"product", answer_title(a, p), 0}, {"n", number(a, (int64_t)place), (int64_t)place},
                         {"total", number(a, (int64_t)a->turn->n_shown), 0}));
    if (order)
        answer_say(a, order, NULL);
    else
        say_share_of_the_score(a, place);
    say_words(a, p);
    say_limit(a, p);
    if (p->price && is_below_all(a, p))
        answer_say(a, "explain.cheapest", NULL);
    if (is_rated_above_all(a, p))
        answer_say(a, "explain.best_rated",
                   TEXT_ARGS(
                       {"stars", decimal_text(a->speech.arena, p->rating->stars, a->speech.locale), 0}));
    if (p->stock && p->stock->quantity <= 0)
        answer_say(a, "explain.sold_out", NULL);
}
