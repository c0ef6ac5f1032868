/* eBay: what it is asked, and what its answers become. */
#include "unit.h"

#include "shops.h"

#define MEMBERS "\"kind\":\"ebay\",\"marketplace\":\"EBAY_US\"," SHOP_KEYS

static void its_token_is_asked_for(void **state)
{
    struct one_shop one = shop_of(MEMBERS);
    struct shop_request request;

    one.shop->kind->ask_token(one.shop, one.arena, &request);
    assert_string_equal(request.method, "POST");
    assert_string_equal(request.url, "https://api.ebay.com/identity/v1/oauth2/token");
    assert_string_equal(request.headers[1], "Authorization: Basic dGhlLWtleTp0aGUtc2VjcmV0");
    assert_true(str_is(request.body,
                       "grant_type=client_credentials&scope=https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope"));
    shop_close(&one);
}

static void money(Steward__V1__Money *m, const char *code, int64_t amount)
{
    steward__v1__money__init(m);
    m->currency_code = (char *)code;
    m->amount_minor = amount;
}

static void a_search_says_what_is_wanted(void **state)
{
    struct one_shop one =
        shop_of(MEMBERS ",\"partner_tag\":\"53&1\",\"limit\":7,\"url\":\"https://api.example/\"");
    Steward__V1__OfferQuery query = shop_query("usb-c cable & co");
    Steward__V1__MoneyRange price = STEWARD__V1__MONEY_RANGE__INIT;
    Steward__V1__Money max;
    struct shop_request request;

    money(&max, "USD", 5000);
    price.max = &max;
    query.price = &price;
    query.sort = STEWARD__V1__SORT__ORDER__PRICE_ASCENDING;
    one.shop->kind->ask(one.shop, &query, "the-token", one.arena, &request);
    assert_string_equal(
        request.url,
        "https://api.example/buy/browse/v1/item_summary/search?q=usb-c%20cable%20%26%20co&limit=7"
        "&filter=buyingOptions%3A%7BFIXED_PRICE%7D%2Cprice%3A%5B..50.00%5D%2CpriceCurrency%3AUSD"
        "&sort=price");
    assert_string_equal(request.bearer, "the-token");
    assert_string_equal(request.headers[0], "X-EBAY-C-MARKETPLACE-ID: EBAY_US");
    assert_string_equal(request.headers[1], "X-EBAY-C-ENDUSERCTX: affiliateCampaignId=53%261");
    assert_null(request.headers[2]);
    shop_close(&one);
}

static void items_become_offers(void **state)
{
    static const char body[] =
        "{\"total\":3,\"itemSummaries\":[{\"itemId\":\"v1|1|0\",\"title\":\"A "
        "lamp\",\"price\":{\"value\":\"12.90\","
        "\"currency\":\"EUR\"},\"itemWebUrl\":\"https://e.example/"
        "1\",\"condition\":\"Used\",\"image\":{\"imageUrl\":"
        "\"https://i.example/"
        "1.jpg\"},\"seller\":{\"feedbackScore\":3},\"categories\":[{\"categoryId\":\"1\"}]},"
        "{\"itemId\":\"v1|2|0\",\"title\":\"No price\",\"itemWebUrl\":\"https://e.example/2\"},"
        "{\"itemId\":\"v1|3|0\",\"title\":\"Bad "
        "address\",\"price\":{\"value\":\"1.00\",\"currency\":\"USD\"},"
        "\"itemWebUrl\":\"javascript:alert(1)\"},"
        "{\"itemId\":\"v1|4|0\",\"title\":\"With "
        "partner\",\"price\":{\"value\":\"1.00\",\"currency\":\"USD\"},"
        "\"itemWebUrl\":\"https://e.example/4\",\"itemAffiliateWebUrl\":\"https://e.example/4?campid=1\"}]}";
    struct one_shop one = shop_of(MEMBERS);
    const Steward__V1__OffersFound *found = shop_reads(&one, "lamp", body);

    assert_int_equal(found->n_offers, 2);
    assert_string_equal(found->offers[0]->offer_id, "v1|1|0");
    assert_string_equal(found->offers[0]->source, "shop");
    assert_string_equal(found->offers[0]->price->currency_code, "EUR");
    assert_int_equal(found->offers[0]->price->amount_minor, 1290);
    assert_string_equal(found->offers[0]->condition, "Used");
    assert_string_equal(found->offers[0]->image_url, "https://i.example/1.jpg");
    assert_string_equal(found->offers[1]->url, "https://e.example/4?campid=1");
    shop_close(&one);
}

static void an_answer_may_have_found_nothing(void **state)
{
    struct one_shop one = shop_of(MEMBERS);

    assert_int_equal(shop_reads(&one, "lamp", "{\"total\":0}")->n_offers, 0);
    assert_int_equal(shop_reads(&one, "lamp", "{\"itemSummaries\":null}")->n_offers, 0);
    assert_int_equal(shop_reads(&one, "lamp", "{\"itemSummaries\":[1,null,[],{},{\"itemId\":{}}]}")->n_offers,
                     0);
    shop_close(&one);
}

static void what_is_no_answer_is_refused(void **state)
{
    static const char *const bad[] = {
        "", "[]", "null", "{", "{\"itemSummaries\":{}}", "{\"itemSummaries\":\"x\"}", "<html>", "{\"a\":1}{",
    };
    struct one_shop one = shop_of(MEMBERS);

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_null(shop_reads(&one, "lamp", bad[i]));
    shop_close(&one);
}

static void tokens_are_read(void **state)
{
    static const struct {
        const char *body, *token; /* NULL: none */
        int64_t lives_s;
    } cases[] = {
        {"{\"access_token\":\"abc\",\"expires_in\":7200}", "abc", 7200},
        {"{\"access_token\":\"abc\",\"expires_in\":\"60\"}", "abc", 60},
        {"{\"access_token\":\"abc\"}", "abc", 0},
        {"{\"access_token\":\"abc\",\"expires_in\":-5}", "abc", 0},
        {"{\"access_token\":\"a\\r\\nX: y\",\"expires_in\":1}", NULL, 0},
        {"{\"access_token\":7}", NULL, 0},
        {"{}", NULL, 0},
        {"nonsense", NULL, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 16);
        const char *token;
        struct error err;
        int64_t lives_s;
        bool is_good = shop_token_read(str_of(cases[i].body), arena, &token, &lives_s, &err);

        assert_int_equal(is_good, cases[i].token != NULL);
        if (is_good) {
            assert_string_equal(token, cases[i].token);
            assert_int_equal(lives_s, cases[i].lives_s);
        }
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_token_is_asked_for),       cmocka_unit_test(a_search_says_what_is_wanted),
        cmocka_unit_test(items_become_offers),          cmocka_unit_test(an_answer_may_have_found_nothing),
        cmocka_unit_test(what_is_no_answer_is_refused), cmocka_unit_test(tokens_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
