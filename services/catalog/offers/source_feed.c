/* source_feed: any shop that gives a list of products as JSON or CSV at an address.
 *
 * In the address {query}, {limit}, {currency}, {min_price} and {max_price} stand for what is asked. One
 * without {query} is a whole feed: what has not all of the words is left out of it here. */
#include "offers/shop.h"

static bool check(const struct shop *shop, struct error *err)
{
    return !*shop->secret || *shop->key ||
           error_set(err, ERROR_FATAL, "sources", "a feed's \"secret\" needs its \"key\"");
}

static const char *amount_or_nothing(const Steward__V1__Money *money, struct arena *arena)
{
    return money ? amount_of(money, arena) : "";
}

static struct str value_of(struct str name, const struct shop *shop, const Steward__V1__OfferQuery *query,
                           struct arena *arena)
{
    const struct {
        const char *name, *value;
    } values[] = {
        {"query", query->words},
        {"limit", str_printf(arena, "%d", (int)shop->settings->limit)},
        {"currency", shop->settings->currency},
        {"min_price", amount_or_nothing(query->price ? query->price->min : NULL, arena)},
        {"max_price", amount_or_nothing(query->price ? query->price->max : NULL, arena)},
    };

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (str_is(name, values[i].name))
            return str_of(url_escaped(str_of(values[i].value), arena));
    }
    return STR_NONE;
}

static char *address(const struct shop *shop, const Steward__V1__OfferQuery *query, struct arena *arena)
{
    struct str rest = str_of(shop->settings->url), part;
    struct buf url = {0};
    char *text;

    for (bool is_name = false; str_split(&rest, is_name ? '}' : '{', &part); is_name = !is_name)
        buf_str(&url, is_name ? value_of(part, shop, query, arena) : part);
    text = str_c(arena, buf_as_str(&url));
    buf_free(&url);
    return text;
}

/* With a key and a secret: Basic; with a key alone: Bearer. */
static void ask(const struct shop *shop, const Steward__V1__OfferQuery *query, const char *token,
                struct arena *arena, struct shop_request *ret)
{
    *ret = (struct shop_request){.method = "GET", .url = address(shop, query, arena)};
    if (*shop->secret)
        ret->headers[0] = basic_authorization(shop, arena);
    else if (*shop->key)
        ret->bearer = shop->key;
}

const struct shop_kind source_feed = {
    .name = "feed",
    .check = check,
    .ask = ask,
};
