/* rules_reason: a table of things that may be said, the weightiest first; each says it or passes. */
#include "rules_reason.h"

#include "base/mem.h"
#include "money.h"
#include "rules_condition.h"
#include "words.h"

#define FEW_LEFT          5
#define POOR_STARS        3.0
#define POOR_COUNT        5 /* ratings from which on a poor rating is worth a warning */
#define WINDOW_MAX        2000
#define ENOUGH_TO_COMPARE 3

struct telling {
    const struct reason_view *view;
    const Steward__V1__Candidate *product;
    const struct speech *speech;
};

static char *say(const struct telling *t, const char *key)
{
    return speech_text(t->speech, key, NULL);
}

/* NULL if there is no word to list. */
static char *say_list(const struct telling *t, const char *key, char *const *words, size_t count)
{
    char *list = speech_words(t->speech, words, count, "and");

    return list[0] ? speech_text(t->speech, key, TEXT_ARGS({"list", list, 0})) : NULL;
}

static char *out_of_stock(const struct telling *t)
{
    const Steward__V1__Stock *stock = t->product->stock;

    return stock && stock->quantity <= 0 ? say(t, "reason.sold_out") : NULL;
}

/* Words that are wishes, too, are said there. */
static char *matched_words(const struct telling *t)
{
    const Steward__V1__Candidate *c = t->product;
    size_t room = c->n_matched < WORDS_LOOKED_AT ? c->n_matched : WORDS_LOOKED_AT, count = 0;
    char **words = arena_array(t->speech->arena, room, sizeof *words);

    for (size_t i = 0; i < room; i++)
        if (!words_have(c->met, c->n_met, str_of(c->matched[i])))
            words[count++] = c->matched[i];
    return say_list(t, "reason.matches", words, count);
}

static bool has_price_to_judge(const struct telling *t)
{
    const Steward__V1__MoneyRange *range = t->view->wanted ? t->view->wanted->price : NULL;

    return range && (money_comparable(range->min, t->product->price) ||
                     money_comparable(range->max, t->product->price));
}

/* The catalogue says wishes in English; what is a shopper's or a product's own word stays as it is. */
static char *in_reader_words(const struct telling *t, char *said)
{
    const struct conditions conditions = {t->speech, t->view->need, t->view->wanted, t->product->price};

    if (language_is_english(t->speech->language))
        return said;
    return condition_said(&conditions, said);
}

/* The catalogue counts a price that fits among the wishes; price_in_range says it in the reader's own
 * figures. */
static char *met_wishes(const struct telling *t)
{
    const Steward__V1__Candidate *c = t->product;
    size_t room = c->n_met < WORDS_LOOKED_AT ? c->n_met : WORDS_LOOKED_AT, count = 0;
    char **words = arena_array(t->speech->arena, room, sizeof *words);

    for (size_t i = 0; i < room; i++)
        if (!has_price_to_judge(t) || !str_starts(str_of(c->met[i]), STR("price ")))
            words[count++] = in_reader_words(t, c->met[i]);
    return say_list(t, "reason.as_asked", words, count);
}

/* An amount in the currency of the product's price, as the reader writes it. */
static char *amount(const struct telling *t, const Steward__V1__Money *money)
{
    Steward__V1__Money named = money_like(money, t->product->price);

    return money_text_short(t->speech->arena, &named, t->speech->locale);
}

static char *below_limit(const struct telling *t, const Steward__V1__Money *max)
{
    const Steward__V1__Money *price = t->product->price;
    const struct text_arg limit = {"limit", amount(t, max), 0};
    Steward__V1__Money over = *price;

    if (price->amount_minor < max->amount_minor)
        return speech_text(t->speech, "reason.under_limit", TEXT_ARGS(limit));
    if (price->amount_minor == max->amount_minor)
        return speech_text(t->speech, "reason.at_limit", TEXT_ARGS(limit));
    if (__builtin_sub_overflow(price->amount_minor, max->amount_minor, &over.amount_minor))
        return NULL;
    return speech_text(t->speech, "reason.over_limit", TEXT_ARGS(limit, {"over", amount(t, &over), 0}));
}

static char *price_in_range(const struct telling *t)
{
    const Steward__V1__MoneyRange *range = t->view->wanted ? t->view->wanted->price : NULL;
    const Steward__V1__Money *price = t->product->price;
    bool has_min = range && money_comparable(range->min, price);
    bool has_max = range && money_comparable(range->max, price);
    const struct text_arg min = {"min", has_min ? amount(t, range->min) : NULL, 0};

    if (has_min && price->amount_minor < range->min->amount_minor)
        return speech_text(t->speech, "reason.below_range", TEXT_ARGS(min));
    if (has_min && has_max && price->amount_minor <= range->max->amount_minor)
        return speech_text(t->speech, "reason.in_range", TEXT_ARGS(min, {"max", amount(t, range->max), 0}));
    if (has_max)
        return below_limit(t, range->max);
    return has_min ? speech_text(t->speech, "reason.from_up", TEXT_ARGS(min)) : NULL;
}

static char *few_left(const struct telling *t)
{
    const Steward__V1__Stock *stock = t->product->stock;

    if (!stock || stock->quantity <= 0 || stock->quantity > FEW_LEFT)
        return NULL;
    return speech_text(t->speech, "reason.few_left",
                       TEXT_ARGS({"n", number_text(t->speech->arena, stock->quantity, t->speech->locale),
                                  stock->quantity}));
}

static char *rated(const struct telling *t)
{
    const Steward__V1__Rating *rating = t->product->rating;
    bool is_poor = rating && rating->stars < POOR_STARS;
    const struct speech *s = t->speech;

    if (!rating || rating->count <= 0 || !(rating->stars >= 0 && rating->stars <= 5))
        return NULL;
    if (is_poor && rating->count < POOR_COUNT)
        return NULL;
    return speech_text(s, is_poor ? "reason.rated_poorly" : "reason.rated",
                       TEXT_ARGS({"stars", decimal_text(s->arena, rating->stars, s->locale), 0},
                                 {"n", number_text(s->arena, rating->count, s->locale), rating->count}));
}

static char *lowest_price(const struct telling *t)
{
    return t->product == t->view->cheapest ? say(t, "reason.cheapest") : NULL;
}

static char *missed_words(const struct telling *t)
{
    return say_list(t, "reason.misses", t->product->missed, t->product->n_missed);
}

static char *in_stock(const struct telling *t)
{
    const Steward__V1__Stock *stock = t->product->stock;

    return stock && stock->quantity > FEW_LEFT ? say(t, "reason.in_stock") : NULL;
}

/* The shopper is told when it is not the words alone that brought it here. */
static char *featured(const struct telling *t)
{
    return t->product->featured ? say(t, "reason.featured") : NULL;
}

static char *like_chosen(const struct telling *t)
{
    const char *key = taste_reason(t->view->taste, t->product);

    return key ? say(t, key) : NULL;
}

typedef char *reason_fn(const struct telling *t);

static reason_fn *const reasons[] = {
    featured, out_of_stock, matched_words, met_wishes,   like_chosen, price_in_range,
    few_left, rated,        lowest_price,  missed_words, in_stock,
};

struct reason_view reason_view_of(const Steward__V1__SearchResult *found, const Steward__V1__Turn *turn)
{
    struct reason_view view = {.locale = str_of(turn && turn->locale[0] ? turn->locale : found->locale),
                               .wanted = found->requirements,
                               .need = turn ? turn->need : NULL};
    const Steward__V1__Candidate *first = NULL, *cheapest = NULL;
    size_t compared = 0, as_cheap = 0;

    for (size_t i = 0; i < found->n_candidates && i < WINDOW_MAX; i++) {
        const Steward__V1__Candidate *c = found->candidates[i];

        if (!c->price || (first && !money_comparable(first->price, c->price)))
            continue;
        first = first ? first : c;
        compared++;
        if (!cheapest || c->price->amount_minor < cheapest->price->amount_minor) {
            cheapest = c;
            as_cheap = 0;
        }
        as_cheap += c->price->amount_minor == cheapest->price->amount_minor;
    }
    if (compared >= ENOUGH_TO_COMPARE && as_cheap == 1)
        view.cheapest = cheapest;
    return view;
}

size_t reasons_for(const struct reason_view *view, const Steward__V1__Candidate *product, struct arena *arena,
                   char *ret_reasons[REASONS_MAX])
{
    const struct speech speech = {language_of(view->locale), view->locale, arena};
    struct telling t = {.view = view, .product = product, .speech = &speech};
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(reasons) && count < REASONS_MAX; i++) {
        char *text = reasons[i](&t);

        if (text)
            ret_reasons[count++] = text;
    }
    return count;
}
