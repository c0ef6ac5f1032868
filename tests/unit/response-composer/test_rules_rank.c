/* What the ranking promises: better comes first, nothing is lost, and a score is always a score. */
#include "found.h"

#include <math.h>
#include <string.h>

#include "base/id.h"
#include "rules_rank.h"

#define MAX_OFFERS 16

/* The ids in the order to show, separated by blanks. */
static const char *order_of(struct arena *arena, const Steward__V1__SearchResult *found)
{
    struct ranked *ranked;
    size_t count = rank_products(found, NULL, arena, &ranked);
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = str_printf(arena, "%s%s%s", text, i ? " " : "", ranked[i].candidate->product_id);
    return text;
}

static const struct {
    const char *what;
    struct offer offers[MAX_OFFERS];
    const char *order;
} plain[] = {
    // clang-format off
    {"nothing", {{0}}, ""},
    {"one", {{"a", "A", 0.4, 100}}, "a"},
    {"relevance decides", {{"a", "A", 0.5, 100}, {"b", "B", 1.0, 100}, {"c", "C", 0.7, 100}}, "b c a"},
    {"equals stay as found", {{"a", "", 0.5, 100}, {"b", "", 0.5, 100}, {"c", "", 0.5, 100}}, "a b c"},
    {"rating turns a near tie",
     {{"a", "A", 0.90, 100, 2.0, 500, 9}, {"b", "B", 0.88, 100, 4.8, 500, 9}},
     "b a"},
    {"rating does not beat relevance",
     {{"a", "A", 1.00, 100, 3.0, 500, 9}, {"b", "B", 0.60, 100, 5.0, 500, 9}},
     "a b"},
    {"one rating of 5 is worth less than 500 of 4.7",
     {{"a", "A", 0.9, 100, 5.0, 1, 9}, {"b", "B", 0.9, 100, 4.7, 500, 9}},
     "b a"},
    {"no rating beats a bad one", {{"a", "A", 0.9, 100, 2.2, 300, 9}, {"b", "B", 0.9, 100, 0, 0, 9}}, "b a"},
    {"what can be had comes first",
     {{"a", "A", 0.90, 100, 4.5, 50, 0}, {"b", "B", 0.88, 100, 4.5, 50, 12}},
     "b a"},
    {"stock that is not known is not held against it",
     {{"a", "A", 0.9, 100, 4.5, 50, NO_STOCK}, {"b", "B", 0.9, 100, 4.5, 50, 0}},
     "a b"},
    {"brands take turns among near ties",
     {{"a", "A", 1.00, 100}, {"b", "A", 0.998, 100}, {"c", "A", 0.997, 100}, {"d", "B", 0.996, 100}},
     "a d b c"},
    {"brands are the same in any case",
     {{"a", "ACME", 1.00, 100}, {"b", "Acme", 0.998, 100}, {"c", "B", 0.996, 100}},
     "a c b"},
    {"a clear winner stays", {{"a", "A", 1.0, 100}, {"b", "A", 0.95, 100}, {"c", "B", 0.5, 100}}, "a b c"},
    {"products without a brand are not of one brand",
     {{"a", "", 1.00, 100}, {"b", "", 0.99, 100}, {"c", "B", 0.98, 100}},
     "a b c"},
    // clang-format on
};

static void better_comes_first(void **state)
{
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        const char *order = order_of(*state, found_of(*state, plain[i].offers));

        if (strcmp(order, plain[i].order) != 0)
            fail_msg("%s: %s instead of %s", plain[i].what, order, plain[i].order);
    }
}

static const struct offer by_price[] = {
    {"dear", "A", 0.80, 15000}, {"fits", "B", 0.80, 9000},        {"low", "C", 0.80, 2000},
    {"some", "D", 0.80, 10400}, {"unknown", "E", 0.80, NO_PRICE}, {0},
};

static void prices_out_of_the_range_go_down(void **state)
{
    static const struct {
        int64_t min, max;
        const char *order;
    } cases[] = {
        {NO_PRICE, 10000, "fits low some unknown dear"},
        {8000, 10000, "fits some unknown dear low"},
        {10000, NO_PRICE, "dear some fits unknown low"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__SearchResult *found = found_of(*state, by_price);

        want_price(*state, found, cases[i].min, cases[i].max);
        assert_string_equal(order_of(*state, found), cases[i].order);
    }
}

static void cheap_brings_the_cheapest_up(void **state)
{
    Steward__V1__SearchResult *found = found_of(*state, by_price);

    found->requirements->cheap = true;
    assert_string_equal(order_of(*state, found), "low fits some unknown dear");
}

static void another_currency_is_not_compared(void **state)
{
    Steward__V1__SearchResult *found = found_of(*state, by_price);

    want_price(*state, found, NO_PRICE, 10000);
    found->requirements->price->max->currency_code = str_c(*state, STR("JPY"));
    assert_string_equal(order_of(*state, found), "dear fits low some unknown");
}

static void words_and_wishes_count(void **state)
{
    static const struct offer offers[] = {{"few", "A", 0.9, 100}, {"all", "B", 0.9, 100}, {0}};
    Steward__V1__SearchResult *found = found_of(*state, offers);
    char *words[] = {str_c(*state, STR("red")), str_c(*state, STR("dress"))};

    found->candidates[0]->matched = found->candidates[0]->missed = found->candidates[1]->matched = words;
    found->candidates[0]->n_matched = found->candidates[0]->n_missed = 1;
    found->candidates[1]->n_matched = 2;
    assert_string_equal(order_of(*state, found), "all few");

    found = found_of(*state, offers);
    found->candidates[1]->met = words;
    found->candidates[1]->n_met = 1;
    assert_string_equal(order_of(*state, found), "all few");
}

static void an_order_that_was_asked_for_is_kept(void **state)
{
    static const struct offer offers[] = {{"a", "A", 0.1, 1}, {"b", "A", 1.0, 2}, {"c", "B", 0.5, 3}, {0}};

    for (int order = STEWARD__V1__SORT__ORDER__PRICE_ASCENDING; order <= STEWARD__V1__SORT__ORDER__NEWEST;
         order++) {
        Steward__V1__SearchResult *found = found_of(*state, offers);

        found->sort = (Steward__V1__Sort__Order)order;
        assert_string_equal(order_of(*state, found), "a b c");
    }
}

static void what_the_shop_pins_is_at_its_place(void **state)
{
    static const struct offer offers[] = {{"a", "A", 1.0, 100}, {"b", "B", 0.8, 100}, {"c", "C", 0.6, 100},
                                          {"d", "D", 0.4, 100}, {"e", "E", 0.2, 100}, {0}};
    static const struct {
        int32_t pinned[5];
        const char *order;
    } cases[] = {
        {{0, 0, 0, 0, 0}, "a b c d e"},   {{0, 0, 0, 0, 1}, "e a b c d"}, {{2, 0, 0, 0, 0}, "b a c d e"},
        {{2, 0, 0, 0, 1}, "e a b c d"},   {{3, 0, 0, 1, 2}, "d e a b c"}, {{9, 0, 0, 0, 0}, "b c d e a"},
        {{0, 0, 0, -1, 11}, "a b c d e"}, {{1, 1, 0, 0, 0}, "a b c d e"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__SearchResult *found = found_of(*state, offers);

        for (size_t k = 0; k < found->n_candidates; k++)
            found->candidates[k]->pinned_at = cases[i].pinned[k];
        assert_string_equal(order_of(*state, found), cases[i].order);
        found->sort = STEWARD__V1__SORT__ORDER__PRICE_ASCENDING;
        assert_string_equal(order_of(*state, found), "a b c d e");
    }
}

static void a_brand_that_was_asked_for_need_not_take_turns(void **state)
{
    static const struct offer offers[] = {{"a", "A", 1.0, 1},
                                          {"b", "A", 0.998, 1},
                                          {"c", "B", 0.996, 1},
                                          {0}};
    Steward__V1__SearchResult *found = found_of(*state, offers);
    char *brands[] = {str_c(*state, STR("A"))};

    found->requirements->brands = brands;
    found->requirements->n_brands = 1;
    assert_string_equal(order_of(*state, found), "a b c");
    found->requirements->n_brands = 0;
}

static double any_double(void)
{
    static const double strange[] = {NAN, INFINITY, -INFINITY, -1, 0, 0.5, 1, 7, 1e308, -1e308, 4.9e-324};

    return strange[random_below(COUNT_OF(strange))];
}

static int64_t any_integer(void)
{
    static const int64_t strange[] = {INT64_MIN + 1, -1, 0, 1, 3, 1999, 100000, INT64_MAX};

    return strange[random_below(COUNT_OF(strange))];
}

static Steward__V1__SearchResult *anything(struct arena *arena, size_t count)
{
    static const char *const brands[] = {"", "A", "B", "C"};
    struct offer *offers = arena_array(arena, count + 1, sizeof *offers);
    Steward__V1__SearchResult *found;

    for (size_t i = 0; i < count; i++)
        offers[i] = (struct offer){
            .id = str_printf(arena, "%zu", i),
            .brand = brands[random_below(COUNT_OF(brands))],
            .relevance = any_double(),
            .price = random_below(4) ? any_integer() : NO_PRICE,
            .stars = any_double(),
            .raters = any_integer(),
            .stock = random_below(4) ? any_integer() : NO_STOCK,
        };
    found = found_of(arena, offers);
    found->requirements->cheap = random_below(2);
    if (random_below(2))
        want_price(arena, found, any_integer(), any_integer());
    found->sort = random_below(2) ? STEWARD__V1__SORT__ORDER__RELEVANCE : STEWARD__V1__SORT__ORDER__RATING;
    return found;
}

static void check_promises(struct arena *arena, const Steward__V1__SearchResult *found)
{
    struct ranked *ranked, *again;
    size_t count = rank_products(found, NULL, arena, &ranked);
    bool *seen = arena_array(arena, count + 1, sizeof *seen);

    assert_int_equal(count, found->n_candidates);
    assert_int_equal(rank_products(found, NULL, arena, &again), count);
    for (size_t i = 0; i < count; i++) {
        double sum = 0;

        assert_false(seen[ranked[i].found_at]);
        seen[ranked[i].found_at] = true;
        assert_ptr_equal(ranked[i].candidate, found->candidates[ranked[i].found_at]);
        assert_true(ranked[i].score >= 0 && ranked[i].score <= 1);
        for (int f = 0; f < RANK_FEATURES; f++)
            sum += ranked[i].part[f];
        assert_true(fabs(sum - ranked[i].score) < 1e-9);
        assert_int_equal(ranked[i].found_at, again[i].found_at);
        if (found->sort != STEWARD__V1__SORT__ORDER__RELEVANCE)
            assert_int_equal(ranked[i].found_at, i);
    }
}

static void whatever_comes_in_nothing_is_lost_and_scores_are_scores(void **state)
{
    random_seed(20261121);
    for (int round = 0; round < 300; round++) {
        struct arena *arena = arena_new(8 << 20);

        check_promises(arena, anything(arena, random_below(60)));
        arena_free(arena);
    }
    check_promises(*state, anything(*state, 1000));
}

static void more_than_it_looks_at_is_cut(void **state)
{
    struct ranked *ranked;

    assert_int_equal(rank_products(anything(*state, RANK_MAX + 10), NULL, *state, &ranked), RANK_MAX);
}

static void a_result_without_requirements_is_ranked(void **state)
{
    Steward__V1__SearchResult *found = found_of(*state, plain[2].offers);

    found->requirements = NULL;
    assert_string_equal(order_of(*state, found), "b c a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(better_comes_first),
        TEST(prices_out_of_the_range_go_down),
        TEST(cheap_brings_the_cheapest_up),
        TEST(another_currency_is_not_compared),
        TEST(words_and_wishes_count),
        TEST(an_order_that_was_asked_for_is_kept),
        TEST(what_the_shop_pins_is_at_its_place),
        TEST(a_brand_that_was_asked_for_need_not_take_turns),
        TEST(whatever_comes_in_nothing_is_lost_and_scores_are_scores),
        TEST(more_than_it_looks_at_is_cut),
        TEST(a_result_without_requirements_is_ranked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
