/* Best Buy: what it is asked, and what its answers become. */
#include "unit.h"

#include "shops.h"

#define MEMBERS "\"kind\":\"bestbuy\",\"key\":{\"env\":\"TEST_SHOP_KEY\"}"
#define SHOWN                                                                                                \
    "?format=json&show=sku,name,manufacturer,salePrice,url,image,upc,modelNumber,condition,"                 \
    "customerReviewAverage,"                                                                                 \
    "customerReviewCount&pageSize=20"

static void a_search_says_what_is_wanted(void **state)
{
    static const struct {
        const char *words;
        int64_t max;
        Steward__V1__Sort__Order sort;
        const char *url;
    } cases[] = {
        {"oven", 0, STEWARD__V1__SORT__ORDER__RELEVANCE,
         "https://api.bestbuy.com/v1/products(search=oven)" SHOWN "&apiKey=the-key"},
        {"usb-c  cable", 5000, STEWARD__V1__SORT__ORDER__PRICE_ASCENDING,
         "https://api.bestbuy.com/v1/products(search=usb-c&search=cable&salePrice%3C=50.00)" SHOWN
         "&sort=salePrice.asc&apiKey=the-key"},
        {"a)|(sku=1 & x*", 0, STEWARD__V1__SORT__ORDER__RELEVANCE,
         "https://api.bestbuy.com/v1/products(search=a&search=sku&search=1&search=x)" SHOWN
         "&apiKey=the-key"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct one_shop one = shop_of(MEMBERS);
        Steward__V1__OfferQuery query = shop_query(cases[i].words);
        Steward__V1__MoneyRange price = STEWARD__V1__MONEY_RANGE__INIT;
        Steward__V1__Money max = STEWARD__V1__MONEY__INIT;
        struct shop_request request;

        max.currency_code = (char *)"USD";
        max.amount_minor = cases[i].max;
        price.max = cases[i].max ? &max : NULL;
        query.price = &price;
        query.sort = cases[i].sort;
        one.shop->kind->ask(one.shop, &query, "", one.arena, &request);
        assert_string_equal(request.url, cases[i].url);
        assert_null(request.bearer);
        assert_null(request.headers[0]);
        shop_close(&one);
    }
}

static void products_become_offers(void **state)
{
    static const char body[] =
        "{\"total\":2,\"products\":[{\"sku\":6443,\"name\":\"Sony - WH-1000XM4\",\"manufacturer\":\"Sony\","
        "\"salePrice\":249.99,\"url\":\"https://b.example/"
        "6443\",\"upc\":\"027242919419\",\"modelNumber\":\"WH1000XM4/B\","
        "\"customerReviewAverage\":4.7,\"customerReviewCount\":1200,\"condition\":\"New\"},"
        "{\"sku\":6444,\"name\":\"No address\",\"salePrice\":1}]}";
    struct one_shop one = shop_of(MEMBERS);
    const Steward__V1__OffersFound *found = shop_reads(&one, "headphones", body);

    assert_int_equal(found->n_offers, 1);
    assert_int_equal(found->offers[0]->price->amount_minor, 24999);
    assert_string_equal(found->offers[0]->brand, "Sony");
    assert_int_equal(found->offers[0]->n_codes, 2);
    assert_string_equal(found->offers[0]->codes[0], "027242919419");
    assert_int_equal(found->offers[0]->rating->count, 1200);
    assert_null(shop_reads(&one, "headphones", "{\"products\":\"none\"}"));
    shop_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_says_what_is_wanted),
        cmocka_unit_test(products_become_offers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
