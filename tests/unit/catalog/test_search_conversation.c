/* search: what a conversation asks of it beyond words and filters. */
#include "search/search.h"

#include "base/mem.h"
#include "search/rules_option.h"
#include "shop.h"
#include "unit.h"

static struct index *shop;
static struct arena *arena;
static Steward__V1__SearchCommand command;
static Steward__V1__Filters filters;

static int begin(void **state)
{
    shop = shop_open();
    arena = arena_new(16 << 20);
    steward__v1__search_command__init(&command);
    steward__v1__filters__init(&filters);
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static char **list(const char *joined, size_t *ret_count)
{
    struct str rest = str_of(joined), part;
    char **texts = arena_array(arena, 100, sizeof(char *));

    *ret_count = 0;
    while (str_split(&rest, '|', &part))
        texts[(*ret_count)++] = str_c(arena, part);
    return texts;
}

static const char *ids(const Steward__V1__SearchResult *result)
{
    const char *all = "";

    assert_null(result->problem);
    for (size_t i = 0; i < result->n_candidates; i++)
        all = str_printf(arena, "%s%s%s", all, i ? " " : "", result->candidates[i]->product_id);
    return all;
}

static const Steward__V1__SearchResult *search(const char *query)
{
    command.query = str_c(arena, str_of(query));
    command.filters = &filters;
    return search_run(shop, &command, arena);
}

static void leaves_words_out(void **state)
{
    static const struct {
        const char *without, *ids;
    } cases[] = {
        {"microphone", "h2 h1 h4"},       {"microphone|stand", "h2 h1"}, {"wireless headphones", "h2 h4"},
        {"nobody has it", "h2 h1 h3 h4"}, {"", "h2 h1 h3 h4"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        command.without = list(cases[i].without, &command.n_without);
        assert_string_equal(ids(search("headphones")), cases[i].ids);
    }
}

static void leaves_brands_and_colours_out(void **state)
{
    filters.not_brands = list("sony|nobody", &filters.n_not_brands);
    assert_string_equal(ids(search("headphones")), "h3 h4");
    filters.n_not_brands = 0;
    filters.not_colours = list("black", &filters.n_not_colours);
    assert_string_equal(ids(search("headphones")), "h2");
    assert_int_equal(search("headphones")->n_loosened, 0);
    assert_string_equal(ids(search("camera")), "c2 c3"); /* of no known colour stays */
}

static void a_product_in_other_colours_stays(void **state)
{
    Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;

    p.product_id = shop_text(arena, "x1");
    p.title = shop_text(arena, "Lantern");
    p.colours = list("dark green|white", &p.n_colours);
    catalog_index_put(shop, &p);
    filters.not_colours = list("green", &filters.n_not_colours);
    assert_string_equal(ids(search("lantern")), "x1");
    p.title = shop_text(arena, "Green lantern");
    catalog_index_put(shop, &p);
    assert_string_equal(ids(search("lantern")), "");
    p.title = shop_text(arena, "Evergreens lantern");
    p.n_colours = 1;
    catalog_index_put(shop, &p);
    assert_string_equal(ids(search("lantern")), "");
}

static void answers_several_queries(void **state)
{
    const Steward__V1__SearchResult *result;

    command.or_queries = list("running shoes|flux capacitor", &command.n_or_queries);
    result = search("sony headphones");
    assert_true(str_starts(str_of(ids(result)), STR("h2 s1 h1 s2")));
    assert_int_equal(result->total, (int64_t)result->n_candidates);
    assert_string_equal(result->candidates[1]->matched[0], "running");
    assert_true(result->candidates[0]->relevance == 1 && result->candidates[1]->relevance == 1);
    command.sort = STEWARD__V1__SORT__ORDER__PRICE_DESCENDING;
    result = search("headphones");
    for (size_t i = 1; i < result->n_candidates; i++)
        assert_true(result->candidates[i - 1]->price->amount_minor >=
                    result->candidates[i]->price->amount_minor);
    command.sort = STEWARD__V1__SORT__ORDER__RELEVANCE;
    command.or_queries = list("headphones", &command.n_or_queries);
    assert_int_equal(search("headphones")->total, 4); /* each once */
    assert_false(search("flux capacitor")->nothing_relevant);
    command.or_queries = list("flux", &command.n_or_queries);
    assert_true(search("capacitor")->nothing_relevant);
}

static void pages_of_several_queries(void **state)
{
    const Steward__V1__SearchResult *result;
    const char *seen = "", *all;
    size_t pages = 0;

    command.or_queries = list("shoes|bag", &command.n_or_queries);
    command.limit = 100;
    all = ids(search("headphones"));
    command.limit = 3;
    do {
        result = search("headphones");
        assert_null(result->problem);
        for (size_t i = (size_t)result->skip; i < result->n_candidates && i < (size_t)result->skip + 3; i++)
            seen = str_printf(arena, "%s%s%s", seen, seen[0] ? " " : "", result->candidates[i]->product_id);
        command.cursor = result->next_cursor;
    } while (command.cursor[0] && ++pages < 10);
    assert_string_equal(seen, all);
}

static void finds_what_is_similar(void **state)
{
    command.similar_to = shop_text(arena, "h1");
    assert_true(str_starts(str_of(ids(search(""))), STR("h3")));
    assert_null(strstr(ids(search("")), "h1"));
    command.similar_to = shop_text(arena, "gone");
    assert_true(search("")->nothing_relevant);
    assert_true(str_starts(str_of(ids(search("camera bag"))), STR("c2")));
}

static void a_cursor_is_of_one_search(void **state)
{
    command.limit = 1;
    command.cursor = search("headphones")->next_cursor;
    assert_null(search("headphones")->problem);
    command.cheap = true;
    assert_string_equal(search("headphones")->problem->field, "cursor");
    command.cheap = false;
    command.without = list("microphone", &command.n_without);
    assert_string_equal(search("headphones")->problem->field, "cursor");
    command.n_without = 0;
    command.or_queries = list("shoes", &command.n_or_queries);
    assert_string_equal(search("headphones")->problem->field, "cursor");
    command.n_or_queries = 0;
    command.similar_to = shop_text(arena, "h1");
    assert_string_equal(search("headphones")->problem->field, "cursor");
}

static void tells_what_loosening_would_give(void **state)
{
    const Steward__V1__SearchResult *result;

    filters.brands = list("Philips", &filters.n_brands);
    result = search("wireless headphones under $45");
    assert_int_equal(result->n_loosenings, 1);
    assert_string_equal(result->loosenings[0]->about, "price");
    assert_string_equal(result->loosenings[0]->said, "price up to 45.00 USD");
    assert_int_equal(result->loosenings[0]->count, 1);
    assert_int_equal(result->loosenings[0]->price->amount_minor, 4900);
    assert_int_equal(result->loosenings[0]->enough->amount_minor, 5000);
    assert_int_equal(result->loosenings[0]->within, 1);
    assert_int_equal(search("wireless headphones")->n_loosenings, 0);
}

/* What is left under 40 dollars has one of the words, and that is not what was asked for. */
static void what_hardly_fits_is_no_answer(void **state)
{
    const Steward__V1__SearchResult *result;

    command.by_kind = true;
    result = search("digital camera 20 MP under $40");
    assert_string_equal(result->loosened[0], "price up to 40.00 USD");
    assert_string_equal(result->loosenings[0]->about, "price");
    assert_int_equal(result->loosenings[0]->price->amount_minor, 29900);
    assert_string_equal(result->candidates[0]->product_id, "c1");
}

static void a_model_number_names_no_kind(void **state)
{
    shop_put(shop,
             &(struct shop_item){"x1", "Sonora speaker BAG-7731", "Sonora", "Speakers", "Black", 9900, 4, 1});
    command.by_kind = true;
    assert_string_equal(ids(search("bag")), "c2 l2");
    assert_string_equal(search("bag-7731")->candidates[0]->product_id, "x1");
}

static void cheap_ones_come_earlier(void **state)
{
    command.cheap = true;
    assert_true(search("headphones")->requirements->cheap);
}

/* ---- questions back ---- */

static void stock_up(void)
{
    static const char *const brands[] = {"Alto", "Brio", "Cello"};
    static const char *const colours[] = {"Red", "Green"};

    for (int i = 0; i < 36; i++) {
        struct shop_item item = {.id = str_printf(arena, "t%02d", i),
                                 .title = "Table lamp",
                                 .brand = brands[i % 3],
                                 .category = "Lamps",
                                 .colour = colours[i / 18],
                                 .price_minor = 2000,
                                 .stock = 1};

        shop_put(shop, &item);
    }
}

static void asks_the_best_question_once(void **state)
{
    const Steward__V1__SearchResult *result;

    stock_up();
    command.wants_question = true;
    result = search("table lamp");
    assert_int_equal(result->total, 36);
    assert_string_equal(result->question->about, "brand");
    assert_int_equal(result->question->n_options, 3);
    assert_int_equal(result->question->options[0]->count, 12);
    command.not_about = list("Brand", &command.n_not_about);
    assert_string_equal(search("table lamp")->question->about, "colour");
    command.not_about = list("brand|colour", &command.n_not_about);
    assert_null(search("table lamp")->question); /* one price, one category */
}

static void an_option_leaves_what_it_says(void **state)
{
    const Steward__V1__Clarification *question;

    stock_up();
    command.wants_question = true;
    question = search("table lamp")->question;
    for (size_t i = 0; i < question->n_options; i++) {
        const Steward__V1__SearchResult *result;

        steward__v1__filters__init(&filters);
        assert_true(option_apply(question->about, question->options[i]->value, "", &filters, arena));
        result = search("table lamp");
        assert_int_equal(result->total, question->options[i]->count);
        assert_true(!result->question || strcmp(result->question->about, "brand") != 0); /* it is known now */
    }
}

/* Who asked for a kind has said what kind. */
static void a_kind_that_was_named_is_not_asked(void **state)
{
    static const char *const kinds[] = {"Lamps", "Rugs", "Desk lamps"};

    for (int i = 0; i < 36; i++) {
        struct shop_item item = {.id = str_printf(arena, "k%02d", i),
                                 .title = "Thing for lamps",
                                 .brand = "Alto",
                                 .category = kinds[i % 3],
                                 .price_minor = 2000,
                                 .stock = 1};

        shop_put(shop, &item);
    }
    command.wants_question = true;
    assert_string_equal(search("thing")->question->about, "category");
    assert_null(search("lamps")->question);
}

static void asks_nothing_needlessly(void **state)
{
    stock_up();
    assert_null(search("table lamp")->question); /* nobody wants one */
    command.wants_question = true;
    assert_null(search("headphones")->question); /* all on the first page */
    assert_null(search("flux capacitor")->question);
    command.limit = 40;
    assert_null(search("table lamp")->question);
    command.limit = 10;
    filters.brands = list("Nobody", &filters.n_brands);
    assert_null(search("table lamp")->question); /* loosened: there is something more urgent to say */
    filters.n_brands = 0;
    command.cursor = search("table lamp")->next_cursor;
    assert_null(search("table lamp")->question); /* asked on the first page */
}

static void any_number_of_wishes_is_bounded(void **state)
{
    command.or_queries = arena_array(arena, 1000, sizeof(char *));
    command.without = arena_array(arena, 1000, sizeof(char *));
    for (size_t i = 0; i < 1000; i++)
        command.or_queries[i] = command.without[i] = shop_text(arena, "shoes");
    command.n_or_queries = command.n_without = 1000;
    command.wants_question = true;
    assert_non_null(search("headphones"));
    filters.not_colours = command.without;
    filters.n_not_colours = 1000;
    assert_string_equal(search("headphones")->problem->field, "filters.not_colours");
}

#define IN_A_SHOP(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_SHOP(leaves_words_out),
        IN_A_SHOP(leaves_brands_and_colours_out),
        IN_A_SHOP(a_product_in_other_colours_stays),
        IN_A_SHOP(answers_several_queries),
        IN_A_SHOP(pages_of_several_queries),
        IN_A_SHOP(finds_what_is_similar),
        IN_A_SHOP(a_cursor_is_of_one_search),
        IN_A_SHOP(tells_what_loosening_would_give),
        IN_A_SHOP(what_hardly_fits_is_no_answer),
        IN_A_SHOP(a_model_number_names_no_kind),
        IN_A_SHOP(cheap_ones_come_earlier),
        IN_A_SHOP(asks_the_best_question_once),
        IN_A_SHOP(an_option_leaves_what_it_says),
        IN_A_SHOP(a_kind_that_was_named_is_not_asked),
        IN_A_SHOP(asks_nothing_needlessly),
        IN_A_SHOP(any_number_of_wishes_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
