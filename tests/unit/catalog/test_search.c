/* search: from a command to the products, through everything that lies between. */
#include "search/search.h"

#include "base/mem.h"
#include "shop.h"
#include "unit.h"

static struct index *shop;
static struct arena *arena;

static int begin(void **state)
{
    shop = shop_open();
    arena = arena_new(16 << 20);
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static Steward__V1__SearchResult *search(const char *query)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;

    command.query = str_c(arena, str_of(query));
    return search_run(shop, &command, arena);
}

static const char *ids(const Steward__V1__SearchResult *result)
{
    struct buf out = {0};
    char *text;

    for (size_t i = 0; i < result->n_candidates; i++)
        buf_printf(&out, "%s%s", i ? " " : "", result->candidates[i]->product_id);
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

static bool begins_with(const Steward__V1__SearchResult *result, const char *wanted)
{
    return str_starts(str_of(ids(result)), str_of(wanted));
}

static void finds_first(void **state)
{
    static const char *const cases[][2] = {
        {"sony wireless headphones", "h1"},
        {"HEADPHONES SONY WIRELESS", "h1"},
        {"head phones philips", "h3"},
        {"memorystick", "m1"},
        {"memory stik", "m1"},
        {"digtal camera", "c1"},
        {"wireless headph", "h1"},
        {"headphones", "h2 h1 h3 h4"},
        {"camera", "c1 c2 c3"},
        {"16gb memory", "m1"},
        {"16 GB laptop", "l1"},
        {"laptop 17 inch", "l1"},
        {"dv7-1211ea", "l1"},
        {"dv71211ea", "l1"},
        {"dv7 1211ea", "l1"},
        {"shoes for running", "s1"},
        {"the camera bag", "c2"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__SearchResult *result = search(cases[i][0]);

        if (!begins_with(result, cases[i][1]))
            fail_msg("%s: %s", cases[i][0], ids(result));
        assert_false(result->nothing_relevant);
        assert_true(result->candidates[0]->relevance == 1);
        arena_reset(arena);
    }
}

static void corrects(void **state)
{
    static const struct {
        const char *query, *from, *to;
    } cases[] = {
        {"digtal camera", "digtal", "digital"},
        {"hedphones", "hedphones", "headphones"},
        {"laptpo", "laptpo", "laptop"},
        {"head phones", NULL, NULL},
        {"dv8-1211ea", NULL, NULL},
        {"17 inhc", "inhc", NULL},
        {"cat", NULL, NULL},
        {"memorystick", "memorystick", "memory stick"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__SearchResult *result = search(cases[i].query);

        if (cases[i].to) {
            assert_int_equal(result->n_corrections, 1);
            assert_string_equal(result->corrections[0]->from, cases[i].from);
            assert_string_equal(result->corrections[0]->to, cases[i].to);
        } else if (!cases[i].from) {
            assert_true(result->n_corrections == 0 || !strcmp(result->corrections[0]->to, "headphones"));
        }
        arena_reset(arena);
    }
}

static void keeps_to_what_the_words_ask_for(void **state)
{
    static const char *const cases[][2] = {
        {"headphones under $50", "h3 h2"},
        {"headphones over 50", "h1"},
        {"headphones without microphone", "h1 h2"},
        {"cheapest headphones", "h4 h2 h3 h1"},
        {"best rated shoes", "s1 s2"},
        {"worst rated shoes", "s2 s1"},
        {"worst rated camera", "c2 c1 c3"},
        {"shoes not leather", "s1"},
        {"shoes at least 4.5 stars", "s1"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__SearchResult *result = search(cases[i][0]);
        struct str wanted = str_of(cases[i][1]), id;

        while (str_split(&wanted, ' ', &id)) {
            if (str_find(str_of(ids(result)), id) < 0 && !str_is(id, "h4"))
                fail_msg("%s: %s", cases[i][0], ids(result));
        }
        assert_int_equal(result->n_loosened, 0);
        arena_reset(arena);
    }
    assert_true(str_find(str_of(ids(search("headphones under $50"))), STR("h1")) < 0);
    assert_true(str_find(str_of(ids(search("headphones without microphone"))), STR("h3")) < 0);
    assert_true(begins_with(search("best rated shoes"), "s1 s2"));
}

static void loosens_and_says_so(void **state)
{
    const Steward__V1__SearchResult *result = search("camera bag under $5");

    assert_int_equal(result->n_loosened, 1);
    assert_string_equal(result->loosened[0], "price up to 5.00 USD");
    assert_true(begins_with(result, "c2"));
    result = search("camera bag 5 stars");
    assert_string_equal(result->loosened[0], "5 stars and up");
}

static void says_when_nothing_fits(void **state)
{
    static const char *const queries[] =
        {"netflix", "zzzzqqq", "!!!", "", "хлеб", "🎧", "'; drop table x; --"};

    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        const Steward__V1__SearchResult *result = search(queries[i]);

        assert_null(result->problem);
        assert_true(result->nothing_relevant);
        assert_true(result->n_candidates <= 5);
        assert_string_equal(result->next_cursor, "");
        arena_reset(arena);
    }
    assert_true(search_run(NULL, &(Steward__V1__SearchCommand)STEWARD__V1__SEARCH_COMMAND__INIT, arena)
                    ->nothing_relevant);
}

static void filters_and_counts(void **state)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;
    char *brands[] = {shop_text(arena, "sony")}, *colours[] = {shop_text(arena, "BLACK")};
    const Steward__V1__SearchResult *result;

    command.query = shop_text(arena, "headphones");
    command.filters = &filters;
    filters.brands = brands;
    filters.n_brands = 1;
    result = search_run(shop, &command, arena);
    assert_int_equal(result->total, 2);
    assert_int_equal(facet_count(result, "brand", "Sony"), 2); /* as if no brand were ticked */
    assert_int_equal(facet_count(result, "brand", "Philips"), 1);
    assert_int_equal(facet_count(result, "colour", "Black"), 1); /* of Sony's */
    filters.colours = colours;
    filters.n_colours = 1;
    result = search_run(shop, &command, arena);
    assert_string_equal(ids(result), "h1");
    assert_int_equal(facet_count(result, "colour", "White"), 1);
    assert_int_equal(facet_count(result, "brand", "Philips"), 1);
    filters.in_stock = true;
    filters.n_brands = filters.n_colours = 0;
    assert_true(str_find(str_of(ids(search_run(shop, &command, arena))), STR("h2")) < 0);
}

static void lists_by_filters_alone(void **state)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;
    char *categories[] = {shop_text(arena, "Shoes")};

    command.filters = &filters;
    command.sort = STEWARD__V1__SORT__ORDER__PRICE_DESCENDING;
    filters.categories = categories;
    filters.n_categories = 1;
    assert_string_equal(ids(search_run(shop, &command, arena)), "s2 s1");
}

/* Every product once, in order, however small the pages. */
static void pages(void **state)
{
    static const Steward__V1__Sort__Order orders[] = {STEWARD__V1__SORT__ORDER__PRICE_ASCENDING,
                                                      STEWARD__V1__SORT__ORDER__NEWEST,
                                                      STEWARD__V1__SORT__ORDER__RATING,
                                                      STEWARD__V1__SORT__ORDER__RATING_ASCENDING};

    for (size_t o = 0; o < COUNT_OF(orders); o++) {
        Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
        const Steward__V1__SearchResult *result;
        struct buf seen = {0};
        const char *all;

        command.query = shop_text(arena, "black");
        command.sort = orders[o];
        command.limit = 100;
        all = ids(search_run(shop, &command, arena));
        command.limit = 2;
        do {
            result = search_run(shop, &command, arena);
            assert_null(result->problem);
            buf_printf(&seen, "%s%s", seen.len ? " " : "", ids(result));
            command.cursor = result->next_cursor;
        } while (command.cursor[0] && seen.len < 200);
        assert_string_equal(seen.data, all);
        buf_free(&seen);
    }
}

static void pages_within_the_window(void **state)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    const Steward__V1__SearchResult *result;

    command.query = shop_text(arena, "headphones");
    command.limit = 2;
    result = search_run(shop, &command, arena);
    assert_int_equal(result->skip, 0);
    assert_int_equal(result->n_candidates, 4);
    command.cursor = result->next_cursor;
    result = search_run(shop, &command, arena);
    assert_int_equal(result->skip, 2);
    assert_int_equal(result->n_candidates, 4);
    assert_string_equal(result->next_cursor, "");
    command.query = shop_text(arena, "camera"); /* of another search */
    result = search_run(shop, &command, arena);
    assert_non_null(result->problem);
    assert_string_equal(result->problem->field, "cursor");
}

static void answers_a_long_query_for_its_beginning(void **state)
{
    struct buf query = {0};
    const Steward__V1__SearchResult *result;

    while (query.len < 10000)
        buf_str(&query, STR("camera "));
    result = search(query.data);
    assert_null(result->problem);
    assert_int_equal(result->n_loosened, 1);
    assert_true(result->n_candidates > 0);
    buf_free(&query);
}

static void explains(void **state)
{
    const Steward__V1__Candidate *first =
        search("black sony headphones under $100 waterproof")->candidates[0];

    assert_string_equal(first->product_id, "h1");
    assert_string_equal(first->matched[0], "black");
    assert_string_equal(first->missed[0], "waterproof");
    assert_int_equal(first->n_met, 3);
    assert_string_equal(first->met[2], "price up to 100.00 USD");
    assert_int_equal(first->price->amount_minor, 9900);
    assert_string_equal(first->category, "Headphones");
    assert_int_equal(search("red red red red shoes red red")->candidates[0]->n_met, 1); /* once is enough */
}

static void refuses_too_many_filters(void **state)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;
    char *brands[65];

    for (size_t i = 0; i < COUNT_OF(brands); i++)
        brands[i] = shop_text(arena, "x");
    command.filters = &filters;
    filters.brands = brands;
    filters.n_brands = COUNT_OF(brands);
    assert_string_equal(search_run(shop, &command, arena)->problem->field, "filters.brands");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_first),
        cmocka_unit_test(corrects),
        cmocka_unit_test(keeps_to_what_the_words_ask_for),
        cmocka_unit_test(loosens_and_says_so),
        cmocka_unit_test(says_when_nothing_fits),
        cmocka_unit_test(filters_and_counts),
        cmocka_unit_test(lists_by_filters_alone),
        cmocka_unit_test(pages),
        cmocka_unit_test(pages_within_the_window),
        cmocka_unit_test(answers_a_long_query_for_its_beginning),
        cmocka_unit_test(explains),
        cmocka_unit_test(refuses_too_many_filters),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
