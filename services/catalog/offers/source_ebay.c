/* source_ebay: eBay's Browse API: items for sale, found by words, with a token for the application.
 *
 * Asked are items at a fixed price only: an auction's price says nothing yet. */
#include "offers/shop.h"

#define SCOPE "https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope"

static const char map[] = "itemId = product_id\n"
                          "title = title\n"
                          "price.value = price USD\n"
                          "price.currency = currency\n"
                          "itemAffiliateWebUrl = url\n"
                          "itemWebUrl = url\n"
                          "image.imageUrl = image_url\n"
                          "condition = attribute text condition\n";

/* Its answers come with the partner's address only if it knows who the partner is. */
static bool check(const struct shop *shop, struct error *err)
{
    return *shop->settings->marketplace ||
           error_set(err, ERROR_FATAL, "sources", "\"marketplace\" is needed, as EBAY_US");
}

static void ask_token(const struct shop *shop, struct arena *arena, struct shop_request *ret)
{
    *ret = (struct shop_request){
        .method = "POST",
        .url = str_printf(arena, "%s/identity/v1/oauth2/token", shop->settings->url),
        .headers = {"Content-Type: application/x-www-form-urlencoded", basic_authorization(shop, arena)},
        .body = STR("grant_type=client_credentials&scope=" SCOPE),
    };
}

/* "price:[10.00..50.00],priceCurrency:USD": either end may be left out. */
static const char *price_filter(const Steward__V1__MoneyRange *price, struct arena *arena)
{
    const Steward__V1__Money *any;

    if (!price || (!price->min && !price->max))
        return "";
    any = price->min ? price->min : price->max;
    return str_printf(arena, ",price:[%s..%s],priceCurrency:%s",
                      price->min ? amount_of(price->min, arena) : "",
                      price->max ? amount_of(price->max, arena) : "", any->currency_code);
}

static const char *sort_of(Steward__V1__Sort__Order order)
{
    switch (order) {
    case STEWARD__V1__SORT__ORDER__PRICE_ASCENDING:
        return "&sort=price";
    case STEWARD__V1__SORT__ORDER__PRICE_DESCENDING:
        return "&sort=-price";
    case STEWARD__V1__SORT__ORDER__NEWEST:
        return "&sort=newlyListed";
    default:
        return "";
    }
}

static void ask(const struct shop *shop, const Steward__V1__OfferQuery *query, const char *token,
                struct arena *arena, struct shop_request *ret)
{
    const Steward__V1__SourceSettings *s = shop->settings;
    const char *filter =
        str_printf(arena, "buyingOptions:{FIXED_PRICE}%s", price_filter(query->price, arena));

    *ret = (struct shop_request){
        .method = "GET",
        .url = str_printf(arena, "%s/buy/browse/v1/item_summary/search?q=%s&limit=%d&filter=%s%s", s->url,
                          url_escaped(str_of(query->words), arena), (int)s->limit,
                          url_escaped(str_of(filter), arena), sort_of(query->sort)),
        .headers = {str_printf(arena, "X-EBAY-C-MARKETPLACE-ID: %s", s->marketplace)},
        .bearer = token,
    };
    if (*s->partner_tag)
        ret->headers[1] = str_printf(arena, "X-EBAY-C-ENDUSERCTX: affiliateCampaignId=%s",
                                     url_escaped(str_of(s->partner_tag), arena));
}

const struct shop_kind source_ebay = {
    .name = "ebay",
    .url = "https://api.ebay.com",
    .items = "itemSummaries",
    .map = map,
    .needs_key = true,
    .needs_secret = true,
    .searches = true,
    .check = check,
    .ask_token = ask_token,
    .ask = ask,
};
