/* found: results of a search for the tests, from a table of what matters in them. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/composer.pb-c.h"

#define NO_PRICE INT64_MIN
#define NO_STOCK INT64_MIN

struct offer {
    const char *id;
    const char *brand;
    double relevance;
    int64_t price; /* in cents of a dollar */
    double stars;
    int64_t raters;
    int64_t stock;
};

static inline Steward__V1__Money *dollars(struct arena *arena, int64_t cents)
{
    Steward__V1__Money *money = arena_new_of(arena, Steward__V1__Money);

    steward__v1__money__init(money);
    money->currency_code = (char *)(uintptr_t) "USD";
    money->amount_minor = cents;
    return money;
}

static inline Steward__V1__Candidate *candidate_of(struct arena *arena, const struct offer *offer)
{
    Steward__V1__Candidate *c = arena_new_of(arena, Steward__V1__Candidate);

    steward__v1__candidate__init(c);
    c->product_id = str_c(arena, str_of(offer->id));
    c->brand = str_c(arena, str_of(offer->brand));
    c->relevance = offer->relevance;
    if (offer->price != NO_PRICE)
        c->price = dollars(arena, offer->price);
    if (offer->raters > 0) {
        c->rating = arena_new_of(arena, Steward__V1__Rating);
        steward__v1__rating__init(c->rating);
        c->rating->stars = offer->stars;
        c->rating->count = offer->raters;
    }
    if (offer->stock != NO_STOCK) {
        c->stock = arena_new_of(arena, Steward__V1__Stock);
        steward__v1__stock__init(c->stock);
        c->stock->quantity = offer->stock;
    }
    return c;
}

/* Offers up to the first without an id. */
static inline Steward__V1__SearchResult *found_of(struct arena *arena, const struct offer *offers)
{
    Steward__V1__SearchResult *found = arena_new_of(arena, Steward__V1__SearchResult);
    size_t count = 0;

    while (offers[count].id)
        count++;
    steward__v1__search_result__init(found);
    found->candidates = arena_array(arena, count, sizeof *found->candidates);
    for (size_t i = 0; i < count; i++)
        found->candidates[found->n_candidates++] = candidate_of(arena, &offers[i]);
    found->total = (int64_t)count;
    found->requirements = arena_new_of(arena, Steward__V1__Requirements);
    steward__v1__requirements__init(found->requirements);
    return found;
}

/* Asks for a page of it. */
static inline const Steward__V1__RankCommand *command_for(struct arena *arena,
                                                          Steward__V1__SearchResult *found)
{
    Steward__V1__RankCommand *command = arena_new_of(arena, Steward__V1__RankCommand);

    steward__v1__rank_command__init(command);
    command->found = found;
    return command;
}

static inline void want_price(struct arena *arena, Steward__V1__SearchResult *found, int64_t min, int64_t max)
{
    found->requirements->price = arena_new_of(arena, Steward__V1__MoneyRange);
    steward__v1__money_range__init(found->requirements->price);
    if (min != NO_PRICE)
        found->requirements->price->min = dollars(arena, min);
    if (max != NO_PRICE)
        found->requirements->price->max = dollars(arena, max);
}

/* "red|black" as a list of two. */
static inline size_t list_of(struct arena *arena, const char *joined, char ***ret_list)
{
    struct str rest = str_of(joined), part;
    size_t count = 0;

    *ret_list = arena_array(arena, rest.len + 1, sizeof **ret_list);
    while (str_split(&rest, '|', &part))
        (*ret_list)[count++] = str_c(arena, part);
    return count;
}

static inline int with_arena(void **state)
{
    *state = arena_new(8 << 20);
    return 0;
}

static inline int without_arena(void **state)
{
    arena_free(*state);
    return 0;
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, with_arena, without_arena)
