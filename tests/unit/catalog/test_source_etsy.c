/* Etsy: what it is asked, and what its answers become. */
#include "unit.h"

#include "shops.h"

#define MEMBERS "\"kind\":\"etsy\"," SHOP_KEYS

static void a_search_says_what_is_wanted(void **state)
{
    struct one_shop one = shop_of(MEMBERS);
    Steward__V1__OfferQuery query = shop_query("tea & pot");
    Steward__V1__MoneyRange price = STEWARD__V1__MONEY_RANGE__INIT;
    Steward__V1__Money min = STEWARD__V1__MONEY__INIT;
    struct shop_request request;

    min.currency_code = (char *)"USD";
    min.amount_minor = 1050;
    price.min = &min;
    query.price = &price;
    query.sort = STEWARD__V1__SORT__ORDER__NEWEST;
    one.shop->kind->ask(one.shop, &query, "", one.arena, &request);
    assert_string_equal(request.url,
                        "https://openapi.etsy.com/v3/application/listings/active?keywords=tea%20%26%20pot"
                        "&limit=20&min_price=10.50&sort_on=created&sort_order=desc");
    assert_string_equal(request.headers[0], "x-api-key: the-key:the-secret");
    assert_null(request.bearer);
    shop_close(&one);
}

static void listings_become_offers(void **state)
{
    static const char body[] =
        "{\"count\":2,\"results\":[{\"listing_id\":77,\"title\":\"Hand made tea "
        "pot\",\"url\":\"https://etsy.example/77\","
        "\"price\":{\"amount\":4250,\"divisor\":100,\"currency_code\":\"EUR\"},\"tags\":[\"tea\"]},"
        "{\"listing_id\":79,\"title\":\"Yen\",\"url\":\"https://etsy.example/79\","
        "\"price\":{\"amount\":90000,\"divisor\":100,\"currency_code\":\"JPY\"}},"
        "{\"listing_id\":80,\"title\":\"No divisor\",\"url\":\"https://etsy.example/80\","
        "\"price\":{\"amount\":90000,\"divisor\":0,\"currency_code\":\"JPY\"}},"
        "{\"listing_id\":78,\"title\":\"No price\",\"url\":\"https://etsy.example/78\",\"price\":null}]}";
    struct one_shop one = shop_of(MEMBERS);
    const Steward__V1__OffersFound *found = shop_reads(&one, "tea pot", body);

    assert_int_equal(found->n_offers, 2);
    assert_int_equal(found->offers[1]->price->amount_minor, 900);
    assert_string_equal(found->offers[0]->offer_id, "77");
    assert_int_equal(found->offers[0]->price->amount_minor, 4250);
    assert_string_equal(found->offers[0]->price->currency_code, "EUR");
    assert_int_equal(shop_reads(&one, "tea pot", "{\"count\":0,\"results\":[]}")->n_offers, 0);
    assert_null(shop_reads(&one, "tea pot", "{\"results\":7}"));
    shop_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_says_what_is_wanted),
        cmocka_unit_test(listings_become_offers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
