/* shop: the kinds of marketplaces, and what their requests have in common. */
#include "offers/shop.h"

#include "base/currency_digits.h"
#include "words/currency.h"
#include "json/base64.h"

static const struct shop_kind *const kinds[] = {&source_amazon, &source_bestbuy, &source_ebay,
                                                &source_etsy,   &source_feed,    &source_shopify};

const struct shop_kind *shop_kind_named(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (!strcmp(kinds[i]->name, name))
            return kinds[i];
    }
    return NULL;
}

const Steward__V1__Attribute *shop_attribute(const Steward__V1__Product *product, const char *name)
{
    for (size_t i = 0; i < product->n_attributes; i++) {
        if (!strcmp(product->attributes[i]->name, name))
            return product->attributes[i];
    }
    return NULL;
}

char *url_escaped(struct str text, struct arena *arena)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static const char digits[] = "0123456789ABCDEF";
    char *escaped = arena_alloc(arena, 3 * text.len + 1), *end = escaped;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (str_has_char(plain, text.data[i])) {
            *end++ = text.data[i];
            continue;
        }
        *end++ = '%';
        *end++ = digits[c >> 4];
        *end++ = digits[c & 15];
    }
    return escaped;
}

char *amount_of(const Steward__V1__Money *money, struct arena *arena)
{
    const char *code = money->currency_code;

    return str_printf(arena, "%.*f", currency_digits(str_of(code)),
                      (double)money->amount_minor / currency_minor(code));
}

char *basic_authorization(const struct shop *shop, struct arena *arena)
{
    struct buf encoded = {0};
    char *line;

    base64_add(&encoded, str_of(str_printf(arena, "%s:%s", shop->key, shop->secret)));
    line = str_printf(arena, "Authorization: Basic %.*s", STR_ARGS(buf_as_str(&encoded)));
    buf_free(&encoded);
    return line;
}
