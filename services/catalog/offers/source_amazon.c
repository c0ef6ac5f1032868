/* source_amazon: Amazon's Creators API, which is for members of its partner programme: items found by words,
 * with a token for the application.
 *
 * The complication: one address answers for all countries, and a header says which; tokens are given in three
 * places, each for the countries of its part of the world. */
#include "offers/shop.h"

#include "json/json.h"

#define ADDRESS    "https://creatorsapi.amazon"
#define TOKEN_PATH "/auth/o2/token"

enum { ITEMS_MAX = 10 };

static const char map[] = "asin = product_id\n"
                          "itemInfo.title.displayValue = title\n"
                          "itemInfo.byLineInfo.brand.displayValue = brand\n"
                          "offersV2.listings.0.price.money.amount = price USD\n"
                          "offersV2.listings.0.price.money.currency = currency\n"
                          "offersV2.listings.0.condition.value = attribute text condition\n"
                          "detailPageURL = url\n"
                          "images.primary.large.url = image_url\n"
                          "itemInfo.externalIds.eans.displayValues.0 = code\n"
                          "itemInfo.externalIds.upcs.displayValues.0 = code\n"
                          "itemInfo.manufactureInfo.model.displayValue = code\n";

static const char resources[] =
    "[\"itemInfo.title\",\"itemInfo.byLineInfo\",\"itemInfo.externalIds\",\"itemInfo.manufactureInfo\","
    "\"images.primary.large\",\"offersV2.listings.price\",\"offersV2.listings.condition\"]";

/* All countries that are in neither have theirs in Europe. */
static const char *const american[] = {"www.amazon.com", "www.amazon.ca", "www.amazon.com.br",
                                       "www.amazon.com.mx"};
static const char *const pacific[] = {"www.amazon.co.jp", "www.amazon.com.au", "www.amazon.sg"};

static bool check(const struct shop *shop, struct error *err)
{
    const Steward__V1__SourceSettings *s = shop->settings;

    if (!str_starts(str_of(s->marketplace), STR("www.amazon.")))
        return error_set(err, ERROR_FATAL, "sources",
                         "source \"%s\": marketplace: is needed, as www.amazon.de", s->name);
    return *s->partner_tag ||
           error_set(err, ERROR_FATAL, "sources",
                     "source \"%s\": partner_tag: is needed: Amazon answers its partners only", s->name);
}

/* ---- its token ---- */

static bool is_among(const char *marketplace, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(marketplace, names[i]))
            return true;
    }
    return false;
}

/* Whoever stands in Amazon's place gives the tokens, too. */
static const char *token_host(const Steward__V1__SourceSettings *s)
{
    if (strcmp(s->url, ADDRESS) != 0)
        return s->url;
    if (is_among(s->marketplace, american, COUNT_OF(american)))
        return "https://api.amazon.com";
    return is_among(s->marketplace, pacific, COUNT_OF(pacific)) ? "https://api.amazon.co.jp"
                                                                : "https://api.amazon.co.uk";
}

static struct str body_in(struct arena *arena, struct buf *out)
{
    char *text = str_c(arena, buf_as_str(out));

    buf_free(out);
    return str_of(text);
}

static void ask_token(const struct shop *shop, struct arena *arena, struct shop_request *ret)
{
    struct buf out = {0};

    buf_str(&out, STR("{\"grant_type\":\"client_credentials\",\"scope\":\"creatorsapi::default\","
                      "\"client_id\":"));
    json_add_string(&out, str_of(shop->key));
    buf_str(&out, STR(",\"client_secret\":"));
    json_add_string(&out, str_of(shop->secret));
    buf_char(&out, '}');
    *ret = (struct shop_request){
        .method = "POST",
        .url = str_printf(arena, "%s" TOKEN_PATH, token_host(shop->settings)),
        .headers = {"Content-Type: application/json"},
        .body = body_in(arena, &out),
    };
}

/* ---- asking ---- */

static const char *sort_of(Steward__V1__Sort__Order order)
{
    switch (order) {
    case STEWARD__V1__SORT__ORDER__PRICE_ASCENDING:
        return "Price:LowToHigh";
    case STEWARD__V1__SORT__ORDER__PRICE_DESCENDING:
        return "Price:HighToLow";
    case STEWARD__V1__SORT__ORDER__RATING:
        return "AvgCustomerReviews";
    case STEWARD__V1__SORT__ORDER__NEWEST:
        return "NewestArrivals";
    default:
        return NULL;
    }
}

/* In the smallest part of the country's currency, as they are with us. */
static void add_price(struct buf *out, const char *member, const Steward__V1__Money *money)
{
    if (money && money->amount_minor > 0)
        buf_printf(out, ",\"%s\":%lld", member, (long long)money->amount_minor);
}

static struct str body_of(const Steward__V1__SourceSettings *s, const Steward__V1__OfferQuery *query,
                          struct arena *arena)
{
    const char *sort = sort_of(query->sort);
    struct buf out = {0};

    buf_str(&out, STR("{\"partnerTag\":"));
    json_add_string(&out, str_of(s->partner_tag));
    buf_str(&out, STR(",\"keywords\":"));
    json_add_string(&out, str_of(query->words));
    buf_printf(&out, ",\"itemCount\":%d", s->limit < ITEMS_MAX ? (int)s->limit : ITEMS_MAX);
    if (query->price) {
        add_price(&out, "minPrice", query->price->min);
        add_price(&out, "maxPrice", query->price->max);
    }
    if (sort)
        buf_printf(&out, ",\"sortBy\":\"%s\"", sort);
    buf_printf(&out, ",\"resources\":%s}", resources);
    return body_in(arena, &out);
}

static void ask(const struct shop *shop, const Steward__V1__OfferQuery *query, const char *token,
                struct arena *arena, struct shop_request *ret)
{
    const Steward__V1__SourceSettings *s = shop->settings;

    *ret = (struct shop_request){
        .method = "POST",
        .url = str_printf(arena, "%s/catalog/v1/searchItems", s->url),
        .headers = {"Content-Type: application/json", str_printf(arena, "x-marketplace: %s", s->marketplace)},
        .bearer = token,
        .body = body_of(s, query, arena),
    };
}

const struct shop_kind source_amazon = {
    .name = "amazon",
    .url = ADDRESS,
    .items = "searchResult.items",
    .map = map,
    .needs_key = true,
    .needs_secret = true,
    .searches = true,
    .check = check,
    .ask_token = ask_token,
    .ask = ask,
};
