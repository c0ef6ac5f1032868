/* What a webhook of Shopify's tells is what its bulk operation tells of the same product. */
#include "unit.h"

#include "rows/shopify_product.h"
#include "shopify/rules_shopify.h"
#include "json/json.h"

#define HEAD                                                                                                 \
    "\"id\":788032119674292922,\"title\":\"Lens\",\"vendor\":\"Fonte\",\"product_type\":\"Lenses\","         \
    "\"handle\":\"the-lens\",\"updated_at\":\"2026-11-22T10:00:01-05:00\","                                  \
    "\"published_at\":\"2026-05-01T05:00:00-05:00\",\"body_html\":\"<p>Sharp &amp; fast</p>\","              \
    "\"category\":{\"admin_graphql_api_id\":\"gid://shopify/TaxonomyCategory/x\",\"name\":\"Lenses\","       \
    "\"full_name\":\"Cameras > Lenses\"},\"image\":{\"src\":\"https://cdn.example/1.jpg\"},"                 \
    "\"options\":[{\"name\":\"Color\",\"position\":1},{\"name\":\"Focal length\",\"position\":2}],"
#define VARIANT(id, price)                                                                                   \
    "{\"id\":" id ",\"price\":\"" price "\",\"sku\":\"L-1\",\"barcode\":\"4006381333931\","                  \
    "\"option1\":\"Black\",\"option2\":\"35\",\"option3\":null,\"inventory_quantity\":7}"
#define ACTIVE "\"status\":\"active\","

static const struct shopify_shop shop = {"https://shop.example", "EUR"};
static struct arena *arena;

static int set_up(void **state)
{
    arena = arena_new(4 << 20);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(arena);
    return 0;
}

static struct shopify_told told_by(const char *json)
{
    struct shopify_told told;
    struct error err = {0};

    if (!shopify_read_product(str_of(json), &shop, arena, &told, &err))
        fail_msg("%s", err.text);
    return told;
}

static const char *as_json(const Steward__V1__Product *product)
{
    struct buf json = {0};
    char *text;

    json_from_message(&product->base, &json);
    text = str_c(arena, buf_as_str(&json));
    buf_free(&json);
    return text;
}

static void it_is_the_product_that_an_import_makes(void **state)
{
    static const char line[] =
        "{\"id\":\"gid://shopify/ProductVariant/642667041472713922\",\"price\":\"19.99\",\"sku\":\"L-1\","
        "\"barcode\":\"4006381333931\",\"inventoryQuantity\":7,\"inventoryItem\":{\"tracked\":true},"
        "\"selectedOptions\":[{\"name\":\"Color\",\"value\":\"Black\"},{\"name\":\"Focal "
        "length\",\"value\":\"35\"}],"
        "\"product\":{\"id\":\"gid://shopify/Product/"
        "788032119674292922\",\"title\":\"Lens\",\"vendor\":\"Fonte\","
        "\"productType\":\"Lenses\",\"category\":{\"fullName\":\"Cameras > Lenses\"},\"description\":\"Sharp "
        "& fast\","
        "\"status\":\"ACTIVE\",\"publishedAt\":\"2026-05-01T10:00:00Z\","
        "\"onlineStoreUrl\":\"https://shop.example/products/the-lens\","
        "\"featuredMedia\":{\"preview\":{\"image\":{\"url\":\"https://cdn.example/1.jpg\"}}},"
        "\"priceRangeV2\":{\"minVariantPrice\":{\"currencyCode\":\"EUR\"}}}}";
    struct shopify_told told =
        told_by("{" HEAD ACTIVE "\"variants\":[" VARIANT("642667041472713922", "19.99") "]}");
    Steward__V1__Product *imported;
    struct error err;

    assert_true(shopify_product(shopify_reader_new(arena), str_of(line), arena, &imported, &err));
    assert_int_equal(told.product_count, 1);
    assert_string_equal(as_json(told.products[0]), as_json(imported));
    assert_string_equal(told.group, imported->variant_of);
    assert_int_equal(told.updated_us, 1795359601000000);
}

static void variants_do_not_share_what_is_their_own(void **state)
{
    struct shopify_told told = told_by(
        "{" HEAD ACTIVE
        "\"variants\":[" VARIANT("1", "10.00") ","
                                               "{\"id\":2,\"price\":\"11.00\",\"option1\":\"Red\"}]}");

    assert_int_equal(told.product_count, 2);
    assert_string_equal(told.products[1]->product_id, "shopify-2");
    assert_int_equal(told.products[1]->n_codes, 0);
    assert_int_equal(told.products[1]->n_attributes, 0);
    assert_string_equal(told.products[1]->colours[0], "Red");
    assert_null(told.products[1]->stock);
}

static void what_is_not_for_sale_has_no_products(void **state)
{
    assert_int_equal(
        told_by("{" HEAD "\"status\":\"draft\",\"variants\":[" VARIANT("1", "1") "]}").product_count, 0);
    assert_int_equal(told_by("{" HEAD "\"variants\":[" VARIANT("1", "1") "]}").product_count, 0);
}

static void what_cannot_be_a_product_is_left_out_by_itself(void **state)
{
    struct shopify_told told =
        told_by("{" HEAD ACTIVE "\"variants\":[" VARIANT("1", "a lot") "," VARIANT("2", "2") "]}");

    assert_int_equal(told.product_count, 1);
    assert_int_equal(told.left_out, 1);
    assert_non_null(strstr(told.why.text, "a lot"));
}

static void a_product_that_is_not_published_has_no_address(void **state)
{
    struct shopify_told told = told_by(
        "{\"id\":5,\"title\":\"Lens\",\"handle\":\"レンズ\",\"published_at\":null,"
        "\"updated_at\":\"2026-11-22T10:00:01Z\"," ACTIVE "\"variants\":[{\"id\":6,\"price\":\"1.00\"}]}");

    assert_string_equal(told.products[0]->url, "");
    told = told_by("{\"id\":5,\"title\":\"Lens\",\"handle\":\"レ\",\"published_at\":\"2026-11-22T10:00:01Z\","
                   "\"updated_at\":\"2026-11-22T10:00:01Z\"," ACTIVE
                   "\"variants\":[{\"id\":6,\"price\":\"1.00\"}]}");
    assert_string_equal(told.products[0]->url, "https://shop.example/products/%E3%83%AC?variant=6");
}

/* Of a product with more than a hundred variants only a hundred are in the payload. */
static void variants_that_are_only_named_stay(void **state)
{
    struct buf json = {0};
    struct shopify_told told;

    buf_str(&json, STR("{" HEAD ACTIVE "\"variants\":["));
    for (int i = 1; i <= 100; i++)
        buf_printf(&json, "%s{\"id\":%d,\"price\":\"1.00\"}", i > 1 ? "," : "", i);
    buf_str(&json, STR("],\"variant_gids\":["));
    for (int i = 1; i <= 101; i++)
        buf_printf(&json, "%s{\"admin_graphql_api_id\":\"gid://shopify/ProductVariant/%d\"}",
                   i > 1 ? "," : "", i);
    buf_str(&json, STR("]}"));
    told = told_by(json.data);
    buf_free(&json);
    assert_int_equal(told.product_count, 100);
    assert_int_equal(told.other_count, 101);
    assert_string_equal(told.others[100], "shopify-101");
}

static void what_is_no_product_is_said(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "7",
        "{}",
        "{\"id\":\"gid\",\"updated_at\":\"2026-11-22T10:00:01Z\"}",
        "{\"id\":-5,\"updated_at\":\"2026-11-22T10:00:01Z\"}",
        "{\"id\":5}",
        "{\"id\":5,\"updated_at\":\"yesterday\"}",
        "{\"id\":5,\"updated_at\":\"2026-11-22T10:00:01Z\",\"status\":\"active\"}",
        "{\"id\":5,\"updated_at\":\"2026-11-22T10:00:01Z\",\"status\":\"active\",\"variants\":{}}",
        "{\"id\":5,\"updated_at\":\"2026-11-22T10:00:01Z\",\"status\":\"active\",\"variants\":[7]}",
    };
    struct shopify_told told;
    const char *group;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct error err = {0};

        assert_false(shopify_read_product(str_of(bad[i]), &shop, arena, &told, &err));
        assert_true(err.text[0]);
    }
    assert_false(shopify_read_deleted(STR("{}"), arena, &group, NULL));
    assert_true(shopify_read_deleted(STR("{\"id\":788032119674292922}"), arena, &group, NULL));
    assert_string_equal(group, "shopify-788032119674292922");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_the_product_that_an_import_makes),
        TEST(variants_do_not_share_what_is_their_own),
        TEST(what_is_not_for_sale_has_no_products),
        TEST(what_cannot_be_a_product_is_left_out_by_itself),
        TEST(a_product_that_is_not_published_has_no_address),
        TEST(variants_that_are_only_named_stay),
        TEST(what_is_no_product_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
