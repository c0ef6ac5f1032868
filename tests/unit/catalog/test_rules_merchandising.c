/* rules_merchandising: for which searches a rule holds. */
#include "index/rules_merchandising.h"

#include "base/mem.h"
#include "unit.h"
#include "json/json.h"

static struct arena *arena;
static struct tokeniser *tokeniser;

static int begin(void **state)
{
    arena = arena_new(4 << 20);
    tokeniser = tokeniser_new();
    return 0;
}

static int end(void **state)
{
    tokeniser_free(tokeniser);
    arena_free(arena);
    return 0;
}

static Steward__V1__MerchandisingRule *rule_of(const char *json)
{
    ProtobufCMessage *message;
    struct json_fault fault;

    if (!json_to_message(&steward__v1__merchandising_rule__descriptor, str_of(json), arena, &message, &fault))
        fail_msg("%s: %s %s", json, fault.field, fault.reason);
    return (Steward__V1__MerchandisingRule *)message;
}

#define P "\"products\":{\"product_ids\":[\"a\"]}"

struct search_case {
    const char *when;  /* of the rule, with its dates */
    const char *query; /* what is searched for */
    const char *meant;
    const char *locale;
    const char *filters; /* JSON */
    bool holds;
};

static const struct search_case cases[] = {
    {"", "anything", "anything", "", NULL, true},
    {"\"when\":{\"query_is\":\"gaming laptop\"}", "Gaming  LAPTOPS", "", "", NULL, true},
    {"\"when\":{\"query_is\":\"gaming laptop\"}", "gaming laptop bag", "", "", NULL, false},
    {"\"when\":{\"query_is\":\"gaming laptop\"}", "gaming labtop under 900", "gaming laptop", "", NULL, true},
    {"\"when\":{\"query_contains\":\"laptop\"}", "cheap laptops for school", "", "", NULL, true},
    {"\"when\":{\"query_contains\":\"laptop bag\"}", "bag for a laptop", "", "", NULL, false},
    {"\"when\":{\"query_contains\":\"top\"}", "laptop", "", "", NULL, false},
    {"\"when\":{\"locale\":\"de\"}", "x", "", "de-AT", NULL, true},
    {"\"when\":{\"locale\":\"de-AT\"}", "x", "", "de", NULL, false},
    {"\"when\":{\"locale\":\"de\"}", "x", "", "den", NULL, false},
    {"\"when\":{\"filters\":{\"brands\":[\"Sony\"]}}", "x", "", "", NULL, false},
    {"\"when\":{\"filters\":{\"brands\":[\"Sony\",\"LG\"]}}", "x", "", "", "{\"brands\":[\"lg\"]}", true},
    {"\"when\":{\"filters\":{\"categories\":[\"TVs\"],\"in_stock\":true}}", "x", "", "",
     "{\"categories\":[\"TVs\"]}", false},
    {"\"when\":{\"filters\":{\"categories\":[\"TVs\"],\"in_stock\":true}}", "x", "", "",
     "{\"categories\":[\"TVs\"],\"in_stock\":true}", true},
    {"\"starts_at\":\"1970-01-01T00:00:10Z\"", "x", "", "", NULL, true}, /* now is 10 s */
    {"\"starts_at\":\"1970-01-01T00:00:11Z\"", "x", "", "", NULL, false},
    {"\"ends_at\":\"1970-01-01T00:00:10Z\"", "x", "", "", NULL, false},
    {"\"ends_at\":\"1970-01-01T00:00:11Z\"", "x", "", "", NULL, true},
    {"\"off\":true", "x", "", "", NULL, false},
};

static bool holds(const struct search_case *c)
{
    struct arena *own = arena_new(1 << 20);
    const Steward__V1__MerchandisingRule *rule = rule_of(
        str_printf(arena, "{\"rule_id\":\"r\",\"effect\":\"HIDE\"," P "%s%s}", *c->when ? "," : "", c->when));
    struct merchandising *m = merchandising_new(own, &rule, 1, tokeniser);
    struct merchandising_view view = {.locale = str_of(c->locale), .now_ms = 10000};
    ProtobufCMessage *filters = NULL;
    size_t at = 0;
    bool found;

    if (c->filters)
        assert_true(
            json_to_message(&steward__v1__filters__descriptor, str_of(c->filters), arena, &filters, NULL));
    view.filters = (const Steward__V1__Filters *)filters;
    view.said = merchandising_words(str_of(c->query), tokeniser, arena);
    view.meant = merchandising_words(str_of(c->meant), tokeniser, arena);
    found = merchandising_next(m, &view, &at) != NULL;
    merchandising_free(m);
    return found;
}

static void for_which_searches_it_holds(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (holds(&cases[i]) != cases[i].holds)
            fail_msg("%s for %s: it should%s hold", cases[i].when, cases[i].query,
                     cases[i].holds ? "" : " not");
}

static void the_highest_priority_goes_first(void **state)
{
    struct arena *own = arena_new(1 << 20);
    const Steward__V1__MerchandisingRule *rules[] = {
        rule_of("{\"rule_id\":\"c\"}"),
        rule_of("{\"rule_id\":\"b\",\"priority\":5}"),
        rule_of("{\"rule_id\":\"a\"}"),
    };
    struct merchandising *m = merchandising_new(own, rules, COUNT_OF(rules), tokeniser);
    struct merchandising_view view = {0};
    const char *const order[] = {"b", "a", "c"};
    size_t at = 0;

    for (size_t i = 0; i < COUNT_OF(order); i++)
        assert_string_equal(merchandising_next(m, &view, &at)->rule_id, order[i]);
    assert_null(merchandising_next(m, &view, &at));
    assert_null(merchandising_next(NULL, &view, &at));
    merchandising_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(for_which_searches_it_holds),
        cmocka_unit_test(the_highest_priority_goes_first),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
