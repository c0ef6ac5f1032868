/* What may be in the catalogue, and how what may not is named. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules_product.h"
#include "json/json.h"

static const struct {
    const char *json;  /* the members beside product_id and title, if it begins with a comma */
    const char *field; /* NULL: it is good */
    const char *reason;
} cases[] = {
    {"{\"product_id\":\"1\",\"title\":\"Lamp\"}", NULL, NULL},
    {"{\"product_id\":\"a.b_c:d~e@f+g-9\",\"title\":\"Lampe für Küche\"}", NULL, NULL},
    {"{\"title\":\"Lamp\"}", "product_id", "is needed"},
    {"{\"product_id\":\"a b\",\"title\":\"Lamp\"}", "product_id",
     "may have letters, digits and . _ : ~ @ + - only"},
    {"{\"product_id\":\"a/b\",\"title\":\"Lamp\"}", "product_id",
     "may have letters, digits and . _ : ~ @ + - only"},
    {"{\"product_id\":\"ä\",\"title\":\"Lamp\"}", "product_id",
     "may have letters, digits and . _ : ~ @ + - only"},
    {"{\"product_id\":\"1\"}", "title", "is needed"},
    {"{\"product_id\":\"1\",\"title\":\" \\n\"}", "title", "is needed"},
    {", \"price\":{\"currency_code\":\"EUR\",\"amount_minor\":0}", NULL, NULL},
    {", \"price\":{\"currency_code\":\"AED\",\"amount_minor\":1}", NULL, NULL},
    {", \"price\":{\"currency_code\":\"ZWL\",\"amount_minor\":1}", NULL, NULL},
    {", \"price\":{\"currency_code\":\"eur\",\"amount_minor\":1}", "price.currency_code",
     "is not a currency of ISO 4217, like USD"},
    {", \"price\":{\"amount_minor\":1}", "price.currency_code", "is not a currency of ISO 4217, like USD"},
    {", \"price\":{\"currency_code\":\"USD\",\"amount_minor\":-1}", "price.amount_minor",
     "is below 0 or too large"},
    {", \"rating\":{\"stars\":5,\"count\":2}", NULL, NULL},
    {", \"rating\":{\"stars\":5.1}", "rating.stars", "is not from 0 to 5"},
    {", \"rating\":{\"stars\":-0.1}", "rating.stars", "is not from 0 to 5"},
    {", \"rating\":{\"count\":-1}", "rating.count", "is below 0 or too large"},
    {", \"stock\":{\"quantity\":-1}", "stock.quantity", "is below 0 or too large"},
    {", \"url\":\"https://shop/1\",\"image_url\":\"http://x\"", NULL, NULL},
    {", \"url\":\"javascript:alert(1)\"", "url", "does not begin with https:// or http://"},
    {", \"categories\":[\"a\",\"\"]", "categories[1]", "is empty"},
    {", \"attributes\":[{\"name\":\"weight\",\"number\":1.5,\"unit\":\"kg\"},"
     "{\"name\":\"usb_3\",\"flag\":true},{\"name\":\"colour\",\"text\":\"red\"}]",
     NULL, NULL},
    {", \"attributes\":[{\"name\":\"Weight\",\"number\":1}]", "attributes[0].name",
     "has to be of a-z, 0-9 and _, at most 100 of them"},
    {", \"attributes\":[{\"name\":\"a\",\"flag\":false},{\"name\":\"b\"}]", "attributes[1]",
     "has no value: one of text, number and flag"},
    {", \"released_at\":\"2024-05-01T00:00:00Z\"", NULL, NULL},
    {", \"released_at\":\"1024-05-01T00:00:00Z\"", "released_at", "is before 1900 or after 2200"},
};

static void test_products(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct product_fault fault = {0};
        struct json_fault json_fault;
        ProtobufCMessage *message;
        const char *json = cases[i].json;
        bool is_good;

        if (json[0] == ',')
            json = str_printf(arena, "{\"product_id\":\"1\",\"title\":\"t\"%s}", json);
        if (!json_to_message(&steward__v1__product__descriptor, str_of(json), arena, &message, &json_fault))
            fail_msg("%s: %s %s", cases[i].json, json_fault.field, json_fault.reason);
        is_good = product_is_good((Steward__V1__Product *)message, &fault);
        if (is_good == (cases[i].field != NULL))
            fail_msg("%s: %s %s", cases[i].json, fault.field, fault.reason);
        if (!is_good) {
            assert_string_equal(fault.field, cases[i].field);
            assert_string_equal(fault.reason, cases[i].reason);
        }
        arena_free(arena);
    }
}

/* A product of good parts, for limits that are no fun to write down. */
static bool is_good_with(void (*change)(Steward__V1__Product *, char *text), size_t len,
                         struct product_fault *fault)
{
    Steward__V1__Product product;
    char *text = mem_alloc(len + 1), id[] = "1", title[] = "t";
    bool is_good;

    memset(text, 'x', len);
    steward__v1__product__init(&product);
    product.product_id = id;
    product.title = title;
    change(&product, text);
    is_good = product_is_good(&product, fault);
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
        {with_many_long_attributes, 16, "product"},
        {with_long_code, 500, "codes[0]"},
    };

    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        struct product_fault fault = {0};

        if (!is_good_with(limits[i].change, limits[i].most, &fault))
            fail_msg("%s %s", fault.field, fault.reason);
        assert_false(is_good_with(limits[i].change, limits[i].most + 1, &fault));
        assert_string_equal(fault.field, limits[i].field);
    }
}

static void test_numbers_that_are_none(void **state)
{
    Steward__V1__Product product;
    Steward__V1__Attribute attribute, *attributes[] = {&attribute};
    Steward__V1__Rating rating;
    char id[] = "1", title[] = "t", name[] = "weight";
    struct product_fault fault;

    steward__v1__product__init(&product);
    steward__v1__attribute__init(&attribute);
    steward__v1__rating__init(&rating);
    product.product_id = id;
    product.title = title;
    rating.stars = NAN;
    product.rating = &rating;
    assert_false(product_is_good(&product, &fault));
    assert_string_equal(fault.field, "rating.stars");
    product.rating = NULL;
    attribute.name = name;
    attribute.value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
    attribute.number = INFINITY;
    product.attributes = attributes;
    product.n_attributes = 1;
    assert_false(product_is_good(&product, &fault));
    assert_string_equal(fault.field, "attributes[0].number");
}

static void test_tenants(void **state)
{
    static const struct {
        const char *id;
        bool is_good;
    } tenants[] = {
        {"default", true},
        {"a.b-c_9", true},
        {"", false},
        {"a/b", false},
        {"a b", false},
        {"ü", false},
        {"0123456789012345678901234567890123456789012345678901234567890123", true},
        {"01234567890123456789012345678901234567890123456789012345678901234", false},
    };

    for (size_t i = 0; i < COUNT_OF(tenants); i++)
        if (tenant_id_is_good(str_of(tenants[i].id)) != tenants[i].is_good)
            fail_msg("%s", tenants[i].id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_numbers_that_are_none),
        cmocka_unit_test(test_tenants),
    };

    return cmocka_run_group_tests_name("catalog/rules_product", tests, NULL, NULL);
}
