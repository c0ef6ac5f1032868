/* Feeds: addresses with places to fill in, and lists of any shape. */
#include "unit.h"

#include <stdio.h>

#include "shops.h"

#define CSV "\"kind\":\"feed\",\"mapping\":\"csv\""

static void the_address_says_what_is_wanted(void **state)
{
    static const struct {
        const char *url, *becomes;
    } cases[] = {
        {"https://f.example/all.csv", "https://f.example/all.csv"},
        {"https://f.example/?q={query}&n={limit}", "https://f.example/?q=tea%20pot&n=20"},
        {"https://f.example/{query}/{currency}?x={max_price}&y={min_price}",
         "https://f.example/tea%20pot/USD?x=&y="},
        {"https://f.example/{nobody}{", "https://f.example/"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char members[200];
        struct one_shop one;
        struct shop_request request;
        Steward__V1__OfferQuery query = shop_query("tea pot");

        snprintf(members, sizeof(members), CSV ",\"url\":\"%s\"", cases[i].url);
        one = shop_of(members);
        one.shop->kind->ask(one.shop, &query, "", one.arena, &request);
        assert_string_equal(request.url, cases[i].becomes);
        assert_null(request.bearer);
        assert_null(request.headers[0]);
        shop_close(&one);
    }
}

static void a_key_is_shown(void **state)
{
    struct one_shop one = shop_of(CSV ",\"url\":\"https://f.example/\",\"key\":{\"env\":\"TEST_SHOP_KEY\"}");
    struct one_shop both = shop_of(CSV ",\"url\":\"https://f.example/\"," SHOP_KEYS);
    Steward__V1__OfferQuery query = shop_query("tea pot");
    struct shop_request request;

    one.shop->kind->ask(one.shop, &query, "", one.arena, &request);
    assert_string_equal(request.bearer, "the-key");
    both.shop->kind->ask(both.shop, &query, "", both.arena, &request);
    assert_string_equal(request.headers[0], "Authorization: Basic dGhlLWtleTp0aGUtc2VjcmV0");
    shop_close(&one);
    shop_close(&both);
}

#define ROW(id, title) id "," title ",5.00,https://f.example/" id "\n"

static void of_a_whole_feed_only_what_has_all_words_is_taken(void **state)
{
    static const char body[] = "product_id,title,price,url\n" ROW("1", "Tea pots of iron") ROW("2", "Tea cup")
        ROW("3", "Pot for TEA") "4,No address,5.00\n" ROW("5", "");
    struct one_shop one = shop_of(CSV ",\"url\":\"https://f.example/\"");
    const Steward__V1__OffersFound *found = shop_reads(&one, "tea pot", body);

    assert_int_equal(found->n_offers, 2);
    assert_string_equal(found->offers[0]->offer_id, "1");
    assert_string_equal(found->offers[1]->offer_id, "3");
    assert_int_equal(shop_reads(&one, "tea pot", "product_id,title,price,url\n")->n_offers, 0);
    shop_close(&one);
}

static void lists_are_found_where_they_are(void **state)
{
    static const struct {
        const char *items, *body;
    } cases[] = {
        {"", "[{\"product_id\":\"1\",\"title\":\"Tea pot\",\"price\":5,\"url\":\"https://f.example/1\"}]"},
        {"",
         "{\"product_id\":\"1\",\"title\":\"Tea pot\",\"price\":\"5.00\",\"url\":\"https://f.example/1\"}\n"},
        {"", "\xef\xbb\xbf[{\"product_id\":\"1\",\"title\":\"Tea pot\",\"price\":5,"
             "\"url\":\"https://f.example/1\"}]"},
        {"data.0.hits", "{\"data\":[{\"hits\":[{\"product_id\":\"1\",\"title\":\"Tea "
                        "pot\",\"price\":5.0,\"url\":\"https://f.example/1\"}]}]}"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char members[200];
        struct one_shop one;
        const Steward__V1__OffersFound *found;

        snprintf(members, sizeof(members), CSV ",\"url\":\"https://f.example/\",\"items\":\"%s\"",
                 cases[i].items);
        one = shop_of(members);
        found = shop_reads(&one, "pot", cases[i].body);
        assert_int_equal(found->n_offers, 1);
        assert_int_equal(found->offers[0]->price->amount_minor, 500);
        shop_close(&one);
    }
}

static void no_more_is_taken_than_there_is_room_for(void **state)
{
    struct one_shop one = shop_of(CSV ",\"url\":\"https://f.example/{query}\"");
    struct buf body = {0};

    buf_str(&body, STR("product_id,title,price,url\n"));
    for (int i = 0; i < 500; i++)
        buf_printf(&body, "%d,Tea pot,1.00,https://f.example/%d\n", i, i);
    assert_int_equal(shop_reads(&one, "tea", body.data)->n_offers, SHOP_OFFERS_MAX);
    buf_free(&body);
    shop_close(&one);
}

static void what_is_no_feed_is_refused(void **state)
{
    static const char *const bad[] = {"",          "  \n",     "[1,",
                                      "{\"a\":",   "\"x",      "<html><body>Sorry, try again</body></html>",
                                      "\xff\xfep", "\xfe\xff["};
    struct one_shop one = shop_of(CSV ",\"url\":\"https://f.example/\"");

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        if (shop_reads(&one, "lamp", bad[i]))
            fail_msg("taken: %s", bad[i]);
    }
    shop_close(&one);
}

/* Latin-1 among it: what cannot be read is counted, and the rest is there. */
static void what_is_not_utf8_is_counted(void **state)
{
    static const struct {
        const char *body;
        int unreadable;
    } cases[] = {
        {"product_id,title,price,url\n" ROW("1", "Th\xe9 pot") ROW("2", "Tea pot") ROW("3", "Caf\xe9"), 2},
        {"{\"product_id\":\"1\",\"title\":\"Th\xe9 pot\",\"price\":5,\"url\":\"https://f.example/1\"}\n"
         "{\"product_id\":\"2\",\"title\":\"Tea pot\",\"price\":5,\"url\":\"https://f.example/2\"}\n",
         1},
        {"product_id,title,price,url,note\n2,Tea pot,5.00,https://f.example/2,not read: \xe9\n", 0},
        {"product_id,title,price,url\n" ROW("2", "Tea pot") ROW("3", ""), 0},
    };
    struct one_shop one = shop_of(CSV ",\"url\":\"https://f.example/\"");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__OffersFound *found = shop_reads(&one, "pot", cases[i].body);

        assert_int_equal(found->n_offers, 1);
        assert_string_equal(found->offers[0]->offer_id, "2");
        assert_int_equal(found->unreadable, cases[i].unreadable);
    }
    assert_null(shop_reads(&one, "pot", "[{\"product_id\":\"1\",\"title\":\"Th\xe9\"}]"));
    shop_close(&one);
}

/* Whatever turns, hides or splits what stands beside it. */
static void what_is_not_seen_is_not_taken(void **state)
{
    static const char body[] =
        "product_id,title,brand,price,url,image_url\n"
        "1,\"\u202e Tea\t\npot\u200b\x1b "
        "\",Ac\u200dme\xc2\x85,5.00,https://f.example/1,https://f.example/\u202e1\n"
        "2,\u2066\u200b\u2069,Acme,5.00,https://f.example/2,\n"
        "3,Tea pot,Acme,5.00,https://f.example/\u202e3,\n"
        "4\u200b,Tea pot \U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e,,5.00,https://f.example/4,\n";
    struct one_shop one = shop_of(CSV ",\"url\":\"https://f.example/{query}\"");
    const Steward__V1__OffersFound *found = shop_reads(&one, "tea pot", body);

    assert_int_equal(found->n_offers, 2);
    assert_string_equal(found->offers[0]->title, "Tea pot");
    assert_string_equal(found->offers[0]->brand, "Acme");
    assert_string_equal(found->offers[0]->image_url, "");
    assert_string_equal(found->offers[1]->offer_id, "4");
    assert_string_equal(found->offers[1]->title,
                        "Tea pot \U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e");
    shop_close(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_address_says_what_is_wanted),
        cmocka_unit_test(a_key_is_shown),
        cmocka_unit_test(of_a_whole_feed_only_what_has_all_words_is_taken),
        cmocka_unit_test(lists_are_found_where_they_are),
        cmocka_unit_test(no_more_is_taken_than_there_is_room_for),
        cmocka_unit_test(what_is_not_utf8_is_counted),
        cmocka_unit_test(what_is_no_feed_is_refused),
        cmocka_unit_test(what_is_not_seen_is_not_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
