/* merchandise: what a shop's rules do to its searches. */
#include "base/mem.h"
#include "rules_limits.h"
#include "search/search.h"
#include "shop.h"
#include "unit.h"
#include "json/json.h"

static struct index *shop;
static struct arena *arena;

static int begin(void **state)
{
    shop = shop_open();
    arena = arena_new(32 << 20);
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static void *message_of(const ProtobufCMessageDescriptor *type, const char *json, struct arena *in)
{
    ProtobufCMessage *message;
    struct json_fault fault;

    if (!json_to_message(type, str_of(json), in, &message, &fault))
        fail_msg("%s: %s %s", json, fault.field, fault.reason);
    return message;
}

/* Rules as a JSON listing; they are in force until the next call. */
static void use_rules(const char *json)
{
    struct arena *own = arena_new(1 << 20);
    const Steward__V1__MerchandisingRules *rules = message_of(&steward__v1__merchandising_rules__descriptor,
                                                              str_printf(own, "{\"rules\":[%s]}", json), own);
    const Steward__V1__MerchandisingRule *list[16];

    for (size_t i = 0; i < rules->n_rules; i++) {
        struct json_fault faults[LIMIT_FAULTS_MAX];

        list[i] = rules->rules[i];
        assert_int_equal(limits_check(catalog_limits, &list[i]->base, faults), 0);
    }
    index_use_merchandising(shop, merchandising_new(own, list, rules->n_rules, index_tokeniser(shop)));
}

static const Steward__V1__SearchResult *search(const char *command)
{
    return search_run_at(shop, message_of(&steward__v1__search_command__descriptor, command, arena), 10000,
                         arena);
}

static const char *ids(const Steward__V1__SearchResult *result)
{
    struct buf out = {0};
    char *text;

    for (size_t i = 0; i < result->n_candidates; i++)
        buf_printf(&out, "%s%s%s", i ? " " : "", result->candidates[i]->product_id,
                   result->candidates[i]->featured ? "*" : "");
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

#define HEADPHONES "{\"query\":\"headphones\"}"

/* Without a rule "headphones" finds h2 h1 h3 h4. */
static void what_rules_do(void **state)
{
    static const struct {
        const char *rules, *command, *found; /* * is featured */
    } cases[] = {
        {"", HEADPHONES, "h2 h1 h3 h4"},
        {"{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"h3\"]}}", HEADPHONES,
         "h3* h2 h1 h4"},
        /* It need not have the words. */
        {"{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"c1\",\"gone\",\"h4\"]}}",
         HEADPHONES, "c1* h4* h2 h1 h3"},
        /* What the shopper ticked or asked for comes first. */
        {"{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"c1\",\"h3\"]}}",
         "{\"query\":\"headphones under $60\"}", "h3* h2 h4"},
        {"{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"h3\"]}}",
         "{\"query\":\"headphones\",\"filters\":{\"brands\":[\"Sony\"]}}", "h2 h1"},
        {"{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"h3\"]}}",
         "{\"query\":\"headphones without microphone\"}", "h2 h1 h4"},
        /* An order that was asked for stays. */
        {"{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"h1\"]}}",
         "{\"query\":\"headphones\",\"sort\":\"PRICE_ASCENDING\",\"filters\":{\"brands\":[\"Sony\"]}}",
         "h2 h1"},
        {"{\"effect\":\"BOOST\",\"factor\":50,\"products\":{\"filters\":{\"brands\":[\"Philips\"]}}}",
         HEADPHONES, "h3* h2 h1 h4"},
        {"{\"effect\":\"BURY\",\"factor\":50,\"products\":{\"product_ids\":[\"h2\"]}}", HEADPHONES,
         "h1 h3 h4 h2"},
        {"{\"effect\":\"HIDE\",\"products\":{\"product_ids\":[\"h2\"]}}", HEADPHONES, "h1 h3 h4"},
        /* Hidden in any order, and however much another rule wants it. */
        {"{\"effect\":\"HIDE\",\"products\":{\"product_ids\":[\"h2\"]}}",
         "{\"query\":\"headphones\",\"sort\":\"PRICE_ASCENDING\",\"filters\":{\"brands\":[\"Sony\"]}}", "h1"},
        {"{\"rule_id\":\"a\",\"effect\":\"PIN\",\"priority\":9,\"position\":1,\"products\":{\"product_ids\":["
         "\"h2\"]}},"
         "{\"rule_id\":\"b\",\"effect\":\"HIDE\",\"products\":{\"product_ids\":[\"h2\"]}}",
         HEADPHONES, "h1 h3 h4"},
        /* Two that want one place: by priority. */
        {"{\"rule_id\":\"a\",\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"h4\"]}},"
         "{\"rule_id\":\"b\",\"effect\":\"PIN\",\"position\":1,\"priority\":1,\"products\":{\"product_ids\":["
         "\"h3\"]}}",
         HEADPHONES, "h3* h4* h2 h1"},
        {"{\"effect\":\"HIDE\",\"when\":{\"query_contains\":\"camera\"},\"products\":{\"product_ids\":["
         "\"h2\"]}}",
         HEADPHONES, "h2 h1 h3 h4"},
        {"{\"effect\":\"HIDE\",\"ends_at\":\"1970-01-01T00:00:10Z\",\"products\":{\"product_ids\":[\"h2\"]}}",
         HEADPHONES, "h2 h1 h3 h4"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *found;

        use_rules(cases[i].rules);
        found = ids(search(cases[i].command));
        if (strcmp(found, cases[i].found) != 0)
            fail_msg("%s: %s finds %s, should %s", cases[i].rules, cases[i].command, found, cases[i].found);
    }
}

static void what_is_counted(void **state)
{
    use_rules("{\"effect\":\"PIN\",\"position\":2,\"products\":{\"product_ids\":[\"c1\",\"h1\"]}}");
    assert_int_equal(search(HEADPHONES)->total, 5);
    assert_int_equal(search(HEADPHONES)->candidates[0]->pinned_at, 2);
    assert_int_equal(search(HEADPHONES)->candidates[1]->pinned_at, 3);
    assert_int_equal(search(HEADPHONES)->candidates[2]->pinned_at, 0);
    use_rules("{\"effect\":\"HIDE\",\"products\":{\"filters\":{\"brands\":[\"Sony\"]}}}");
    assert_int_equal(search(HEADPHONES)->total, 2);
}

static void pages_fit_together(void **state)
{
    const Steward__V1__SearchResult *first, *second;

    use_rules("{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"c1\"]}}");
    for (int i = 0; i < 150; i++) {
        struct shop_item item = {str_printf(arena, "x%d", i), "Lamp", "Acme", "Lamps", NULL, 100, 0, 1};

        shop_put(shop, &item);
    }
    first = search("{\"query\":\"lamp\",\"limit\":100}");
    assert_int_equal(first->n_candidates, 100);
    assert_int_equal(first->total, 151);
    assert_string_equal(first->candidates[0]->product_id, "c1");
    second =
        search(str_printf(arena, "{\"query\":\"lamp\",\"limit\":100,\"cursor\":\"%s\"}", first->next_cursor));
    assert_int_equal(second->n_candidates, 51);
    for (size_t i = 0; i < second->n_candidates; i++)
        assert_int_equal(second->candidates[i]->pinned_at, 0);
}

static void hides_what_is_sold_out_if_the_shop_wants_it(void **state)
{
    static const char pin[] =
        "{\"effect\":\"PIN\",\"position\":1,\"products\":{\"product_ids\":[\"h2\",\"h4\"]}}";
    static const struct {
        const char *rules, *command, *found;
    } cases[] = {
        {"", HEADPHONES, "h1 h3 h4"},
        {pin, HEADPHONES, "h4* h1 h3"},
        {"", "{\"filters\":{\"brands\":[\"Sony\"]},\"sort\":\"PRICE_ASCENDING\"}", "h1"},
        /* What is not known stays. */
        {"", "{\"query\":\"camera bag\"}", "c2 l2 c1 c3"},
    };

    index_hide_sold_out(shop, true);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        use_rules(cases[i].rules);
        assert_string_equal(ids(search(cases[i].command)), cases[i].found);
    }
    index_hide_sold_out(shop, false);
    use_rules("");
    assert_string_equal(ids(search(HEADPHONES)), "h2 h1 h3 h4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_rules_do),
        cmocka_unit_test(hides_what_is_sold_out_if_the_shop_wants_it),
        cmocka_unit_test(what_is_counted),
        cmocka_unit_test(pages_fit_together),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
