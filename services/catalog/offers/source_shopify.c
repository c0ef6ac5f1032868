/* source_shopify: one shop's Storefront API, in GraphQL: products that can be bought, found by words.
 *
 * The complication: whatever happens is answered with status 200, so what the answer says of errors counts.
 * One that asks too often is told what a question costs, what it has left and how fast that grows again: that
 * is how long the shop is left alone. The version is part of the address, since each lives for a year only.
 */
#include "offers/shop.h"

#include <math.h>
#include <stdlib.h>

#include "json/json.h"

#define USUAL_PATH    "/api/2026-07/graphql.json"
#define USUAL_WAIT_MS 1000
#define PRIVATE_TOKEN "shpat_" /* what tokens begin with that only servers may have */

enum { FIELDS_MAX = 60 };

static const char question[] =
    "query Offers($words: String!, $count: Int!, $filters: [ProductFilter!], $sort: SearchSortKeys!,"
    " $reverse: Boolean!, $country: CountryCode) @inContext(country: $country) {"
    " search(query: $words, first: $count, types: [PRODUCT], productFilters: $filters, sortKey: $sort,"
    " reverse: $reverse, unavailableProducts: HIDE) { nodes { ... on Product {"
    " id title vendor onlineStoreUrl featuredImage { url }"
    " priceRange { minVariantPrice { amount currencyCode } }"
    " selectedOrFirstAvailableVariant { barcode } } } } }";

static const char map[] = "id = product_id\n"
                          "title = title\n"
                          "vendor = brand\n"
                          "priceRange.minVariantPrice.amount = price USD\n"
                          "priceRange.minVariantPrice.currencyCode = currency\n"
                          "onlineStoreUrl = url\n"
                          "featuredImage.url = image_url\n"
                          "selectedOrFirstAvailableVariant.barcode = code\n";

static bool check(const struct shop *shop, struct error *err)
{
    const Steward__V1__SourceSettings *s = shop->settings;

    if (*s->marketplace &&
        (strlen(s->marketplace) != 2 || strspn(s->marketplace, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2))
        return error_set(err, ERROR_FATAL, "sources",
                         "source \"%s\": marketplace: is a country, as DE; without, the shop's own", s->name);
    return !*s->partner_tag || strchr(s->partner_tag, '=') ||
           error_set(err, ERROR_FATAL, "sources",
                     "source \"%s\": partner_tag: is put behind each address: ref=me", s->name);
}

/* ---- asking ---- */

static void add_filters(struct buf *out, const Steward__V1__MoneyRange *price, struct arena *arena)
{
    if (!price || (!price->min && !price->max))
        return;
    buf_str(out, STR(",\"filters\":[{\"price\":{"));
    if (price->min)
        buf_printf(out, "\"min\":%s", amount_of(price->min, arena));
    if (price->max)
        buf_printf(out, "%s\"max\":%s", price->min ? "," : "", amount_of(price->max, arena));
    buf_str(out, STR("}}]"));
}

/* By price upwards or downwards, else by how well it fits: there is nothing else. */
static void add_sort(struct buf *out, Steward__V1__Sort__Order order)
{
    bool is_down = order == STEWARD__V1__SORT__ORDER__PRICE_DESCENDING;
    bool is_by_price = is_down || order == STEWARD__V1__SORT__ORDER__PRICE_ASCENDING;

    buf_printf(out, ",\"sort\":\"%s\",\"reverse\":%s", is_by_price ? "PRICE" : "RELEVANCE",
               is_down ? "true" : "false");
}

static struct str body_of(const Steward__V1__SourceSettings *s, const Steward__V1__OfferQuery *query,
                          struct arena *arena)
{
    struct buf out = {0};
    char *text;

    buf_str(&out, STR("{\"query\":"));
    json_add_string(&out, str_of(question));
    buf_str(&out, STR(",\"variables\":{\"words\":"));
    json_add_string(&out, str_of(query->words));
    buf_printf(&out, ",\"count\":%d", (int)s->limit);
    add_filters(&out, query->price, arena);
    add_sort(&out, query->sort);
    if (*s->marketplace)
        buf_printf(&out, ",\"country\":\"%s\"", s->marketplace);
    buf_str(&out, STR("}}"));
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return str_of(text);
}

static void ask(const struct shop *shop, const Steward__V1__OfferQuery *query, const char *token,
                struct arena *arena, struct shop_request *ret)
{
    const Steward__V1__SourceSettings *s = shop->settings;
    bool is_private = str_starts(str_of(shop->key), STR(PRIVATE_TOKEN));

    *ret = (struct shop_request){
        .method = "POST",
        .url = strstr(s->url, "/api/") ? s->url : str_printf(arena, "%s" USUAL_PATH, s->url),
        .headers = {"Content-Type: application/json",
                    str_printf(arena, "%s: %s",
                               is_private ? "Shopify-Storefront-Private-Token"
                                          : "X-Shopify-Storefront-Access-Token",
                               shop->key)},
        .body = body_of(s, query, arena),
    };
}

/* ---- its answer ---- */

static double figure_of(const struct json_member *fields, size_t count, struct str name, double usual)
{
    double figure;

    return str_to_double(json_value_of(fields, count, name), &figure) ? figure : usual;
}

/* Until it has as much again as the question costs. */
static int64_t wait_of(struct str body, struct arena *arena)
{
    struct json_member fields[FIELDS_MAX];
    size_t count = json_fields(body, arena, fields, FIELDS_MAX);
    double cost = figure_of(fields, count, STR("extensions.cost.requestedQueryCost"), 0);
    double left = figure_of(fields, count, STR("extensions.cost.throttleStatus.currentlyAvailable"), 0);
    double rate = figure_of(fields, count, STR("extensions.cost.throttleStatus.restoreRate"), 0);

    if (!(rate > 0) || !(cost > left))
        return USUAL_WAIT_MS;
    return (int64_t)fmin(ceil((cost - left) / rate * 1000), INT32_MAX);
}

static bool refuses(struct str body, struct arena *arena, int64_t *ret_pause_ms, struct error *err)
{
    struct json_member fields[FIELDS_MAX];
    struct json_list *errors = NULL;
    struct str why;
    size_t count;

    *ret_pause_ms = 0;
    if (str_find(body, STR("\"errors\"")) < 0 || !json_list_open(body, "errors", arena, &errors) || !errors ||
        !json_list_count(errors))
        return false;
    count = json_list_fields(errors, 0, fields, FIELDS_MAX);
    why = json_text_of(fields, count, STR("message"));
    if (str_is(json_text_of(fields, count, STR("extensions.code")), "THROTTLED"))
        *ret_pause_ms = wait_of(body, arena);
    error_set(err, ERROR_SKIP, "shop", "it says: %.*s", STR_ARGS(str_sub(why, 0, utf8_clip(why, 100))));
    return true;
}

static bool mend(const struct shop *shop, Steward__V1__Product *product, struct arena *arena)
{
    if (*shop->settings->partner_tag && *product->url)
        product->url = str_printf(arena, "%s%c%s", product->url, strchr(product->url, '?') ? '&' : '?',
                                  shop->settings->partner_tag);
    return true;
}

const struct shop_kind source_shopify = {
    .name = "shopify",
    .items = "data.search.nodes",
    .map = map,
    .needs_key = true,
    .searches = true,
    .check = check,
    .ask = ask,
    .mend = mend,
    .refuses = refuses,
};
