/* Shopify: what it is asked, what its answers become, and what counts as a refusal. */
#include "unit.h"

#include "shops.h"

#define MEMBERS "\"kind\":\"shopify\",\"url\":\"https://shop.example\",\"key\":{\"env\":\"TEST_SHOP_KEY\"}"
#define ONE                                                                                                  \
    "{\"id\":\"gid://shopify/Product/7\",\"title\":\"Tea pot\",\"vendor\":\"Fonte\",\"onlineStoreUrl\":"     \
    "\"https://shop.example/products/tea-pot\",\"featuredImage\":null,\"priceRange\":{\"minVariantPrice\":"  \
    "{\"amount\":\"42.5\",\"currencyCode\":\"EUR\"}},\"selectedOrFirstAvailableVariant\":{\"barcode\":"      \
    "\"4006381333931\"}}"
#define UNSOLD                                                                                               \
    "{\"id\":\"gid://shopify/Product/8\",\"title\":\"Not sold\",\"vendor\":\"\",\"onlineStoreUrl\":null,"    \
    "\"priceRange\":{\"minVariantPrice\":{\"amount\":\"1.0\",\"currencyCode\":\"EUR\"}}}"

static bool has(struct str body, const char *part)
{
    return str_find(body, str_of(part)) >= 0;
}

static struct shop_request asked(const struct one_shop *one, const Steward__V1__OfferQuery *query)
{
    struct shop_request request;

    one->shop->kind->ask(one->shop, query, "", one->arena, &request);
    return request;
}

static void a_search_says_what_is_wanted(void **state)
{
    struct one_shop one = shop_of(MEMBERS ",\"marketplace\":\"DE\",\"limit\":30");
    Steward__V1__OfferQuery query = shop_query("tea \"pot\"");
    Steward__V1__MoneyRange price = STEWARD__V1__MONEY_RANGE__INIT;
    Steward__V1__Money min = STEWARD__V1__MONEY__INIT, max = min;
    struct shop_request request;

    min.currency_code = max.currency_code = (char *)"USD";
    min.amount_minor = 1050;
    max.amount_minor = 2000;
    price.min = &min;
    price.max = &max;
    query.price = &price;
    query.sort = STEWARD__V1__SORT__ORDER__PRICE_DESCENDING;
    request = asked(&one, &query);
    assert_string_equal(request.method, "POST");
    assert_string_equal(request.url, "https://shop.example/api/2026-07/graphql.json");
    assert_string_equal(request.headers[1], "X-Shopify-Storefront-Access-Token: the-key");
    assert_true(has(request.body, "\"variables\":{\"words\":\"tea \\\"pot\\\"\",\"count\":30,\"filters\":"
                                  "[{\"price\":{\"min\":10.50,\"max\":20.00}}],\"sort\":\"PRICE\","
                                  "\"reverse\":true,\"country\":\"DE\"}}"));
    shop_close(&one);
}

static void what_was_not_asked_for_is_left_out(void **state)
{
    struct one_shop one =
        shop_of("\"kind\":\"shopify\",\"url\":\"https://shop.example/api/2027-01/graphql.json\","
                "\"key\":{\"env\":\"TEST_PRIVATE\"}");
    Steward__V1__OfferQuery query = shop_query("tea");
    struct shop_request request = asked(&one, &query);

    assert_string_equal(request.url, "https://shop.example/api/2027-01/graphql.json");
    assert_string_equal(request.headers[1], "Shopify-Storefront-Private-Token: shpat_1");
    assert_true(has(request.body, "\"variables\":{\"words\":\"tea\",\"count\":20,\"sort\":\"RELEVANCE\","
                                  "\"reverse\":false}}"));
    shop_close(&one);
}

static void products_become_offers(void **state)
{
    struct one_shop one = shop_of(MEMBERS ",\"partner_tag\":\"ref=me\"");
    const Steward__V1__OffersFound *found =
        shop_reads(&one, "tea", "{\"data\":{\"search\":{\"nodes\":[" ONE "," UNSOLD "]}}}");

    assert_int_equal(found->n_offers, 1);
    assert_string_equal(found->offers[0]->offer_id, "gid://shopify/Product/7");
    assert_string_equal(found->offers[0]->brand, "Fonte");
    assert_int_equal(found->offers[0]->price->amount_minor, 4250);
    assert_string_equal(found->offers[0]->price->currency_code, "EUR");
    assert_string_equal(found->offers[0]->url, "https://shop.example/products/tea-pot?ref=me");
    assert_string_equal(found->offers[0]->codes[0], "4006381333931");
    assert_null(shop_reads(&one, "tea", "{\"data\":{\"search\":{\"nodes\":7}}}"));
    shop_close(&one);
}

static void errors_are_refusals(void **state)
{
    static const struct {
        const char *body, *why;
        int64_t pause_ms;
        bool is_refusal;
    } cases[] = {
        {"{\"data\":{\"search\":{\"nodes\":[]}}}", "", 0, false},
        {"{\"data\":{\"search\":{\"nodes\":[{\"title\":\"\\\"errors\\\"\"}]}}}", "", 0, false},
        {"{\"errors\":[{\"message\":\"Field 'x' is missing\"}],\"data\":null}",
         "it says: Field 'x' is missing", 0, true},
        {"{\"errors\":[{\"message\":\"Throttled\",\"extensions\":{\"code\":\"THROTTLED\"}}],\"extensions\":{"
         "\"cost\":"
         "{\"requestedQueryCost\":252,\"actualQueryCost\":null,\"throttleStatus\":{\"maximumAvailable\":1000."
         "0,"
         "\"currentlyAvailable\":2,\"restoreRate\":50.0}}}}",
         "it says: Throttled", 5000, true},
        {"{\"errors\":[{\"message\":\"Throttled\",\"extensions\":{\"code\":\"THROTTLED\"}}]}",
         "it says: Throttled", 1000, true},
        {"{\"errors\":[{\"message\":\"T\",\"extensions\":{\"code\":\"THROTTLED\"}}],\"extensions\":{\"cost\":"
         "{\"requestedQueryCost\":1e300,\"throttleStatus\":{\"currentlyAvailable\":-1,\"restoreRate\":1e-300}"
         "}}}",
         "it says: T", INT32_MAX, true},
    };
    struct one_shop one = shop_of(MEMBERS);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        int64_t pause_ms;

        assert_int_equal(one.shop->kind->refuses(str_of(cases[i].body), one.arena, &pause_ms, &err),
                         cases[i].is_refusal);
        assert_int_equal(pause_ms, cases[i].pause_ms);
        assert_string_equal(err.text, cases[i].why);
    }
    shop_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_says_what_is_wanted),
        cmocka_unit_test(what_was_not_asked_for_is_left_out),
        cmocka_unit_test(products_become_offers),
        cmocka_unit_test(errors_are_refusals),
    };

    setenv("TEST_PRIVATE", "shpat_1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
