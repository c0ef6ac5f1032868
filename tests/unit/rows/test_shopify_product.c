/* A variant of Shopify's as a product: ids, options, stock, and what is none. */
#include "unit.h"

#include "rows/shopify_product.h"

#define PRODUCT                                                                                              \
    "\"product\":{\"id\":\"gid://shopify/Product/5\",\"title\":\"Lens\",\"status\":\"ACTIVE\","              \
    "\"onlineStoreUrl\":\"https://s.example/lens?a=1\","                                                     \
    "\"priceRangeV2\":{\"minVariantPrice\":{\"currencyCode\":\"JPY\"}}}"
#define VARIANT(more) "{\"id\":\"gid://shopify/ProductVariant/42\",\"price\":\"900\"," more PRODUCT "}"

static struct arena *arena;
static const struct shopify_reader *reader;

static int set_up(void **state)
{
    arena = arena_new(1 << 20);
    reader = shopify_reader_new(arena);
    return reader ? 0 : -1;
}

static int tear_down(void **state)
{
    arena_free(arena);
    return 0;
}

static const Steward__V1__Product *reads(const char *json)
{
    Steward__V1__Product *product;
    struct error err = {0};

    if (shopify_product(reader, str_of(json), arena, &product, &err))
        return product;
    assert_true(err.text[0]);
    return NULL;
}

static void a_variant_is_a_product(void **state)
{
    const Steward__V1__Product *p = reads(VARIANT(""));

    assert_string_equal(p->product_id, "shopify-42");
    assert_string_equal(p->variant_of, "shopify-5");
    assert_string_equal(p->title, "Lens");
    assert_string_equal(p->url, "https://s.example/lens?a=1&variant=42");
    assert_string_equal(p->price->currency_code, "JPY");
    assert_int_equal(p->price->amount_minor, 900);
    assert_null(p->stock);
}

static void stock_is_told_where_it_is_counted(void **state)
{
    static const struct {
        const char *json;
        int64_t quantity; /* -1: not known */
    } cases[] = {
        {VARIANT("\"inventoryQuantity\":3,\"inventoryItem\":{\"tracked\":true},"), 3},
        {VARIANT("\"inventoryQuantity\":-3,\"inventoryItem\":{\"tracked\":true},"), 0},
        {VARIANT("\"inventoryQuantity\":3,\"inventoryItem\":{\"tracked\":false},"), -1},
        {VARIANT("\"inventoryQuantity\":\"x\",\"inventoryItem\":{\"tracked\":true},"), -1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__Product *p = reads(cases[i].json);

        assert_int_equal(p->stock ? p->stock->quantity : -1, cases[i].quantity);
    }
}

static void options_are_what_they_are_named_for(void **state)
{
    const Steward__V1__Product *p =
        reads(VARIANT("\"selectedOptions\":[{\"name\":\"COLOR\",\"value\":\"Red\"},{\"name\":\"Taille\","
                      "\"value\":\"M\"},{\"name\":\"Focal length (mm)\",\"value\":\"35\"}],"));

    assert_int_equal(p->n_colours, 1);
    assert_string_equal(p->colours[0], "Red");
    assert_int_equal(p->n_sizes, 1);
    assert_string_equal(p->sizes[0], "M");
    assert_int_equal(p->n_attributes, 1);
    assert_string_equal(p->attributes[0]->name, "focal_length_mm");
    assert_string_equal(p->attributes[0]->text, "35");
    p = reads(VARIANT("\"selectedOptions\":[{\"name\":\"Title\",\"value\":\"Default Title\"},"
                      "{\"name\":\"ボ\",\"value\":\"x\"},{\"name\":7,\"value\":[]}],"));
    assert_int_equal(p->n_attributes, 0);
}

static void what_is_none_is_said(void **state)
{
    static const char draft[] =
        "{\"id\":\"gid://shopify/ProductVariant/1\",\"price\":\"1\",\"product\":{"
        "\"id\":\"gid://shopify/Product/5\",\"title\":\"Draft\",\"status\":\"DRAFT\"}}";
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{\"id\":\"gid://shopify/Product/1\",\"title\":\"Old\"}",
        "{\"id\":\"gid://shopify/ProductVariant/x\",\"price\":\"1\"," PRODUCT "}",
        draft,
    };

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_null(reads(bad[i]));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_variant_is_a_product),
        TEST(stock_is_told_where_it_is_counted),
        TEST(options_are_what_they_are_named_for),
        TEST(what_is_none_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
