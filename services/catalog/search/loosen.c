/* loosen: when the conditions leave nothing, what is given up, and what giving up each single one would give.
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "search/near.h"
#include "search/search_parts.h"

enum { COVER_STEPS = 128, SAID_MAX = 24, ENOUGH_TO_NAME = 3, ENOUGH_OF_KIND = 5 };

static bool is_in_without(const struct search *s, size_t i, uint32_t given_up)
{
    return !s->failed || !(s->failed[i] & ~given_up);
}

/* How much of its query a product must cover: as much as the best SEARCH_ENOUGH do. Where the kind is named
 * the other words only describe it, and a few that fit them all are enough. */
float loosen_least_cover(const struct search *s, size_t from, uint32_t given_up)
{
    uint32_t counts[COVER_STEPS + 1] = {0};
    size_t have = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        if (is_in_without(s, i, given_up) && search_from(s, i) == from)
            counts[(size_t)(s->matches.all[i].covered * COVER_STEPS)]++;
    }
    for (size_t step = COVER_STEPS + 1; step-- > 0;) {
        have += counts[step];
        if (have >= (s->command->by_kind ? ENOUGH_OF_KIND : SEARCH_ENOUGH))
            return (float)step / COVER_STEPS;
    }
    return 0;
}

/* As much as the best product covers, whatever it costs: nobody is helped by "3 without the price limit" that
 * have half of the words. */
static float cover_to_tell(const struct search *s, size_t from)
{
    float most = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        if (!(s->failed[i] & FAILS_EXCLUDED) && search_from(s, i) == from)
            most = fmaxf(most, s->matches.all[i].covered);
    }
    return most * 0.999F;
}

/* 129.00 becomes 150.00: as a person would name a limit. */
static int64_t round_up(int64_t amount)
{
    static const int64_t tenths[] = {10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100};
    int64_t power = 10;

    if (amount > INT64_MAX / 100)
        return amount;
    while (power * 10 <= amount)
        power *= 10;
    for (size_t i = 0; i < COUNT_OF(tenths); i++) {
        if (power / 10 * tenths[i] >= amount)
            return power / 10 * tenths[i];
    }
    return power * 10;
}

struct prices {
    uint32_t currency; /* of the first that has one: others cannot be compared with it */
    int64_t *amounts;
    size_t count;
};

static void take_price(struct prices *prices, const struct product *p)
{
    if (p->price_minor == PRICE_UNKNOWN || (prices->count && p->currency != prices->currency))
        return;
    prices->currency = p->currency;
    prices->amounts[prices->count++] = p->price_minor;
}

static int by_amount(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

static Steward__V1__Money *money_of(const struct search *s, uint32_t currency, int64_t amount)
{
    Steward__V1__Money *money = arena_new_of(s->arena, Steward__V1__Money);

    steward__v1__money__init(money);
    money->currency_code = str_c(s->arena, str_of(texts_get(index_texts(s->index), currency)));
    money->amount_minor = amount;
    return money;
}

/* The lowest price and, where the price is in the way, a round limit that would leave a few. */
static void tell_prices(const struct search *s, struct prices *prices, bool is_in_the_way,
                        Steward__V1__Loosening *l)
{
    size_t few = prices->count < ENOUGH_TO_NAME ? prices->count : ENOUGH_TO_NAME;
    int64_t limit;

    if (!prices->count)
        return;
    qsort(prices->amounts, prices->count, sizeof(*prices->amounts), by_amount);
    l->price = money_of(s, prices->currency, prices->amounts[0]);
    if (!is_in_the_way)
        return;
    limit = round_up(prices->amounts[few - 1]);
    l->enough = money_of(s, prices->currency, limit);
    while ((size_t)l->within < prices->count && prices->amounts[l->within] <= limit)
        l->within++;
}

/* Of variants one counts, and the cheapest price is among theirs. `counted`: by group; NULL: none yet. */
static bool counts(const struct search *s, const struct product *p, bool **counted)
{
    bool is_new;

    if (!p->group)
        return true;
    if (!*counted)
        *counted = arena_array(s->arena, texts_limit(index_texts(s->index)), sizeof(bool));
    is_new = !(*counted)[p->group];
    (*counted)[p->group] = true;
    return is_new;
}

static Steward__V1__Loosening *without(const struct search *s, uint32_t condition)
{
    Steward__V1__Loosening *l = arena_new_of(s->arena, Steward__V1__Loosening);
    struct prices prices = {.amounts = arena_array(s->arena, s->matches.count + 1, sizeof(int64_t))};
    float cover[SEARCH_QUERIES_MAX] = {0};
    bool *counted = NULL;

    steward__v1__loosening__init(l);
    for (size_t q = 0; q < s->asked_count; q++)
        cover[q] = cover_to_tell(s, q);
    for (size_t i = 0; i < s->matches.count; i++) {
        const struct match *m = &s->matches.all[i];

        if (!is_in_without(s, i, condition) || m->covered < cover[search_from(s, i)])
            continue;
        l->count += counts(s, index_product(s->index, m->product), &counted);
        take_price(&prices, index_product(s->index, m->product));
    }
    tell_prices(s, &prices, condition == FAILS_PRICE, l);
    l->within = l->within < l->count ? l->within : l->count;
    return l;
}

/* Before anything is given up. */
static void tell_each(struct search *s)
{
    uint32_t given = filters_given(s->filters);

    s->result->loosenings = arena_array(s->arena, 32, sizeof(*s->result->loosenings));
    for (uint32_t condition = 1; condition && condition <= given; condition <<= 1) {
        Steward__V1__Loosening *l = condition & given ? without(s, condition) : NULL;
        char *said;

        if (!l || !l->count)
            continue;
        l->about = str_c(s->arena, str_of(filters_about(s->filters, condition)));
        if (filters_say(s->filters, condition, &said, 1, s->arena))
            l->said = said;
        s->result->loosenings[s->result->n_loosenings++] = l;
    }
}

/* In a conversation, conditions that leave only what hardly fits the words have left nothing: 16 cm knives
 * are no answer to "gaming laptop 16 GB under 300", if there are such laptops at all. Who ticks filters wants
 * what they leave. */
static bool is_relevant(const struct search *s, size_t i)
{
    return s->result->nothing_relevant || !s->command->by_kind ||
           near_is_relevant(&s->asked[search_from(s, i)].query, &s->matches.all[i]);
}

static bool leaves_anything(const struct search *s)
{
    for (size_t i = 0; i < s->matches.count; i++) {
        if (search_is_in(s, i) && is_relevant(s, i))
            return true;
    }
    return false;
}

/* The conditions failed by what is relevant; what is not could not be helped by giving up any. */
static uint32_t *failed_by_relevant(const struct search *s)
{
    uint32_t *failed = arena_array(s->arena, s->matches.count + 1, sizeof(*failed));

    for (size_t i = 0; i < s->matches.count; i++)
        failed[i] = is_relevant(s, i) ? s->failed[i] : FAILS_EXCLUDED;
    return failed;
}

void loosen(struct search *s)
{
    uint32_t given_up;

    if (leaves_anything(s))
        return;
    given_up = filters_loosen(s->filters, failed_by_relevant(s), s->matches.count);
    if (!given_up)
        return;
    tell_each(s);
    s->result->n_loosened +=
        filters_say(s->filters, given_up, s->result->loosened + s->result->n_loosened, SAID_MAX, s->arena);
    for (size_t i = 0; i < s->matches.count; i++)
        s->failed[i] &= ~given_up;
}
