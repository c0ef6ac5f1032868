/* rules_shopify: a payload has the product with all of its variants inside; a line of the bulk operation has
 * one variant with its product inside. */
#include "shopify/rules_shopify.h"

#include "rows/shopify_product.h"
#include "shopify/html_text.h"
#include "json/json.h"
#include "json/timestamp.h"

enum { FIELDS_MAX = 32, OPTIONS_MAX = 3, DESCRIPTION_BYTES = 4000 };

struct renaming {
    const char *line, *payload;
};
static const struct renaming of_variant[] = {
    {"id", "id"},           {"sku", "sku"}, {"price", "price"}, {"inventoryQuantity", "inventory_quantity"},
    {"barcode", "barcode"},
};
static const struct renaming of_product[] = {
    {"product.id", "id"},
    {"product.title", "title"},
    {"product.vendor", "vendor"},
    {"product.productType", "product_type"},
    {"product.publishedAt", "published_at"},
};

/* One line in the making: what is of the product stays, what is of a variant is laid on top of it. */
struct line {
    struct json_member fields[FIELDS_MAX];
    size_t count, of_product;
    struct arena *arena;
    struct json_object product;
    const char *option_names[OPTIONS_MAX];
};

static struct str value_in(const struct json_object *object, const char *name)
{
    return json_value_of(object->members, object->count, str_of(name));
}

static struct str text_in(const struct json_object *object, const char *name)
{
    return json_text_of(object->members, object->count, str_of(name));
}

static void add_text(struct line *line, const char *name, struct str value)
{
    if (value.len)
        line->fields[line->count++] = (struct json_member){str_of(name), value, true};
}

static void rename_fields(struct line *line, const struct json_object *from, const struct renaming *table,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct json_member *member = json_object_member(from, table[i].payload);

        if (member)
            line->fields[line->count++] =
                (struct json_member){str_of(table[i].line), member->value, member->is_text};
    }
}

/* ---- what is of the product ---- */

/* A text of an object inside of it. */
static struct str text_inside(const struct line *line, const char *object, const char *name)
{
    struct json_object inside;

    return json_object_read(value_in(&line->product, object), line->arena, &inside) ? text_in(&inside, name)
                                                                                    : STR_NONE;
}

/* None as long as the online store does not show it. */
static struct str address_of(const struct line *line, const struct shopify_shop *shop)
{
    struct str handle = text_in(&line->product, "handle"), address;
    struct buf out = {0};

    if (!handle.len || !text_in(&line->product, "published_at").len)
        return STR_NONE;
    buf_printf(&out, "%s/products/", shop->url);
    buf_escaped(&out, handle);
    address = str_copy(line->arena, buf_as_str(&out));
    buf_free(&out);
    return address;
}

static void read_option_names(struct line *line)
{
    struct json_member *items;
    size_t count = 0;

    if (!json_items(value_in(&line->product, "options"), line->arena, &items, &count, NULL))
        return;
    for (size_t i = 0; i < count && i < OPTIONS_MAX; i++) {
        struct json_object option;

        if (json_object_read(items[i].value, line->arena, &option))
            line->option_names[i] = str_c(line->arena, text_in(&option, "name"));
    }
}

static void begin(struct line *line, const struct shopify_shop *shop)
{
    rename_fields(line, &line->product, of_product, COUNT_OF(of_product));
    add_text(line, "product.status", STR("ACTIVE"));
    add_text(line, "product.category.fullName", text_inside(line, "category", "full_name"));
    add_text(line, "product.description",
             html_text(text_in(&line->product, "body_html"), DESCRIPTION_BYTES, line->arena));
    add_text(line, "product.onlineStoreUrl", address_of(line, shop));
    add_text(line, "product.featuredMedia.preview.image.url", text_inside(line, "image", "src"));
    add_text(line, "product.priceRangeV2.minVariantPrice.currencyCode", str_of(shop->currency));
    line->fields[line->count++] = (struct json_member){STR("inventoryItem.tracked"), STR("true"), false};
    read_option_names(line);
    line->of_product = line->count;
}

/* ---- its variants ---- */

static void lay_variant(struct line *line, const struct json_object *variant)
{
    line->count = line->of_product;
    rename_fields(line, variant, of_variant, COUNT_OF(of_variant));
    for (int i = 0; i < OPTIONS_MAX; i++) {
        struct str value = text_in(variant, str_printf(line->arena, "option%d", i + 1));

        if (!value.len || !line->option_names[i])
            continue;
        add_text(line, str_printf(line->arena, "selectedOptions.%d.name", i), str_of(line->option_names[i]));
        add_text(line, str_printf(line->arena, "selectedOptions.%d.value", i), value);
    }
}

static bool read_list(const struct line *line, const char *name, struct json_member **ret_items,
                      size_t *ret_count, struct error *err)
{
    return (json_items(value_in(&line->product, name), line->arena, ret_items, ret_count, NULL) &&
            *ret_count <= SHOPIFY_VARIANTS_MAX) ||
           error_set(err, ERROR_SKIP, "shopify", "%s is no list of %d at most", name, SHOPIFY_VARIANTS_MAX);
}

static bool read_variants(struct line *line, struct shopify_told *told, struct error *err)
{
    const struct shopify_reader *reader = shopify_reader_new(line->arena);
    struct json_member *items;
    size_t count;
    struct error why;

    if (!read_list(line, "variants", &items, &count, err))
        return false;
    told->products = arena_array(line->arena, count, sizeof(*told->products));
    for (size_t i = 0; i < count; i++) {
        struct json_object variant;

        if (!json_object_read(items[i].value, line->arena, &variant))
            return error_set(err, ERROR_SKIP, "shopify", "variants.%zu is no object", i);
        lay_variant(line, &variant);
        if (shopify_product_of(reader, line->fields, line->count, line->arena,
                               &told->products[told->product_count], &why))
            told->product_count++;
        else if (!told->left_out++)
            told->why = why;
    }
    return true;
}

/* A payload has a hundred variants at most; the ids of all of them are beside. */
static bool read_others(const struct line *line, struct shopify_told *told, struct error *err)
{
    struct json_member *items;
    size_t count = 0;

    if (!json_object_member(&line->product, "variant_gids") || told->product_count + told->left_out < 100)
        return true;
    if (!read_list(line, "variant_gids", &items, &count, err))
        return false;
    told->others = arena_array(line->arena, count, sizeof(*told->others));
    for (size_t i = 0; i < count; i++) {
        struct json_object variant;
        const char *stroke;

        if (!json_object_read(items[i].value, line->arena, &variant))
            continue;
        stroke = strrchr(str_c(line->arena, text_in(&variant, "admin_graphql_api_id")), '/');
        if (stroke)
            told->others[told->other_count++] = str_printf(line->arena, "shopify-%s", stroke + 1);
    }
    return true;
}

/* ---- the whole ---- */

static bool read_group(const struct json_object *product, struct arena *arena, const char **ret_group,
                       struct error *err)
{
    struct str number = value_in(product, "id");

    if (!number.len || number.len > 20 || str_span(number, "0123456789") != number.len)
        return error_set(err, ERROR_SKIP, "shopify", "id is no number");
    *ret_group = str_printf(arena, "shopify-%.*s", STR_ARGS(number));
    return true;
}

bool shopify_read_product(struct str json, const struct shopify_shop *shop, struct arena *arena,
                          struct shopify_told *ret_told, struct error *err)
{
    struct line *line = arena_new_of(arena, struct line);
    int64_t seconds;
    int32_t nanos;

    *ret_told = (struct shopify_told){0};
    line->arena = arena;
    if (!json_object_read(json, arena, &line->product))
        return error_set(err, ERROR_SKIP, "shopify", "it is no JSON object");
    if (!read_group(&line->product, arena, &ret_told->group, err))
        return false;
    if (!timestamp_read(text_in(&line->product, "updated_at"), &seconds, &nanos))
        return error_set(err, ERROR_SKIP, "shopify", "updated_at is no time");
    ret_told->updated_us = seconds * 1000000 + nanos / 1000;
    if (!str_is(text_in(&line->product, "status"), "active"))
        return true;
    begin(line, shop);
    if (!read_variants(line, ret_told, err) || !read_others(line, ret_told, err))
        return false;
    return !arena_failed(arena) || error_set(err, ERROR_SKIP, "shopify", "it is too large");
}

bool shopify_read_deleted(struct str json, struct arena *arena, const char **ret_group, struct error *err)
{
    struct json_object product;

    if (!json_object_read(json, arena, &product))
        return error_set(err, ERROR_SKIP, "shopify", "it is no JSON object");
    return read_group(&product, arena, ret_group, err);
}
