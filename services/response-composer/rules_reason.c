/* rules_reason: a table of things that may be said, the weightiest first; each says it or passes. */
#include "rules_reason.h"

#include "base/mem.h"
#include "money.h"
#include "words.h"

#define FEW_LEFT          5
#define POOR_STARS        3.0
#define POOR_COUNT        5 /* ratings from which on a poor rating is worth a warning */
#define WINDOW_MAX        2000
#define ENOUGH_TO_COMPARE 3

struct telling {
    const struct reason_view *view;
    const Steward__V1__Candidate *product;
    struct arena *arena;
};

static char *listed(const struct telling *t, const char *before, char *const *words, size_t count)
{
    struct buf text = {0};
    size_t before_len = strlen(before);

    buf_str(&text, str_of(before));
    words_list(&text, words, count, "and");
    if (text.len > before_len)
        return words_keep(&text, t->arena);
    buf_free(&text);
    return NULL;
}

static char *out_of_stock(const struct telling *t)
{
    const Steward__V1__Stock *stock = t->product->stock;

    return stock && stock->quantity <= 0 ? str_printf(t->arena, "out of stock at the moment") : NULL;
}

/* Words that are wishes, too, are said there. */
static char *matched_words(const struct telling *t)
{
    const Steward__V1__Candidate *c = t->product;
    size_t room = c->n_matched < WORDS_LOOKED_AT ? c->n_matched : WORDS_LOOKED_AT, count = 0;
    char **words = arena_array(t->arena, room, sizeof *words);

    for (size_t i = 0; i < room; i++)
        if (!words_have(c->met, c->n_met, str_of(c->matched[i])))
            words[count++] = c->matched[i];
    return listed(t, "matches ", words, count);
}

static bool has_price_to_judge(const struct telling *t)
{
    const Steward__V1__MoneyRange *range = t->view->wanted ? t->view->wanted->price : NULL;

    return range && (money_comparable(range->min, t->product->price) ||
                     money_comparable(range->max, t->product->price));
}

/* The catalogue counts a price that fits among the wishes; price_in_range says it in the reader's own
 * figures. */
static char *met_wishes(const struct telling *t)
{
    const Steward__V1__Candidate *c = t->product;
    size_t room = c->n_met < WORDS_LOOKED_AT ? c->n_met : WORDS_LOOKED_AT, count = 0;
    char **words = arena_array(t->arena, room, sizeof *words);

    for (size_t i = 0; i < room; i++)
        if (!has_price_to_judge(t) || !str_starts(str_of(c->met[i]), STR("price ")))
            words[count++] = c->met[i];
    return listed(t, "as you asked: ", words, count);
}

/* An amount in the currency of the product's price, as the reader writes it. */
static char *amount(const struct telling *t, const Steward__V1__Money *money)
{
    Steward__V1__Money named = money_like(money, t->product->price);

    return money_text_short(t->arena, &named, t->view->locale);
}

static char *below_limit(const struct telling *t, const Steward__V1__Money *max)
{
    const Steward__V1__Money *price = t->product->price;
    Steward__V1__Money over = *price;

    if (price->amount_minor < max->amount_minor)
        return str_printf(t->arena, "under your limit of %s", amount(t, max));
    if (price->amount_minor == max->amount_minor)
        return str_printf(t->arena, "just at your limit of %s", amount(t, max));
    if (__builtin_sub_overflow(price->amount_minor, max->amount_minor, &over.amount_minor))
        return NULL;
    return str_printf(t->arena, "%s over your limit of %s", amount(t, &over), amount(t, max));
}

static char *price_in_range(const struct telling *t)
{
    const Steward__V1__MoneyRange *range = t->view->wanted ? t->view->wanted->price : NULL;
    const Steward__V1__Money *price = t->product->price;
    bool has_min = range && money_comparable(range->min, price);
    bool has_max = range && money_comparable(range->max, price);

    if (has_min && price->amount_minor < range->min->amount_minor)
        return str_printf(t->arena, "below the %s you named", amount(t, range->min));
    if (has_min && has_max && price->amount_minor <= range->max->amount_minor)
        return str_printf(t->arena, "between %s and %s, as you asked", amount(t, range->min),
                          amount(t, range->max));
    if (has_max)
        return below_limit(t, range->max);
    return has_min ? str_printf(t->arena, "from %s up, as you asked", amount(t, range->min)) : NULL;
}

static char *few_left(const struct telling *t)
{
    const Steward__V1__Stock *stock = t->product->stock;

    if (!stock || stock->quantity <= 0 || stock->quantity > FEW_LEFT)
        return NULL;
    return str_printf(t->arena, "only %lld left", (long long)stock->quantity);
}

static char *rated(const struct telling *t)
{
    const Steward__V1__Rating *rating = t->product->rating;
    bool is_poor = rating && rating->stars < POOR_STARS;

    if (!rating || rating->count <= 0 || !(rating->stars >= 0 && rating->stars <= 5))
        return NULL;
    if (is_poor && rating->count < POOR_COUNT)
        return NULL;
    return str_printf(t->arena, "rated %s%s by %s %s", is_poor ? "only " : "",
                      decimal_text(t->arena, rating->stars, t->view->locale),
                      number_text(t->arena, rating->count, t->view->locale),
                      rating->count == 1 ? "person" : "people");
}

static char *lowest_price(const struct telling *t)
{
    return t->product == t->view->cheapest ? str_printf(t->arena, "the lowest price among these results")
                                           : NULL;
}

static char *missed_words(const struct telling *t)
{
    return listed(t, "does not mention ", t->product->missed, t->product->n_missed);
}

static char *in_stock(const struct telling *t)
{
    const Steward__V1__Stock *stock = t->product->stock;

    return stock && stock->quantity > FEW_LEFT ? str_printf(t->arena, "in stock") : NULL;
}

typedef char *reason_fn(const struct telling *t);

static reason_fn *const reasons[] = {
    out_of_stock, matched_words, met_wishes,   price_in_range, few_left,
    rated,        lowest_price,  missed_words, in_stock,
};

struct reason_view reason_view_of(const Steward__V1__SearchResult *found)
{
    struct reason_view view = {.locale = str_of(found->locale), .wanted = found->requirements};
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
    struct telling t = {.view = view, .product = product, .arena = arena};
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(reasons) && count < REASONS_MAX; i++) {
        char *text = reasons[i](&t);

        if (text)
            ret_reasons[count++] = text;
    }
    return count;
}
