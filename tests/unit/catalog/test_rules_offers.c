/* Offers: whose they are, which stand alone, what is best and where they come in. */
#include "unit.h"

#include "base/arena.h"
#include "offers/rules_offers.h"

#define ORDER(which) STEWARD__V1__SORT__ORDER__##which

struct bench {
    struct arena *arena;
    struct offers_shop shop;
    Steward__V1__SearchCommand command;
    Steward__V1__SearchResult result;
    Steward__V1__Candidate *candidates[8];
    Steward__V1__OffersFound found;
    Steward__V1__Offer *offers[64];
};

static Steward__V1__Money *money(struct bench *b, const char *code, int64_t amount)
{
    Steward__V1__Money *m = arena_new_of(b->arena, Steward__V1__Money);

    steward__v1__money__init(m);
    m->currency_code = (char *)code;
    m->amount_minor = amount;
    return m;
}

static Steward__V1__Candidate *have(struct bench *b, const char *id, const char *title, const char *brand,
                                    int64_t price)
{
    Steward__V1__Candidate *c = arena_new_of(b->arena, Steward__V1__Candidate);

    steward__v1__candidate__init(c);
    c->product_id = (char *)id;
    c->title = (char *)title;
    c->brand = (char *)brand;
    c->price = money(b, "USD", price);
    c->relevance = 1;
    b->candidates[b->result.n_candidates++] = c;
    b->result.total++;
    return c;
}

static Steward__V1__Offer *offered(struct bench *b, const char *source, const char *title, const char *code,
                                   int64_t price)
{
    Steward__V1__Offer *o = arena_new_of(b->arena, Steward__V1__Offer);

    steward__v1__offer__init(o);
    o->source = (char *)source;
    o->offer_id = str_printf(b->arena, "%zu", b->found.n_offers);
    o->title = (char *)title;
    o->price = money(b, code, price);
    b->offers[b->found.n_offers++] = o;
    return o;
}

static const char *code_of_tea_pot;

static bool has_code(const void *owner, const char *product_id, struct str code)
{
    return code_of_tea_pot && !strcmp(product_id, "tea-pot") && str_is(code, code_of_tea_pot);
}

static void open_bench(struct bench *b)
{
    struct exchange *rates;
    struct error err;

    *b = (struct bench){.arena = arena_new(16 << 20)};
    assert_true(exchange_read(STR("{\"base\":\"EUR\",\"rates\":{\"USD\":1.25}}"), b->arena, &rates, &err));
    b->shop = (struct offers_shop){tokeniser_new(), rates, "USD", has_code, NULL};
    steward__v1__search_command__init(&b->command);
    steward__v1__search_result__init(&b->result);
    steward__v1__offers_found__init(&b->found);
    b->result.candidates = b->candidates;
    b->found.offers = b->offers;
    b->result.limit = 10;
    code_of_tea_pot = NULL;
}

static void merge(struct bench *b, const char *words)
{
    Steward__V1__OffersFound *found[] = {NULL, &b->found};

    offers_merge(&b->result, &b->command, &b->shop, words, found, 2, b->arena);
}

static void close_bench(struct bench *b)
{
    tokeniser_free((struct tokeniser *)b->shop.tokeniser);
    arena_free(b->arena);
}

static void an_offer_of_ours_goes_to_it(void **state)
{
    struct bench b;
    Steward__V1__Candidate *pot;

    open_bench(&b);
    pot = have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    offered(&b, "one", "NEW Fonte Tea Pot free shipping", "USD", 2600);
    offered(&b, "two", "Fonte Tea Pot", "EUR", 1900);
    offered(&b, "three", "Fonte Tea Pot", "CHF", 100);
    merge(&b, "tea pot");
    assert_int_equal(b.result.n_candidates, 1);
    assert_int_equal(pot->n_offers, 3);
    assert_string_equal(pot->offers[0]->source, "two"); /* 23.75 USD */
    assert_int_equal(pot->offers[0]->converted->amount_minor, 2375);
    assert_string_equal(pot->offers[2]->source, "three"); /* nobody knows how much that is */
    assert_int_equal(pot->best_price->amount_minor, 2375);
    close_bench(&b);
}

static void our_own_price_may_be_the_best(void **state)
{
    struct bench b;
    Steward__V1__Candidate *pot;

    open_bench(&b);
    pot = have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    offered(&b, "one", "Fonte Tea Pot", "USD", 2600);
    merge(&b, "tea pot");
    assert_int_equal(pot->best_price->amount_minor, 2500);
    assert_int_equal(pot->price->amount_minor, 2500);
    close_bench(&b);
}

static void a_code_tells_whose_an_offer_is(void **state)
{
    struct bench b;
    Steward__V1__Candidate *pot;
    char *codes[] = {(char *)"4006381333931"};
    Steward__V1__Offer *offer;

    open_bench(&b);
    pot = have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    code_of_tea_pot = "4006381333931";
    offer = offered(&b, "one", "Kanne aus Porzellan", "USD", 2600);
    offer->codes = codes;
    offer->n_codes = 1;
    merge(&b, "tea pot");
    assert_int_equal(pot->n_offers, 1);
    assert_int_equal(b.result.n_candidates, 1);
    close_bench(&b);
}

static void what_is_not_new_is_another_product(void **state)
{
    struct bench b;
    Steward__V1__Candidate *pot;

    open_bench(&b);
    pot = have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    offered(&b, "one", "Fonte Tea Pot", "USD", 900)->condition = (char *)"Very Good - Refurbished";
    offered(&b, "one", "Fonte Tea Pot", "USD", 100)->condition = (char *)"For parts or not working";
    offered(&b, "one", "Fonte Tea Pot", "USD", 2400)->condition = (char *)"Brand New";
    merge(&b, "tea pot");
    assert_int_equal(pot->n_offers, 1);
    assert_int_equal(pot->best_price->amount_minor, 2400);
    assert_int_equal(b.result.n_candidates, 3);
    close_bench(&b);
}

static void others_become_products_once(void **state)
{
    struct bench b;
    Steward__V1__Candidate *new;

    open_bench(&b);
    have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    offered(&b, "one", "Acme Ceylon Tea Pot, 1 l", "USD", 4000);
    offered(&b, "two", "Acme Ceylon Tea Pot 1l", "USD", 3000);
    merge(&b, "tea pot");
    assert_int_equal(b.result.n_candidates, 2);
    assert_int_equal(b.result.total, 2);
    new = b.result.candidates[1];
    assert_string_equal(new->product_id, "two:1");
    assert_int_equal(new->n_offers, 2);
    assert_int_equal(new->best_price->amount_minor, 3000);
    assert_true(new->relevance > 0.5 && new->relevance <= 0.9);
    assert_int_equal(new->n_matched, 2);
    close_bench(&b);
}

/* What is asked for, and whether "Acme Ceylon Tea Pot in green" for 30 USD may be shown by itself. */
static const struct {
    const char *words, *brand, *colour, *not_brand, *category, *exclusion;
    int64_t max;
    double stars;
    bool is_chat, may;
} wishes[] = {
    {"tea pot", .may = true},
    {"tea pot ceylon acme", .may = true},
    {"pot lid handle", .may = false},
    {"tea pot", .brand = "Acme", .may = true},
    {"tea pot", .brand = "Fonte", .may = false},
    {"tea pot", .colour = "green", .may = true},
    {"tea pot", .colour = "red", .may = false},
    {"tea pot", .not_brand = "Acme", .may = false},
    {"tea pot", .category = "Kitchen", .may = false},
    {"tea pot", .exclusion = "ceylon", .may = false},
    {"tea pot", .exclusion = "lid", .may = true},
    {"tea pot", .max = 3000, .may = true},
    {"tea pot", .max = 2999, .may = false},
    {"tea pot", .stars = 4, .may = false},
    {"tea pot", .is_chat = true, .may = false},
};

static void only_what_meets_the_wishes_stands_alone(void **state)
{
    for (size_t i = 0; i < COUNT_OF(wishes); i++) {
        Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;
        Steward__V1__Requirements r = STEWARD__V1__REQUIREMENTS__INIT;
        Steward__V1__MoneyRange price = STEWARD__V1__MONEY_RANGE__INIT;
        struct bench b;

        open_bench(&b);
        filters.n_brands = wishes[i].brand != NULL;
        filters.brands = (char **)&wishes[i].brand;
        filters.n_colours = wishes[i].colour != NULL;
        filters.colours = (char **)&wishes[i].colour;
        filters.n_not_brands = wishes[i].not_brand != NULL;
        filters.not_brands = (char **)&wishes[i].not_brand;
        filters.n_categories = wishes[i].category != NULL;
        filters.categories = (char **)&wishes[i].category;
        filters.min_rating = wishes[i].stars;
        r.n_exclusions = wishes[i].exclusion != NULL;
        r.exclusions = (char **)&wishes[i].exclusion;
        price.max = wishes[i].max ? money(&b, "", wishes[i].max) : NULL;
        r.price = &price;
        b.command.filters = &filters;
        b.command.by_kind = wishes[i].is_chat;
        b.result.requirements = &r;
        offered(&b, "one", "Acme Ceylon Tea Pot in green", "USD", 3000);
        merge(&b, wishes[i].words);
        if ((b.result.n_candidates == 1) != wishes[i].may)
            fail_msg("wish %zu: %s", i, wishes[i].words);
        close_bench(&b);
    }
}

static void an_order_that_was_asked_for_is_kept(void **state)
{
    struct bench b;

    open_bench(&b);
    b.result.sort = ORDER(PRICE_ASCENDING);
    have(&b, "cheap", "Ilex Tea Pot", "Ilex", 1000);
    have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    offered(&b, "one", "Acme Ceylon Tea Pot", "USD", 2000);
    offered(&b, "two", "Brasa Assam Tea Pot", "USD", 500);
    merge(&b, "tea pot");
    assert_int_equal(b.result.n_candidates, 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(b.result.candidates[i - 1]->price->amount_minor <
                    b.result.candidates[i]->price->amount_minor);
    close_bench(&b);
}

static void what_was_only_near_goes(void **state)
{
    struct bench b;

    open_bench(&b);
    have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    b.result.nothing_relevant = true;
    offered(&b, "one", "Red snorkel", "USD", 2000);
    merge(&b, "snorkel");
    assert_int_equal(b.result.n_candidates, 1);
    assert_string_equal(b.result.candidates[0]->title, "Red snorkel");
    assert_false(b.result.nothing_relevant);
    assert_int_equal(b.result.total, 1);
    close_bench(&b);
}

static void there_is_an_end_to_what_is_added(void **state)
{
    struct bench b;

    open_bench(&b);
    for (int i = 0; i < 60; i++)
        offered(&b, "one", str_printf(b.arena, "Tea pot %c%c%c", 'a' + i % 26, 'b' + i / 26, 'q'), "USD",
                2000);
    merge(&b, "tea pot");
    assert_int_equal(b.result.n_candidates, OFFERS_ALONE_MAX);
    close_bench(&b);
}

static void words_are_asked_for_as_they_were_meant(void **state)
{
    Steward__V1__Correction correction = STEWARD__V1__CORRECTION__INIT, *corrections[] = {&correction};
    Steward__V1__Requirements r = STEWARD__V1__REQUIREMENTS__INIT;
    char *terms[] = {(char *)"tea", (char *)"pot"};
    struct bench b;

    open_bench(&b);
    b.command.query = (char *)"tae pot under 5";
    assert_string_equal(offers_words(&b.command, &b.result, b.arena), "tae pot under 5");
    r.terms = terms;
    r.n_terms = 2;
    correction.from = (char *)"tae";
    correction.to = (char *)"tea";
    b.result.requirements = &r;
    b.result.corrections = corrections;
    b.result.n_corrections = 1;
    assert_string_equal(offers_words(&b.command, &b.result, b.arena), "tae pot");
    have(&b, "tea-pot", "Fonte Tea Pot", "Fonte", 2500);
    assert_string_equal(offers_words(&b.command, &b.result, b.arena), "tea pot");
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_offer_of_ours_goes_to_it),
        cmocka_unit_test(our_own_price_may_be_the_best),
        cmocka_unit_test(a_code_tells_whose_an_offer_is),
        cmocka_unit_test(what_is_not_new_is_another_product),
        cmocka_unit_test(others_become_products_once),
        cmocka_unit_test(only_what_meets_the_wishes_stands_alone),
        cmocka_unit_test(an_order_that_was_asked_for_is_kept),
        cmocka_unit_test(what_was_only_near_goes),
        cmocka_unit_test(there_is_an_end_to_what_is_added),
        cmocka_unit_test(words_are_asked_for_as_they_were_meant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
