/* rules_option: an option as a condition. */
#include "search/rules_option.h"

#include "base/mem.h"
#include "base/str.h"
#include "unit.h"
#include "json/json.h"

static void becomes_a_filter(void **state)
{
    static const struct {
        const char *about, *value, *unit, *filters; /* as JSON; NULL: it cannot be read */
    } cases[] = {
        {"brand", "Asus", "", "{\"brands\":[\"Asus\"]}"},
        {"brand", "!Asus|HP", "", "{\"not_brands\":[\"Asus\",\"HP\"]}"},
        {"colour", "red|blue", "", "{\"colours\":[\"red\",\"blue\"]}"},
        {"category", "Shoes", "", "{\"categories\":[\"Shoes\"]}"},
        {"category", "!Shoes", "", NULL},
        {"size", "42", "", "{\"sizes\":[\"42\"]}"},
        {"price", "25-50", "USD",
         "{\"price\":{\"min\":{\"currency_code\":\"USD\",\"amount_minor\":2500},\"max\":{\"currency_code\":"
         "\"USD\",\"amount_minor\":5000}}}"},
        {"price", "0-50", "", "{\"price\":{\"max\":{\"amount_minor\":5000}}}"},
        {"price", "50-", "JPY", "{\"price\":{\"min\":{\"currency_code\":\"JPY\",\"amount_minor\":50}}}"},
        {"price", "cheap", "USD", NULL},
        {"price", "", "USD", NULL},
        {"price", "-", "USD", NULL},
        {"foldable", "true", "", "{\"attributes\":[{\"name\":\"foldable\",\"any_of\":[\"true\"]}]}"},
        {"memory", "8-16", "GB",
         "{\"attributes\":[{\"name\":\"memory\",\"any_of\":[\"8-16\"],\"range\":{\"min\":8,\"max\":16,"
         "\"unit\":"
         "\"GB\"}}]}"},
        {"memory", "16-", "GB",
         "{\"attributes\":[{\"name\":\"memory\",\"any_of\":[\"16-\"],\"range\":{\"min\":16,\"max\":15,"
         "\"unit\":"
         "\"GB\"}}]}"},
        {"memory", "!8", "GB", NULL},
        {"memory", "|||", "", NULL},
        {"", "x", "", NULL},
        {"brand", "", "", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;
        struct buf json = {0};
        bool done = option_apply(cases[i].about, cases[i].value, cases[i].unit, &filters, arena);

        assert_int_equal(done, cases[i].filters != NULL);
        filters.min_rating = 0;
        json_from_message(&filters.base, &json);
        if (done) {
            ProtobufCMessage *wanted = NULL;
            struct json_fault fault;
            struct buf expected = {0};

            assert_true(json_to_message(&steward__v1__filters__descriptor, str_of(cases[i].filters), arena,
                                        &wanted, &fault));
            json_from_message(wanted, &expected);
            assert_string_equal(json.data, expected.data);
            buf_free(&expected);
        }
        buf_free(&json);
        arena_free(arena);
    }
}

static void replaces_what_was_said_about_it(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;

    assert_true(option_apply("memory", "8", "GB", &filters, arena));
    assert_true(option_apply("display", "15-", "inch", &filters, arena));
    assert_true(option_apply("memory", "16", "GB", &filters, arena));
    assert_int_equal(filters.n_attributes, 2);
    assert_true(filters.attributes[0]->range->min == 16);
    assert_true(option_apply("brand", "A", "", &filters, arena));
    assert_true(option_apply("brand", "B", "", &filters, arena));
    assert_int_equal(filters.n_brands, 1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(becomes_a_filter),
                                       cmocka_unit_test(replaces_what_was_said_about_it)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
