/* shopify_product: most fields are a matter of a map; options are not, whose names the shop has chosen. */
#include "rows/shopify_product.h"

#include "rows/mapping.h"

enum { FIELDS_MAX = 100, OPTIONS_MAX = 3, NAME_MAX_BYTES = 100 };

const char shopify_variant_fields[] =
    "id sku barcode price inventoryQuantity inventoryItem { tracked } selectedOptions { name value }"
    " product { id title vendor productType category { fullName } description(truncateAt: 4000) status"
    " publishedAt onlineStoreUrl featuredMedia { preview { image { url } } }"
    " priceRangeV2 { minVariantPrice { currencyCode } } }";

static const char map[] = "id = product_id\n"
                          "product.id = variant_of\n"
                          "product.title = title\n"
                          "product.vendor = brand\n"
                          "product.description = description\n"
                          "product.category.fullName = categories >\n"
                          "product.productType = category\n"
                          "product.onlineStoreUrl = url\n"
                          "product.featuredMedia.preview.image.url = image_url\n"
                          "product.publishedAt = released_at\n"
                          "price = price USD\n"
                          "product.priceRangeV2.minVariantPrice.currencyCode = currency\n"
                          "barcode = code\n"
                          "sku = code\n";

static const char *const colour_names[] = {"color", "colour", "farbe", "couleur", "kleur", "colore"};
static const char *const size_names[] = {"size", "größe", "grösse", "taille", "maat", "taglia", "talla"};

struct shopify_reader {
    struct mapping *mapping;
};

struct shopify_reader *shopify_reader_new(struct arena *arena)
{
    struct shopify_reader *reader = arena_new_of(arena, struct shopify_reader);
    struct error err;

    return mapping_read(str_of(map), arena, &reader->mapping, &err) ? reader : NULL;
}

struct variant {
    const struct json_member *fields;
    size_t count;
    struct arena *arena;
    Steward__V1__Product *product;
};

/* "gid://shopify/ProductVariant/42": 42. */
static struct str number_of(const char *gid)
{
    const char *stroke = strrchr(gid, '/');
    struct str number = str_of(stroke ? stroke + 1 : gid);

    return str_span(number, "0123456789") == number.len ? number : STR_NONE;
}

static bool set_ids(struct variant *v, struct error *err)
{
    Steward__V1__Product *p = v->product;
    struct str variant = number_of(p->product_id), product = number_of(p->variant_of);

    if (!variant.len || !product.len)
        return error_set(err, ERROR_SKIP, "shopify", "it has no number");
    if (*p->url)
        p->url = str_printf(v->arena, "%s%cvariant=%.*s", p->url, strchr(p->url, '?') ? '&' : '?',
                            STR_ARGS(variant));
    p->product_id = str_printf(v->arena, "shopify-%.*s", STR_ARGS(variant));
    p->variant_of = str_printf(v->arena, "shopify-%.*s", STR_ARGS(product));
    return true;
}

/* What was oversold is sold out; of what is not counted nothing is known. */
static void set_stock(struct variant *v)
{
    int64_t quantity;

    if (!str_is(json_value_of(v->fields, v->count, STR("inventoryItem.tracked")), "true") ||
        !str_to_int64(json_value_of(v->fields, v->count, STR("inventoryQuantity")), &quantity))
        return;
    v->product->stock = arena_new_of(v->arena, Steward__V1__Stock);
    steward__v1__stock__init(v->product->stock);
    v->product->stock->quantity = quantity > 0 ? quantity : 0;
}

/* ---- options ---- */

static bool is_among(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(name, str_of(names[i])))
            return true;
    }
    return false;
}

static char **one_text(const struct variant *v, struct str text)
{
    char **texts = arena_array(v->arena, 1, sizeof(*texts));

    texts[0] = str_c(v->arena, text);
    return texts;
}

/* As attributes are named: "Lens width" becomes lens_width. */
static char *attribute_name(const struct variant *v, struct str option)
{
    char *name = str_c(v->arena, str_sub(option, 0, NAME_MAX_BYTES)), *end = name;

    for (const char *c = name; *c; c++) {
        char small = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        bool is_plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');

        if (is_plain)
            *end++ = small;
        else if (end > name && end[-1] != '_')
            *end++ = '_';
    }
    if (end > name && end[-1] == '_')
        end--;
    *end = '\0';
    return name;
}

static void add_attribute(struct variant *v, struct str option, struct str value)
{
    Steward__V1__Attribute *attribute = arena_new_of(v->arena, Steward__V1__Attribute);

    steward__v1__attribute__init(attribute);
    attribute->name = attribute_name(v, option);
    attribute->value_case = STEWARD__V1__ATTRIBUTE__VALUE_TEXT;
    attribute->text = str_c(v->arena, value);
    if (*attribute->name)
        v->product->attributes[v->product->n_attributes++] = attribute;
}

/* A product without options has one that says nothing. */
static void set_option(struct variant *v, struct str name, struct str value)
{
    Steward__V1__Product *p = v->product;

    if (!name.len || !value.len || (str_is(name, "Title") && str_is(value, "Default Title")))
        return;
    if (is_among(name, colour_names, COUNT_OF(colour_names))) {
        p->n_colours = 1;
        p->colours = one_text(v, value);
    } else if (is_among(name, size_names, COUNT_OF(size_names))) {
        p->n_sizes = 1;
        p->sizes = one_text(v, value);
    } else {
        add_attribute(v, name, value);
    }
}

static void set_options(struct variant *v)
{
    v->product->attributes = arena_array(v->arena, OPTIONS_MAX, sizeof(*v->product->attributes));
    for (int i = 0; i < OPTIONS_MAX; i++) {
        const char *name = str_printf(v->arena, "selectedOptions.%d.name", i);
        const char *value = str_printf(v->arena, "selectedOptions.%d.value", i);

        set_option(v, json_text_of(v->fields, v->count, str_of(name)),
                   json_text_of(v->fields, v->count, str_of(value)));
    }
}

bool shopify_product_of(const struct shopify_reader *reader, const struct json_member *fields, size_t count,
                        struct arena *arena, Steward__V1__Product **ret_product, struct error *err)
{
    struct variant v = {.fields = fields, .count = count, .arena = arena};

    if (!str_is(json_text_of(fields, count, STR("product.status")), "ACTIVE"))
        return error_set(err, ERROR_SKIP, "shopify", "it is not for sale");
    if (!mapping_apply(reader->mapping, fields, count, arena, &v.product, err) || !set_ids(&v, err))
        return false;
    set_stock(&v);
    set_options(&v);
    *ret_product = v.product;
    return !arena_failed(arena) || error_set(err, ERROR_SKIP, "shopify", "it is too large");
}

bool shopify_product(const struct shopify_reader *reader, struct str json, struct arena *arena,
                     Steward__V1__Product **ret_product, struct error *err)
{
    struct json_member *fields = arena_array(arena, FIELDS_MAX, sizeof(*fields));
    size_t count = json_fields(json, arena, fields, FIELDS_MAX);

    return shopify_product_of(reader, fields, count, arena, ret_product, err);
}
