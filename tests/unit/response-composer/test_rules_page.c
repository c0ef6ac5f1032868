/* A page is a part of the ranked window: pages neither repeat nor lose a product. */
#include "found.h"

#include <math.h>
#include <string.h>

#include "base/id.h"
#include "rules_interleave.h"
#include "rules_page.h"
#include "rules_rank.h"

#define WINDOW 37

static Steward__V1__SearchResult *window_of(struct arena *arena, size_t count)
{
    struct offer *offers = arena_array(arena, count + 1, sizeof *offers);

    for (size_t i = 0; i < count; i++)
        offers[i] = (struct offer){.id = str_printf(arena, "p%zu", i),
                                   .brand = i % 3 ? "A" : "B",
                                   .relevance = (double)random_below(100) / 100,
                                   .price = 1000,
                                   .stock = 4};
    return found_of(arena, offers);
}

static void pages_together_are_the_window(void **state)
{
    struct arena *arena = *state;
    Steward__V1__SearchResult *found;
    const char *seen = " ";
    size_t shown = 0;

    random_seed(3);
    found = window_of(arena, WINDOW);
    found->limit = 10;
    for (found->skip = 0; found->skip < WINDOW; found->skip += found->limit) {
        Steward__V1__RankResult *page = page_of(command_for(arena, found), arena);

        for (size_t i = 0; i < page->n_products; i++) {
            const char *id = str_printf(arena, " %s ", page->products[i]->product_id);

            assert_null(strstr(seen, id));
            seen = str_printf(arena, "%s%s", seen, id);
            shown++;
        }
    }
    assert_int_equal(shown, WINDOW);
}

static void limits_are_kept(void **state)
{
    static const struct {
        int32_t skip, limit;
        size_t count, shown;
    } cases[] = {
        {0, 0, 37, PAGE_DEFAULT},
        {0, -5, 37, PAGE_DEFAULT},
        {0, 3, 37, 3},
        {35, 10, 37, 2},
        {37, 10, 37, 0},
        {INT32_MAX, INT32_MAX, 37, 0},
        {-1, 5, 37, 5},
        {INT32_MIN, 5, 37, 5},
        {0, INT32_MAX, 300, PAGE_MAX},
        {0, 10, 0, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__SearchResult *found = window_of(*state, cases[i].count);

        found->skip = cases[i].skip;
        found->limit = cases[i].limit;
        assert_int_equal(page_of(command_for(*state, found), *state)->n_products, cases[i].shown);
    }
}

static void what_was_found_is_passed_on(void **state)
{
    Steward__V1__SearchResult *found = window_of(*state, 1);
    Steward__V1__Problem problem = STEWARD__V1__PROBLEM__INIT;
    Steward__V1__RankResult *page;

    found->next_cursor = str_c(*state, STR("more"));
    found->problem = &problem;
    found->candidates[0]->title = str_c(*state, STR("A lamp"));
    page = page_of(command_for(*state, found), *state);
    assert_string_equal(page->next_cursor, "more");
    assert_ptr_equal(page->problem, &problem);
    assert_true(strlen(page->message) > 0);
    assert_string_equal(page->products[0]->title, "A lamp");
    assert_string_equal(page->products[0]->product_id, "p0");
    assert_int_equal(page->products[0]->price->amount_minor, 1000);
    assert_int_equal(page->products[0]->stock->quantity, 4);
    assert_null(page->products[0]->rating);
    assert_string_equal(page->products[0]->reasons[0], "only 4 left");
}

/* To four digits, in a conversation and when asked for; else not at all. */
static void shares_add_up_to_the_score(void **state)
{
    Steward__V1__SearchResult *found = window_of(*state, WINDOW);
    Steward__V1__RankCommand command = *command_for(*state, found);
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;

    assert_int_equal(page_of(&command, *state)->products[0]->n_shares, 0);
    for (int in_conversation = 0; in_conversation < 2; in_conversation++) {
        Steward__V1__RankResult *page;

        command.explain = !in_conversation;
        command.turn = in_conversation ? &turn : NULL;
        page = page_of(&command, *state);
        for (size_t i = 0; i < page->n_products; i++) {
            const Steward__V1__RankedProduct *p = page->products[i];
            double sum = 0;

            assert_int_equal(p->n_shares, 2); /* relevance and stock: nothing else tells them apart */
            for (size_t k = 0; k < p->n_shares; k++) {
                sum += p->shares[k]->share;
                assert_true(p->shares[k]->share <= p->shares[k]->most + 1e-4);
            }
            assert_true(fabs(sum - p->score) < 1e-9);
        }
    }
}

/* The lower in the window, the better rated: the candidate would turn the whole page round. */
static Steward__V1__SearchResult *window_of_opposites(struct arena *arena, int32_t pinned)
{
    struct offer offers[WINDOW + 1] = {0};
    Steward__V1__SearchResult *found;

    for (int i = 0; i < WINDOW; i++)
        offers[i] = (struct offer){.id = str_printf(arena, "p%02d", i),
                                   .brand = str_printf(arena, "%d", i),
                                   .relevance = 1 - i / 100.0,
                                   .price = NO_PRICE,
                                   .stars = 3 + i / 20.0,
                                   .raters = 1000,
                                   .stock = NO_STOCK};
    found = found_of(arena, offers);
    found->candidates[WINDOW - 1]->pinned_at = pinned;
    found->limit = 10;
    return found;
}

static void a_page_in_turns_is_the_same_products_in_another_order(void **state)
{
    static const double by_relevance[RANK_FEATURES] = {[RANK_RELEVANCE] = 1},
                        by_rating[RANK_FEATURES] = {[RANK_RATING] = 1};
    Steward__V1__SearchResult *found = window_of_opposites(*state, 0);
    const Steward__V1__RankCommand *command = command_for(*state, found);
    size_t moved = 0;

    for (uint64_t seed = 0; seed < 50; seed++) {
        struct ranking ranking = {by_relevance, NULL, seed};
        const int32_t *teams;
        Steward__V1__RankResult *plain = page_ranked(command, &ranking, *state, &teams), *turns;
        size_t of_candidate = 0, there = 0;

        assert_null(teams);
        ranking.candidate = by_rating;
        turns = page_ranked(command, &ranking, *state, &teams);
        assert_int_equal(turns->n_products, plain->n_products);
        for (size_t i = 0; i < turns->n_products; i++) {
            of_candidate += teams[i] == TEAM_CANDIDATE;
            moved += strcmp(turns->products[i]->product_id, plain->products[i]->product_id) != 0;
            for (size_t k = 0; k < plain->n_products; k++)
                there += !strcmp(turns->products[i]->product_id, plain->products[k]->product_id);
        }
        assert_int_equal(there, plain->n_products);
        assert_int_equal(of_candidate, turns->n_products / 2);
    }
    assert_true(moved > 50);
}

static void a_pinned_product_takes_no_turn(void **state)
{
    static const double by_rating[RANK_FEATURES] = {[RANK_RATING] = 1};
    Steward__V1__SearchResult *found = window_of_opposites(*state, 1);

    for (uint64_t seed = 0; seed < 20; seed++) {
        struct ranking ranking = {NULL, by_rating, seed};
        const int32_t *teams;
        Steward__V1__RankResult *page = page_ranked(command_for(*state, found), &ranking, *state, &teams);

        assert_string_equal(page->products[0]->product_id, "p36");
        assert_int_equal(teams[0], 0);
    }
}

static void an_order_that_was_asked_for_is_nobodys_turn(void **state)
{
    static const double by_rating[RANK_FEATURES] = {[RANK_RATING] = 1};
    Steward__V1__SearchResult *found = window_of_opposites(*state, 0);
    const int32_t *teams;

    found->sort = STEWARD__V1__SORT__ORDER__PRICE_ASCENDING;
    page_ranked(command_for(*state, found), &(struct ranking){NULL, by_rating, 1}, *state, &teams);
    assert_null(teams);
}

static void a_page_can_be_sent(void **state)
{
    Steward__V1__RankResult *page = page_of(command_for(*state, window_of(*state, 20)), *state);
    size_t size = steward__v1__rank_result__get_packed_size(page);
    uint8_t *bytes = arena_alloc(*state, size);
    Steward__V1__RankResult *back;

    assert_int_equal(steward__v1__rank_result__pack(page, bytes), size);
    back = steward__v1__rank_result__unpack(NULL, size, bytes);
    assert_non_null(back);
    assert_int_equal(back->n_products, PAGE_DEFAULT);
    assert_string_equal(back->message, page->message);
    steward__v1__rank_result__free_unpacked(back, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_together_are_the_window),
        TEST(limits_are_kept),
        TEST(what_was_found_is_passed_on),
        TEST(shares_add_up_to_the_score),
        TEST(a_page_can_be_sent),
        TEST(a_page_in_turns_is_the_same_products_in_another_order),
        TEST(a_pinned_product_takes_no_turn),
        TEST(an_order_that_was_asked_for_is_nobodys_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
