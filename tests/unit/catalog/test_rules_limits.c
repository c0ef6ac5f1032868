/* What may be in the catalogue, and how what may not is named: products, merchandising rules, synonyms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/mem.h"
#include "rules_limits.h"
#include "steward/v1/tuning.pb-c.h"
#include "json/json.h"

static const struct {
    const char *json;  /* the members beside product_id and title, if it begins with a comma */
    const char *field; /* NULL: it is good */
    const char *reason;
} cases[] = {
    {"{\"product_id\":\"1\",\"title\":\"Lamp\"}", NULL, NULL},
    {"{\"product_id\":\"a.b_c:d~e@f+g-9\",\"title\":\"Lampe für Küche\"}", NULL, NULL},
    {"{\"title\":\"Lamp\"}", "product_id", "must not be empty"},
    {"{\"product_id\":\"a b\",\"title\":\"Lamp\"}", "product_id",
     "may have up to 128 letters, digits and . _ : ~ @ + -"},
    {"{\"product_id\":\"a/b\",\"title\":\"Lamp\"}", "product_id",
     "may have up to 128 letters, digits and . _ : ~ @ + -"},
    {"{\"product_id\":\"ä\",\"title\":\"Lamp\"}", "product_id",
     "may have up to 128 letters, digits and . _ : ~ @ + -"},
    {"{\"product_id\":\"1\"}", "title", "must not be empty"},
    {"{\"product_id\":\"1\",\"title\":\" \\n\"}", "title", "must not be empty"},
    {", \"price\":{\"currency_code\":\"EUR\",\"amount_minor\":0}", NULL, NULL},
    {", \"price\":{\"currency_code\":\"AED\",\"amount_minor\":1}", NULL, NULL},
    {", \"price\":{\"currency_code\":\"ZWL\",\"amount_minor\":1}", NULL, NULL},
    {", \"price\":{\"currency_code\":\"eur\",\"amount_minor\":1}", "price.currency_code",
     "must be a currency of ISO 4217, like USD"},
    {", \"price\":{\"amount_minor\":1}", "price.currency_code", "must be a currency of ISO 4217, like USD"},
    {", \"price\":{\"currency_code\":\"USD\",\"amount_minor\":-1}", "price.amount_minor",
     "must be from 0 to 1e+15"},
    {", \"rating\":{\"stars\":5,\"count\":2}", NULL, NULL},
    {", \"rating\":{\"stars\":5.1}", "rating.stars", "must be from 0 to 5"},
    {", \"rating\":{\"stars\":-0.1}", "rating.stars", "must be from 0 to 5"},
    {", \"rating\":{\"count\":-1}", "rating.count", "must be from 0 to 1000000000000"},
    {", \"stock\":{\"quantity\":-1}", "stock.quantity", "must be from 0 to 1000000000000"},
    {", \"url\":\"https://shop/1\",\"image_url\":\"http://x\"", NULL, NULL},
    {", \"url\":\"javascript:alert(1)\"", "url", "must begin with https:// or http://"},
    {", \"categories\":[\"a\",\"\"]", "categories[1]", "must not be empty"},
    {", \"attributes\":[{\"name\":\"weight\",\"number\":1.5,\"unit\":\"kg\"},"
     "{\"name\":\"usb_3\",\"flag\":true},{\"name\":\"colour\",\"text\":\"red\"}]",
     NULL, NULL},
    {", \"attributes\":[{\"name\":\"Weight\",\"number\":1}]", "attributes[0].name",
     "must be of a-z, 0-9 and _, at most 100 of them"},
    {", \"attributes\":[{\"name\":\"a\",\"flag\":false},{\"name\":\"b\"}]", "attributes[1]",
     "needs a value: one of text, number and flag"},
    {", \"released_at\":\"2024-05-01T00:00:00Z\"", NULL, NULL},
    {", \"released_at\":\"1024-05-01T00:00:00Z\"", "released_at", "must be from 1900 to 2199"},
};

static void test_products(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct json_fault faults[LIMIT_FAULTS_MAX], json_fault;
        ProtobufCMessage *message;
        const char *json = cases[i].json;
        size_t count;

        if (json[0] == ',')
            json = str_printf(arena, "{\"product_id\":\"1\",\"title\":\"t\"%s}", json);
        if (!json_to_message(&steward__v1__product__descriptor, str_of(json), arena, &message, &json_fault))
            fail_msg("%s: %s %s", cases[i].json, json_fault.field, json_fault.reason);
        count = product_faults((Steward__V1__Product *)message, faults);
        if (count != (cases[i].field ? 1 : 0))
            fail_msg("%s: %zu faults: %s %s", cases[i].json, count, faults->field, faults->reason);
        if (count) {
            assert_string_equal(faults->field, cases[i].field);
            assert_string_equal(faults->reason, cases[i].reason);
        }
        arena_free(arena);
    }
}

/* A product of good parts, for limits that are no fun to write down. */
static bool is_good_with(void (*change)(Steward__V1__Product *, char *text), size_t len,
                         struct json_fault *faults)
{
    Steward__V1__Product product;
    char *text = mem_alloc(len + 1), id[] = "1", title[] = "t";
    bool is_good;

    memset(text, 'x', len);
    steward__v1__product__init(&product);
    product.product_id = id;
    product.title = title;
    change(&product, text);
    is_good = product_faults(&product, faults) == 0;
    mem_free(text);
    return is_good;
}

static void with_id(Steward__V1__Product *product, char *text)
{
    product->product_id = text;
}

static void with_title(Steward__V1__Product *product, char *text)
{
    product->title = text;
}

static void with_description(Steward__V1__Product *product, char *text)
{
    product->description = text;
}

static void with_brand(Steward__V1__Product *product, char *text)
{
    product->brand = text;
}

static void with_many_sizes(Steward__V1__Product *product, char *text)
{
    static char size[] = "42";
    static char *sizes[100];

    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        sizes[i] = size;
    product->sizes = sizes;
    product->n_sizes = strlen(text);
}

/* Each attribute is allowed; all of them together are too much. */
static void with_many_long_attributes(Steward__V1__Product *product, char *text)
{
    static char value[16001], name[] = "notes";
    static Steward__V1__Attribute attribute, *attributes[32];

    memset(value, 'x', sizeof(value) - 1);
    steward__v1__attribute__init(&attribute);
    attribute.name = name;
    attribute.value_case = STEWARD__V1__ATTRIBUTE__VALUE_TEXT;
    attribute.text = value;
    for (size_t i = 0; i < COUNT_OF(attributes); i++)
        attributes[i] = &attribute;
    product->attributes = attributes;
    product->n_attributes = strlen(text);
}

static void with_long_code(Steward__V1__Product *product, char *text)
{
    static char *codes[1];

    codes[0] = text;
    product->codes = codes;
    product->n_codes = 1;
}

static void test_limits(void **state)
{
    static const struct {
        void (*change)(Steward__V1__Product *, char *text);
        size_t most;
        const char *field;
    } limits[] = {
        {with_id, 128, "product_id"},
        {with_title, 1000, "title"},
        {with_description, 60000, "description"},
        {with_brand, 200, "brand"},
        {with_many_sizes, 64, "sizes"},
        {with_many_long_attributes, 16, ""},
        {with_long_code, 500, "codes[0]"},
    };

    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        struct json_fault faults[LIMIT_FAULTS_MAX];

        if (!is_good_with(limits[i].change, limits[i].most, faults))
            fail_msg("%s %s", faults->field, faults->reason);
        assert_false(is_good_with(limits[i].change, limits[i].most + 1, faults));
        assert_string_equal(faults->field, limits[i].field);
    }
}

static void test_numbers_that_are_none(void **state)
{
    Steward__V1__Product product;
    Steward__V1__Attribute attribute, *attributes[] = {&attribute};
    Steward__V1__Rating rating;
    char id[] = "1", title[] = "t", name[] = "weight";
    struct json_fault faults[LIMIT_FAULTS_MAX];

    steward__v1__product__init(&product);
    steward__v1__attribute__init(&attribute);
    steward__v1__rating__init(&rating);
    product.product_id = id;
    product.title = title;
    rating.stars = NAN;
    product.rating = &rating;
    assert_int_equal(product_faults(&product, faults), 1);
    assert_string_equal(faults->field, "rating.stars");
    product.rating = NULL;
    attribute.name = name;
    attribute.value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
    attribute.number = INFINITY;
    product.attributes = attributes;
    product.n_attributes = 1;
    assert_int_equal(product_faults(&product, faults), 1);
    assert_string_equal(faults->field, "attributes[0].number");
}

/* ---- rules, synonyms and lists ---- */

#define RULE     &steward__v1__merchandising_rule__descriptor,
#define SYNONYM  &steward__v1__synonym__descriptor,
#define PRODUCTS &steward__v1__products__descriptor,
#define IDS      &steward__v1__product_ids__descriptor,
#define P        "\"products\":{\"product_ids\":[\"a\"]}"

static const struct {
    const ProtobufCMessageDescriptor *type;
    const char *json, *field; /* of the first fault; NULL: it is good */
} others[] = {
    {RULE "{\"effect\":\"PIN\",\"position\":1," P "}", NULL},
    {RULE "{\"effect\":\"HIDE\"," P "}", NULL},
    {RULE "{\"effect\":\"BOOST\",\"factor\":2,\"products\":{\"filters\":{\"brands\":[\"Sony\"]}}}", NULL},
    {RULE "{" P "}", "effect"},
    {RULE "{\"effect\":\"PIN\"," P "}", "position"},
    {RULE "{\"effect\":\"PIN\",\"position\":11," P "}", "position"},
    {RULE "{\"effect\":\"PIN\",\"position\":1}", "products"},
    {RULE "{\"effect\":\"PIN\",\"position\":1,\"products\":{\"filters\":{\"brands\":[\"Sony\"]}}}",
     "products"},
    {RULE "{\"effect\":\"PIN\",\"position\":1,\"factor\":2," P "}", "factor"},
    {RULE "{\"effect\":\"HIDE\",\"position\":1," P "}", "position"},
    {RULE "{\"effect\":\"HIDE\",\"products\":{\"filters\":{}}}", "products.filters"},
    {RULE "{\"effect\":\"HIDE\",\"products\":{\"product_ids\":[\"a b\"]}}", "products.product_ids[0]"},
    {RULE "{\"effect\":\"BOOST\"," P "}", "factor"},
    {RULE "{\"effect\":\"BOOST\",\"factor\":1," P "}", "factor"},
    {RULE "{\"effect\":\"BURY\",\"factor\":101," P "}", "factor"},
    {RULE "{\"effect\":\"HIDE\"," P ",\"when\":{\"filters\":{\"min_rating\":4}}}", "when.filters"},
    {RULE "{\"effect\":\"HIDE\"," P ",\"starts_at\":\"2026-12-24T00:00:00Z\",\"ends_at\":"
          "\"2026-12-24T00:00:00Z\"}",
     "ends_at"},
    {RULE "{\"effect\":\"HIDE\"," P ",\"when\":{\"filters\":{\"brands\":[\"Sony\"],\"in_stock\":true}}}",
     NULL},
    {SYNONYM "{\"rule\":\"sofa, couch\"}", NULL},
    {SYNONYM "{\"rule\":\"laptop => notebook, ultrabook\"}", NULL},
    {SYNONYM "{}", "rule"},
    {SYNONYM "{\"rule\":\"alone\"}", "rule"},
    {SYNONYM "{\"rule\":\"laptop =>\"}", "rule"},
    {SYNONYM "{\"rule\":\"one two three four five, six\"}", "rule"},
    {SYNONYM "{\"rule\":\"sofa, couch\\nbed, cot\"}", "rule"},
    {SYNONYM "{\"rule\":\"sofa, couch # of all kinds\"}", "rule"},
    {SYNONYM "{\"synonym_id\":\"a b\",\"rule\":\"sofa, couch\"}", "synonym_id"},
    {PRODUCTS "{}", "products"},
    {PRODUCTS "{\"products\":[{}]}", NULL}, /* it is looked at by itself */
    {IDS "{\"product_ids\":[]}", "product_ids"},
    {IDS "{\"product_ids\":[\"a\"]}", NULL},
};

static void test_others(void **state)
{
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct json_fault faults[LIMIT_FAULTS_MAX];
        ProtobufCMessage *message;
        size_t count;

        if (!json_to_message(others[i].type, str_of(others[i].json), arena, &message, faults))
            fail_msg("%s: %s %s", others[i].json, faults->field, faults->reason);
        count = limits_check(catalog_limits, message, faults);
        if (!count != !others[i].field || (count && strcmp(faults->field, others[i].field) != 0))
            fail_msg("%s: %zu faults: %s %s", others[i].json, count, faults->field, faults->reason);
        arena_free(arena);
    }
}

static void test_every_fault_is_named(void **state)
{
    static const char json[] = "{\"title\":\" \",\"url\":\"ftp://x\",\"price\":{\"currency_code\":\"usd\"},"
                               "\"attributes\":[{\"name\":\"a\",\"flag\":true},{}]}";
    static const char *const fields[] =
        {"title", "price.currency_code", "attributes[1].name", "attributes[1]", "url", "product_id"};
    struct arena *arena = arena_new(1 << 20);
    struct json_fault faults[LIMIT_FAULTS_MAX];
    ProtobufCMessage *message;

    assert_true(json_to_message(&steward__v1__product__descriptor, STR(json), arena, &message, faults));
    assert_int_equal(product_faults((Steward__V1__Product *)message, faults), COUNT_OF(fields));
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        assert_string_equal(faults[i].field, fields[i]);
    arena_free(arena);
}

/* "^(AED|AFN|...)$", as the documents tell it. */
static const char *currency_pattern(void)
{
    static const char begin[] = "\"pattern\":\"^(AED|";

    for (const struct limit *limit = catalog_limits; limit->of; limit++) {
        const char *found = limit->schema ? strstr(limit->schema, begin) : NULL;

        if (found)
            return found + sizeof(begin) - 1 - strlen("AED|");
    }
    fail_msg("no limit has it");
    return "";
}

static void test_every_currency_of_the_documents_is_known(void **state)
{
    const char *code = currency_pattern();
    size_t count = 0;

    for (; *code != ')'; code += code[3] == '|' ? 4 : 3, count++) {
        if (!currency_is_known(str_n(code, 3)))
            fail_msg("%.3s", code);
    }
    assert_true(count > 100);
}

static void test_currencies(void **state)
{
    static const char *const known[] = {"AED", "EUR", "JPY", "USD", "ZWL"},
                             *const others_of_them[] = {"", "EU", "eur", "EURO", "ABC", "|AF", "ZZZ", "AAA"};

    for (size_t i = 0; i < COUNT_OF(known); i++)
        assert_true(currency_is_known(str_of(known[i])));
    for (size_t i = 0; i < COUNT_OF(others_of_them); i++)
        assert_false(currency_is_known(str_of(others_of_them[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_numbers_that_are_none),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_every_fault_is_named),
        cmocka_unit_test(test_currencies),
        cmocka_unit_test(test_every_currency_of_the_documents_is_known),
    };

    return cmocka_run_group_tests_name("catalog/rules_limits", tests, NULL, NULL);
}
