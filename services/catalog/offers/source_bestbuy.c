/* source_bestbuy: Best Buy's Products API.
 *
 * Its key stands in the address, so the address is never logged. Words are conditions of a small language, in
 * which a sign has a meaning: only letters, digits and hyphens of them are passed on. */
#include "offers/shop.h"

#include <ctype.h>

static const char map[] = "sku = product_id\n"
                          "name = title\n"
                          "manufacturer = brand\n"
                          "salePrice = price USD\n"
                          "url = url\n"
                          "image = image_url\n"
                          "upc = codes\n"
                          "modelNumber = code\n"
                          "condition = attribute text condition\n"
                          "customerReviewAverage = stars\n"
                          "customerReviewCount = rating_count\n";

static bool check(const struct shop *shop, struct error *err)
{
    return !strcmp(shop->settings->currency, "USD") ||
           error_set(err, ERROR_FATAL, "sources", "source \"%s\": currency: Best Buy sells in USD",
                     shop->settings->name);
}

/* "search=tea&search=pot": all of them. */
static void add_words(struct buf *out, const char *words)
{
    bool is_in_word = false;

    for (const char *c = words; *c; c++) {
        if (isalnum((unsigned char)*c) || (*c == '-' && is_in_word)) {
            if (!is_in_word)
                buf_printf(out, "%ssearch=", out->len ? "&" : "");
            buf_char(out, *c);
            is_in_word = true;
        } else {
            is_in_word = false;
        }
    }
}

static char *conditions(const Steward__V1__OfferQuery *query, struct arena *arena)
{
    struct buf out = {0};
    char *text;

    add_words(&out, query->words);
    if (query->price && query->price->min)
        buf_printf(&out, "%ssalePrice%%3E=%s", out.len ? "&" : "", amount_of(query->price->min, arena));
    if (query->price && query->price->max)
        buf_printf(&out, "%ssalePrice%%3C=%s", out.len ? "&" : "", amount_of(query->price->max, arena));
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

static const char *sort_of(Steward__V1__Sort__Order order)
{
    switch (order) {
    case STEWARD__V1__SORT__ORDER__PRICE_ASCENDING:
        return "&sort=salePrice.asc";
    case STEWARD__V1__SORT__ORDER__PRICE_DESCENDING:
        return "&sort=salePrice.dsc";
    default:
        return "";
    }
}

static void ask(const struct shop *shop, const Steward__V1__OfferQuery *query, const char *token,
                struct arena *arena, struct shop_request *ret)
{
    const Steward__V1__SourceSettings *s = shop->settings;

    *ret = (struct shop_request){
        .method = "GET",
        .url = str_printf(
            arena,
            "%s/v1/products(%s)?format=json&show=sku,name,manufacturer,salePrice,url,image,upc,"
            "modelNumber,condition,customerReviewAverage,customerReviewCount&pageSize=%d%s&apiKey=%s",
            s->url, conditions(query, arena), (int)s->limit, sort_of(query->sort),
            url_escaped(str_of(shop->key), arena)),
    };
}

const struct shop_kind source_bestbuy = {
    .name = "bestbuy",
    .url = "https://api.bestbuy.com",
    .items = "products",
    .map = map,
    .needs_key = true,
    .searches = true,
    .check = check,
    .ask = ask,
};
