/* rules_query: what is understood of a query, and what is left to be searched for. */
#include "search/rules_query.h"

#include "base/mem.h"
#include "unit.h"

static bool is_brand(const void *owner, struct str text)
{
    return str_is(text, "sony") || str_is(text, "case logic");
}

/* Everything that was understood, in one line. */
static void describe(const struct understood *u, struct buf *out)
{
    const Steward__V1__Requirements *r = u->requirements;

    buf_clear(out);
    buf_str(out, u->rest);
    if (r->price)
        buf_printf(out, " | %s %lld..%lld",
                   r->price->max ? r->price->max->currency_code : r->price->min->currency_code,
                   r->price->min ? (long long)r->price->min->amount_minor : -1,
                   r->price->max ? (long long)r->price->max->amount_minor : -1);
    for (size_t i = 0; i < r->n_brands; i++)
        buf_printf(out, " | brand %s", r->brands[i]);
    for (size_t i = 0; i < r->n_colours; i++)
        buf_printf(out, " | colour %s", r->colours[i]);
    for (size_t i = 0; i < r->n_sizes; i++)
        buf_printf(out, " | size %s", r->sizes[i]);
    for (size_t i = 0; i < r->n_measures; i++)
        buf_printf(out, " | %g %s", r->measures[i]->value, r->measures[i]->unit);
    for (size_t i = 0; i < r->n_exclusions; i++)
        buf_printf(out, " | no %s", r->exclusions[i]);
    if (r->cheap)
        buf_printf(out, " | cheap");
    if (r->min_rating > 0)
        buf_printf(out, " | %g stars", r->min_rating);
    if (r->sort)
        buf_printf(out, " | sort %d", (int)r->sort);
}

static const struct {
    const char *query, *understood;
} cases[] = {
    {"headphones under 50", "headphones |  -1..5000"},
    {"headphones under $50", "headphones | USD -1..5000"},
    {"headphones under 50 dollars", "headphones | USD -1..5000"},
    {"headphones below £1,299.50", "headphones | GBP -1..129950"},
    {"headphones less than 49,90 €", "headphones | EUR -1..4990"},
    {"headphones for less than 100", "headphones |  -1..10000"},
    {"headphones up to 30 eur", "headphones | EUR -1..3000"},
    {"headphones <= 50", "headphones |  -1..5000"},
    {"headphones <$50", "headphones | USD -1..5000"},
    {"headphones >=20 <=50", "headphones |  2000..5000"},
    {"toaster < = <glass ==steel", "toaster glass steel"},
    {"headphones max 80", "headphones |  -1..8000"},
    {"headphones over 100", "headphones |  10000..-1"},
    {"headphones above ¥5000", "headphones | JPY 5000..-1"},
    {"kettle under 5 kwd", "kettle | KWD -1..5000"},
    {"kettle under 5.5kwd", "kettle | KWD -1..5500"},
    {"kettle 30000 won", "kettle | KRW -1..30000"},
    {"kettle under 5 dinars", "kettle | KWD -1..5000"},
    {"kettle over 300 pesos", "kettle | MXN 30000..-1"},
    {"kettle 400 kr", "kettle | SEK -1..40000"},
    {"kettle under $1.5k", "kettle | USD -1..150000"},
    {"kettle under 20 omr", "kettle | OMR -1..20000"},
    {"5 pen set", "5 pen set"},
    {"php 8 book", "php 8 book"},
    {"headphones >200", "headphones |  20000..-1"},
    {"between 20 and 30 euros", " | EUR 2000..3000"},
    {"laptop from $200 to $300", "laptop | USD 20000..30000"},
    {"laptop $300-$200", "laptop | USD 20000..30000"},
    {"laptop 200-300 usd", "laptop | USD 20000..30000"},
    {"laptop price 200-300", "laptop |  20000..30000"},
    {"around 100", " |  8000..12000"},
    {"laptop ~100", "laptop |  8000..12000"},
    {"laptop $100", "laptop | USD -1..10000"},
    {"laptop for 100 dollars", "laptop | USD -1..10000"},
    /* numbers that are no prices */
    {"usb 3.0 cable", "usb 3.0 cable"},
    {"iphone 8", "iphone 8"},
    {"lens 18-55", "lens 18-55"},
    {"parcel under 2 kg", "parcel under 2 kg | 2 kg"},
    {"tv over 40 inch", "tv over 40 inch | 40 in"},
    {"monitor under 27\"", "monitor under 27\" | 27 in"},
    {"under the sea", "under the sea"},
    {"pack for 4", "pack for 4"},
    /* wishes */
    {"cheapest laptop", "laptop | sort 1"},
    {"most expensive watch", "watch | sort 2"},
    {"best rated sony headphones", "sony headphones | brand sony | sort 3"},
    {"worst rated toaster", "toaster | sort 5"},
    {"lowest rated kettles", "kettles | sort 5"},
    {"newest phones", "phones | sort 4"},
    {"cheap red shoes", "red shoes | colour red | cheap"},
    {"toaster 4 stars and up", "toaster | 4 stars"},
    {"toaster 4+ stars", "toaster | 4 stars"},
    {"toaster rated 4.5", "toaster | 4.5 stars"},
    {"toaster at least 4 stars under 50", "toaster |  -1..5000 | 4 stars"},
    {"4-star toaster", "toaster | 4 stars"},
    {"6 stars", "6 stars"},
    /* what must not be there */
    {"headphones without noise cancelling", "headphones | no noise cancelling"},
    {"headphones without a mic or cable", "headphones | no mic | no cable"},
    {"headphones without mic under 50", "headphones |  -1..5000 | no mic"},
    {"shoes not red", "shoes | no red"},
    {"shoes no leather", "shoes | no leather"},
    {"shoes -leather", "shoes | no leather"},
    {"chanel no 5", "chanel no 5"},
    {"usb - c", "usb - c"},
    {"shoes without", "shoes without"},
    /* noted, and still searched for */
    {"black case logic bag", "black case logic bag | brand case logic | colour black"},
    {"dress size 42", "dress 42 | size 42"},
    {"shirt xl", "shirt xl | size xl"},
    {"17 inch laptop 16GB", "17 inch laptop 16gb | 17 in | 16 gb"},
    /* anything goes */
    {"", ""},
    {"   ", ""},
    {"!!! ??? ...", ""},
    {"'; drop table products; --", "' drop table products --"},
    {"{{7*7}} ${x}", "{{7*7}} ${x}"},
    {"حذاء أحمر", "حذاء أحمر"},
    {"$", "$"},
    {"under", "under"},
    {"between 20 and", "between 20 and"},
};

static void understands(void **state)
{
    struct tokeniser *tokeniser = tokeniser_new();
    struct arena *arena = arena_new(1 << 20);
    struct query_lexicon lexicon = {.is_brand = is_brand};
    struct buf out = {0};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct understood u = query_understand(str_of(cases[i].query), &lexicon, tokeniser, arena);

        describe(&u, &out);
        assert_string_equal(out.data ? out.data : "", cases[i].understood);
        assert_false(u.clipped);
        arena_reset(arena);
    }
    buf_free(&out);
    arena_free(arena);
    tokeniser_free(tokeniser);
}

/* In a shop that sells in yen, 5000 is what is on its labels. */
static void amounts_are_in_the_currency_of_the_shop(void **state)
{
    static const struct {
        const char *currency, *query, *understood;
    } shops[] = {
        {NULL, "toaster under 5000", "toaster |  -1..500000"},
        {"", "toaster under 5000", "toaster |  -1..500000"},
        {"EUR", "toaster under 5000", "toaster |  -1..500000"},
        {"JPY", "toaster under 5000", "toaster | JPY -1..5000"},
        {"JPY", "toaster under 50 euros", "toaster | EUR -1..5000"},
        {"CAD", "toaster under $50", "toaster | CAD -1..5000"},
        {"CAD", "toaster under us$50", "toaster | USD -1..5000"},
        {"BHD", "toaster under 5 dinars", "toaster | BHD -1..5000"},
        {"EUR", "toaster under 5 dinars", "toaster | KWD -1..5000"},
        {"COP", "toaster 5000-9000 pesos", "toaster | COP 500000..900000"},
        {"KWD", "toaster between 5 and 10.5", "toaster | KWD 5000..10500"},
    };
    struct tokeniser *tokeniser = tokeniser_new();
    struct arena *arena = arena_new(1 << 20);
    struct buf out = {0};

    for (size_t i = 0; i < COUNT_OF(shops); i++) {
        struct query_lexicon lexicon = {.is_brand = is_brand, .currency = shops[i].currency};
        struct understood u = query_understand(str_of(shops[i].query), &lexicon, tokeniser, arena);

        describe(&u, &out);
        assert_string_equal(out.data, shops[i].understood);
    }
    buf_free(&out);
    arena_free(arena);
    tokeniser_free(tokeniser);
}

static void reads_no_more_than_it_says(void **state)
{
    struct tokeniser *tokeniser = tokeniser_new();
    struct arena *arena = arena_new(1 << 20);
    struct query_lexicon lexicon = {.is_brand = is_brand};
    struct buf query = {0};
    struct understood u;

    for (size_t i = 0; i < 2000; i++)
        buf_str(&query, STR("é<=5 "));
    u = query_understand(buf_as_str(&query), &lexicon, tokeniser, arena);
    assert_true(u.clipped);
    assert_true(u.rest.len <= QUERY_BYTES_MAX);
    assert_true(utf8_valid(u.rest));
    buf_free(&query);
    arena_free(arena);
    tokeniser_free(tokeniser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(understands),
        cmocka_unit_test(amounts_are_in_the_currency_of_the_shop),
        cmocka_unit_test(reads_no_more_than_it_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
