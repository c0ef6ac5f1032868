/* A page is a part of the ranked window: pages neither repeat nor lose a product. */
#include "found.h"

#include <string.h>

#include "base/id.h"
#include "rules_page.h"

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
        Steward__V1__RankResult *page = page_of(found, arena);

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
        assert_int_equal(page_of(found, *state)->n_products, cases[i].shown);
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
    page = page_of(found, *state);
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

static void a_page_can_be_sent(void **state)
{
    Steward__V1__RankResult *page = page_of(window_of(*state, 20), *state);
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
        TEST(a_page_can_be_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
