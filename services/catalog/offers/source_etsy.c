/* source_etsy: Etsy's Open API v3: active listings, found by words, with the key of an application. */
#include "offers/shop.h"

#include <math.h>

#include "words/currency.h"

static const char map[] = "listing_id = product_id\n"
                          "title = title\n"
                          "url = url\n"
                          "price.amount = price_minor\n"
                          "price.divisor = attribute number divisor\n"
                          "price.currency_code = currency\n"
                          "images.0.url_570xN = image_url\n";

/* An amount counts parts of the currency's unit; the divisor says how many it has. */
static bool mend(const struct shop *shop, Steward__V1__Product *product, struct arena *arena)
{
    const Steward__V1__Attribute *divisor = shop_attribute(product, "divisor");
    double amount;

    if (!product->price || !divisor || divisor->value_case != STEWARD__V1__ATTRIBUTE__VALUE_NUMBER ||
        !(divisor->number >= 1))
        return false;
    amount = (double)product->price->amount_minor / divisor->number *
             currency_minor(product->price->currency_code);
    product->price->amount_minor = fabs(amount) < 1e15 ? llround(amount) : 0;
    return true;
}

/* Prices are in the currency of the application's account. */
static const char *price_range(const Steward__V1__MoneyRange *price, struct arena *arena)
{
    const char *min = price && price->min ? amount_of(price->min, arena) : NULL;
    const char *max = price && price->max ? amount_of(price->max, arena) : NULL;

    return str_printf(arena, "%s%s%s%s", min ? "&min_price=" : "", min ? min : "", max ? "&max_price=" : "",
                      max ? max : "");
}

static const char *sort_of(Steward__V1__Sort__Order order)
{
    switch (order) {
    case STEWARD__V1__SORT__ORDER__PRICE_ASCENDING:
        return "&sort_on=price&sort_order=asc";
    case STEWARD__V1__SORT__ORDER__PRICE_DESCENDING:
        return "&sort_on=price&sort_order=desc";
    case STEWARD__V1__SORT__ORDER__NEWEST:
        return "&sort_on=created&sort_order=desc";
    default:
        return "&sort_on=score";
    }
}

static void ask(const struct shop *shop, const Steward__V1__OfferQuery *query, const char *token,
                struct arena *arena, struct shop_request *ret)
{
    const Steward__V1__SourceSettings *s = shop->settings;

    *ret = (struct shop_request){
        .method = "GET",
        .url = str_printf(arena, "%s/v3/application/listings/active?keywords=%s&limit=%d%s%s", s->url,
                          url_escaped(str_of(query->words), arena), (int)s->limit,
                          price_range(query->price, arena), sort_of(query->sort)),
        .headers = {str_printf(arena, "x-api-key: %s:%s", shop->key, shop->secret)},
    };
}

const struct shop_kind source_etsy = {
    .name = "etsy",
    .url = "https://openapi.etsy.com",
    .items = "results",
    .map = map,
    .needs_key = true,
    .needs_secret = true,
    .searches = true,
    .ask = ask,
    .mend = mend,
};
