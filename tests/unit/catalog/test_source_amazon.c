/* Amazon: what it is asked, and what its answers become. */
#include "unit.h"

#include "shops.h"

#define PARTNER "\"kind\":\"amazon\",\"partner_tag\":\"me-21\"," SHOP_KEYS
#define MEMBERS PARTNER ",\"marketplace\":\"www.amazon.com\""
#define SHOWN                                                                                                \
    ",\"resources\":[\"itemInfo.title\",\"itemInfo.byLineInfo\",\"itemInfo.externalIds\","                   \
    "\"itemInfo.manufactureInfo\",\"images.primary.large\",\"offersV2.listings.price\","                     \
    "\"offersV2.listings.condition\"]}"

static void its_token_is_asked_for_where_the_country_has_it(void **state)
{
    static const struct {
        const char *members, *url;
    } cases[] = {
        {MEMBERS, "https://api.amazon.com/auth/o2/token"},
        {PARTNER ",\"marketplace\":\"www.amazon.ca\"", "https://api.amazon.com/auth/o2/token"},
        {PARTNER ",\"marketplace\":\"www.amazon.de\"", "https://api.amazon.co.uk/auth/o2/token"},
        {PARTNER ",\"marketplace\":\"www.amazon.co.jp\"", "https://api.amazon.co.jp/auth/o2/token"},
        {MEMBERS ",\"url\":\"https://me.example/\"", "https://me.example/auth/o2/token"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct one_shop one = shop_of(cases[i].members);
        struct shop_request request;

        one.shop->kind->ask_token(one.shop, one.arena, &request);
        assert_string_equal(request.method, "POST");
        assert_string_equal(request.url, cases[i].url);
        assert_string_equal(request.headers[0], "Content-Type: application/json");
        assert_true(str_is(request.body,
                           "{\"grant_type\":\"client_credentials\",\"scope\":\"creatorsapi::default\","
                           "\"client_id\":\"the-key\",\"client_secret\":\"the-secret\"}"));
        shop_close(&one);
    }
}

static void a_search_says_what_is_wanted(void **state)
{
    static const struct {
        const char *words, *limit;
        int64_t max;
        Steward__V1__Sort__Order sort;
        const char *body;
    } cases[] = {
        {"tea \"pot\"", "", 0, STEWARD__V1__SORT__ORDER__RELEVANCE,
         "{\"partnerTag\":\"me-21\",\"keywords\":\"tea \\\"pot\\\"\",\"itemCount\":10" SHOWN},
        {"tea", ",\"limit\":3", 5000, STEWARD__V1__SORT__ORDER__PRICE_ASCENDING,
         "{\"partnerTag\":\"me-21\",\"keywords\":\"tea\",\"itemCount\":3,\"maxPrice\":5000,"
         "\"sortBy\":\"Price:LowToHigh\"" SHOWN},
        {"tea", "", 0, STEWARD__V1__SORT__ORDER__RATING,
         "{\"partnerTag\":\"me-21\",\"keywords\":\"tea\",\"itemCount\":10,"
         "\"sortBy\":\"AvgCustomerReviews\"" SHOWN},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 12);
        struct one_shop one = shop_of(str_printf(arena, MEMBERS "%s", cases[i].limit));
        Steward__V1__OfferQuery query = shop_query(cases[i].words);
        Steward__V1__MoneyRange price = STEWARD__V1__MONEY_RANGE__INIT;
        Steward__V1__Money max = STEWARD__V1__MONEY__INIT;
        struct shop_request request;

        max.amount_minor = cases[i].max;
        price.max = cases[i].max ? &max : NULL;
        query.price = &price;
        query.sort = cases[i].sort;
        one.shop->kind->ask(one.shop, &query, "the-token", one.arena, &request);
        assert_string_equal(request.url, "https://creatorsapi.amazon/catalog/v1/searchItems");
        assert_string_equal(request.headers[1], "x-marketplace: www.amazon.com");
        assert_string_equal(request.bearer, "the-token");
        assert_true(str_is(request.body, cases[i].body));
        shop_close(&one);
        arena_free(arena);
    }
}

static void items_become_offers(void **state)
{
    static const char body[] =
        "{\"searchResult\":{\"totalResultCount\":3,\"items\":[{\"asin\":\"B01\","
        "\"detailPageURL\":\"https://www.amazon.com/dp/B01?tag=me-21\","
        "\"images\":{\"primary\":{\"large\":{\"url\":\"https://i.example/1.jpg\",\"height\":500}}},"
        "\"itemInfo\":{\"title\":{\"displayValue\":\"Tea pot\"},\"byLineInfo\":{\"brand\":{"
        "\"displayValue\":\"Fonte\"}},\"externalIds\":{\"eans\":{\"displayValues\":[\"4006381333931\"]}}},"
        "\"offersV2\":{\"listings\":[{\"condition\":{\"value\":\"New\"},\"price\":{\"money\":{"
        "\"amount\":12.9,\"currency\":\"USD\",\"displayAmount\":\"$12.90\"}}}]}},"
        "{\"asin\":\"B02\",\"detailPageURL\":\"https://www.amazon.com/dp/B02\","
        "\"itemInfo\":{\"title\":{\"displayValue\":\"Not on sale\"}}},"
        "{\"asin\":\"B03\",\"itemInfo\":{\"title\":{\"displayValue\":\"No address\"}}}]}}";
    struct one_shop one = shop_of(MEMBERS);
    const Steward__V1__OffersFound *found = shop_reads(&one, "tea", body);
    const Steward__V1__Offer *offer;

    assert_int_equal(found->n_offers, 1);
    offer = found->offers[0];
    assert_string_equal(offer->offer_id, "B01");
    assert_string_equal(offer->brand, "Fonte");
    assert_string_equal(offer->condition, "New");
    assert_int_equal(offer->price->amount_minor, 1290);
    assert_string_equal(offer->price->currency_code, "USD");
    assert_string_equal(offer->url, "https://www.amazon.com/dp/B01?tag=me-21");
    assert_string_equal(offer->image_url, "https://i.example/1.jpg");
    assert_string_equal(offer->codes[0], "4006381333931");
    assert_int_equal(shop_reads(&one, "tea", "{\"searchResult\":{\"totalResultCount\":0}}")->n_offers, 0);
    assert_null(shop_reads(&one, "tea", "{\"searchResult\":{\"items\":7}}"));
    shop_close(&one);
}

static void what_it_needs_is_said(void **state)
{
    static const struct {
        const char *members, *said;
    } cases[] = {
        {PARTNER, "www.amazon.de"},
        {PARTNER ",\"marketplace\":\"DE\"", "www.amazon.de"},
        {"\"kind\":\"amazon\",\"marketplace\":\"www.amazon.de\"," SHOP_KEYS, "partner_tag"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct shop *shops;
        struct error err = {0};
        size_t count;
        const char *file = str_printf(arena, "{\"sources\":[{\"name\":\"shop\",\"currency\":\"EUR\",%s}]}",
                                      cases[i].members);

        assert_false(sources_text_read(str_of(file), NULL, arena, &shops, &count, &err));
        assert_non_null(strstr(err.text, cases[i].said));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_token_is_asked_for_where_the_country_has_it),
        cmocka_unit_test(a_search_says_what_is_wanted),
        cmocka_unit_test(items_become_offers),
        cmocka_unit_test(what_it_needs_is_said),
    };

    setenv("TEST_SHOP_KEY", "the-key", 1);
    setenv("TEST_SHOP_SECRET", "the-secret", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
