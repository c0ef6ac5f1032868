/* variants: what is the same but for its colour is shown once, and everything counts it once. */
#include <stdio.h>

#include "base/mem.h"
#include "index/groups.h"
#include "search/search.h"
#include "shop.h"
#include "unit.h"

static struct index *shop;
static struct arena *arena;

struct item {
    const char *id, *group, *colour;
    int64_t price_minor, stock;
};

static void put(const struct item *item)
{
    Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;
    Steward__V1__Money price = STEWARD__V1__MONEY__INIT;
    Steward__V1__Stock stock = STEWARD__V1__STOCK__INIT;
    Steward__V1__Attribute size = STEWARD__V1__ATTRIBUTE__INIT;
    Steward__V1__Attribute *attributes[] = {&size};

    p.product_id = shop_text(arena, item->id);
    p.title = shop_text(arena, item->group ? "Oak chair" : "Pine chair");
    p.brand = shop_text(arena, item->group ? "Solid" : "Light");
    p.categories = shop_list(arena, "Chairs", &p.n_categories);
    p.colours = shop_list(arena, item->colour, &p.n_colours);
    p.variant_of = shop_text(arena, item->group ? item->group : "");
    price.currency_code = shop_text(arena, "EUR");
    price.amount_minor = item->price_minor;
    p.price = &price;
    stock.quantity = item->stock;
    p.stock = &stock;
    size.name = shop_text(arena, "height");
    size.value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
    size.number = strcmp(item->id, "oak-tall") ? 80 : 95;
    size.unit = shop_text(arena, "cm");
    p.attributes = attributes;
    p.n_attributes = 1;
    catalog_index_put(shop, &p);
}

static int begin(void **state)
{
    static const struct item items[] = {
        {"oak-red", "oak", "red", 9000, 0},   {"oak-blue", "oak", "blue", 8000, 2},
        {"oak-tall", "oak", "red", 12000, 4}, {"pine-1", NULL, "red", 5000, 9},
        {"pine-2", NULL, "blue", 15000, 9},   {"pine-3", NULL, "white", 6000, 9},
    };

    arena = arena_new(16 << 20);
    shop = index_new();
    for (size_t i = 0; i < COUNT_OF(items); i++)
        put(&items[i]);
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static Steward__V1__SearchResult *search(const char *query, Steward__V1__Filters *filters,
                                         Steward__V1__Sort__Order sort)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;

    command.query = shop_text(arena, query);
    command.filters = filters;
    command.sort = sort;
    return search_run(shop, &command, arena);
}

/* "oak-blue(oak-red:red oak-tall:red+height 95 cm) pine-2" */
static const char *told(const Steward__V1__SearchResult *result)
{
    struct buf out = {0};
    char *text;

    for (size_t i = 0; i < result->n_candidates; i++) {
        const Steward__V1__Candidate *c = result->candidates[i];

        buf_printf(&out, "%s%s", i ? " " : "", c->product_id);
        for (size_t k = 0; k < c->n_variants; k++) {
            buf_printf(&out, "%s%s:", k ? " " : "(", c->variants[k]->product_id);
            for (size_t d = 0; d < c->variants[k]->n_differs; d++)
                buf_printf(&out, "%s%s", d ? "+" : "", c->variants[k]->differs[d]);
        }
        buf_str(&out, c->n_variants ? STR(")") : STR(""));
    }
    text = shop_text(arena, out.data ? out.data : "");
    buf_free(&out);
    return text;
}

static void are_shown_once_the_best_first(void **state)
{
    static const struct {
        const char *query;
        Steward__V1__Sort__Order sort;
        const char *first; /* the oak chair */
        int64_t total;
    } cases[] = {
        {"blue oak chair", 0, "oak-blue(oak-red:red oak-tall:red+height 95 cm)", 1},
        {"oak chair", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING,
         "oak-blue(oak-red:red oak-tall:red+height 95 cm)", 1},
        {"oak chair", STEWARD__V1__SORT__ORDER__PRICE_DESCENDING,
         "oak-tall(oak-blue:blue+height 80 cm oak-red:height 80 cm)", 1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__SearchResult *result = search(cases[i].query, NULL, cases[i].sort);

        if (!strstr(told(result), cases[i].first))
            fail_msg("%s: %s", cases[i].query, told(result));
    }
    assert_int_equal(search("chair", NULL, 0)->total, 4);
    assert_int_equal(search("chair", NULL, 0)->n_candidates, 4);
}

static void count_once(void **state)
{
    const Steward__V1__SearchResult *result = search("chair", NULL, 0);

    assert_int_equal(facet_count(result, "brand", "Solid"), 1);
    assert_int_equal(facet_count(result, "brand", "Light"), 3);
    assert_int_equal(facet_count(result, "colour", "red"), 2); /* the group and a pine one */
    assert_int_equal(facet_count(result, "colour", "blue"), 2);
    assert_int_equal(facet_count(result, "height", "95"), 1);
    assert_int_equal(facet_count(result, "height", "80"), 4);
}

static void filters_choose_among_them(void **state)
{
    Steward__V1__Filters f = STEWARD__V1__FILTERS__INIT;
    char *red[] = {shop_text(arena, "red")};
    const Steward__V1__SearchResult *result;

    f.colours = red;
    f.n_colours = 1;
    result = search("oak chair", &f, STEWARD__V1__SORT__ORDER__PRICE_ASCENDING);
    assert_true(str_starts(str_of(told(result)), STR("oak-red(oak-blue:blue oak-tall:height 95 cm)")));
    f.in_stock = true;
    result = search("oak chair", &f, STEWARD__V1__SORT__ORDER__PRICE_ASCENDING);
    assert_true(str_starts(str_of(told(result)), STR("oak-tall(")));
    assert_int_equal(facet_count(result, "colour", "blue"), 1); /* as if no colour were chosen */
}

static void pages_do_not_repeat_them(void **state)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    size_t seen = 0, oaks = 0;

    command.query = shop_text(arena, "chair");
    command.sort = STEWARD__V1__SORT__ORDER__PRICE_ASCENDING;
    command.limit = 1;
    do {
        const Steward__V1__SearchResult *result = search_run(shop, &command, arena);

        assert_int_equal(result->n_candidates, 1);
        oaks += str_starts(str_of(result->candidates[0]->product_id), STR("oak"));
        command.cursor = result->next_cursor;
        seen++;
    } while (command.cursor[0] && seen < 10);
    assert_int_equal(seen, 4);
    assert_int_equal(oaks, 1);
}

static void are_not_similar_to_each_other(void **state)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    const Steward__V1__SearchResult *result;

    command.similar_to = shop_text(arena, "oak-red");
    result = search_run(shop, &command, arena);
    assert_int_equal(result->n_candidates, 3);
    assert_null(strstr(told(result), "oak"));
}

static void come_and_go(void **state)
{
    assert_true(catalog_index_remove(shop, STR("oak-blue")));
    assert_true(strstr(told(search("oak chair", NULL, 0)), "oak-blue") == NULL);
    assert_int_equal(search("chair", NULL, 0)->total, 4);
    catalog_index_remove(shop, STR("oak-red"));
    catalog_index_remove(shop, STR("oak-tall"));
    assert_int_equal(search("chair", NULL, 0)->total, 3);
    put(&(struct item){"oak-new", "oak", "green", 100, 1});
    assert_int_equal(search("chair", NULL, 0)->total, 4);
    assert_non_null(strstr(told(search("oak chair", NULL, 0)), "oak-new"));
    assert_null(strstr(told(search("oak chair", NULL, 0)), "("));
}

static void lists_keep_their_links(void **state)
{
    struct groups *g = groups_new();

    for (uint32_t i = 0; i < 1000; i++)
        groups_add(g, 1 + i % 7, i);
    for (uint32_t i = 0; i < 1000; i += 2)
        groups_remove(g, 1 + i % 7, i);
    for (uint32_t group = 1; group <= 7; group++) {
        size_t count = 0;

        for (uint32_t p = groups_first(g, group); p != UINT32_MAX; p = groups_next(g, p), count++)
            assert_true(p % 2 == 1 && 1 + p % 7 == group);
        assert_true(count == 71 || count == 72);
    }
    assert_int_equal(groups_first(g, 0), UINT32_MAX);
    assert_int_equal(groups_first(g, 999), UINT32_MAX);
    groups_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(are_shown_once_the_best_first, begin, end),
        cmocka_unit_test_setup_teardown(count_once, begin, end),
        cmocka_unit_test_setup_teardown(filters_choose_among_them, begin, end),
        cmocka_unit_test_setup_teardown(pages_do_not_repeat_them, begin, end),
        cmocka_unit_test_setup_teardown(are_not_similar_to_each_other, begin, end),
        cmocka_unit_test_setup_teardown(come_and_go, begin, end),
        cmocka_unit_test(lists_keep_their_links),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
