/* shopify.h: a Shopify shop tells of its products as they change: POST /webhooks/shopify.
 *
 * Whatever is answered with a status other than 2xx within five seconds is sent again by the shop, eight
 * times within four hours; then it sends nothing any more. So what trying again cannot mend is answered 200,
 * and logged. docs/marketplaces.md#a-shopify-shop-of-your-own */
#pragma once

#include "base/config.h"
#include "service/call.h"
#include "shopify/rules_shopify.h"

#define SHOPIFY_SETTINGS                                                                                     \
    {"STEWARD_CATALOG_SHOPIFY_SHOP", SETTING_TEXT, "",                                                       \
     .help = "the Shopify shop that may tell of its products, as my-shop.myshopify.com; empty: none"},       \
        {"STEWARD_CATALOG_SHOPIFY_SECRET", SETTING_TEXT, "",                                                 \
         .help = "what it signs that with: the client secret of its app", .secret = true},                   \
        {"STEWARD_CATALOG_SHOPIFY_CURRENCY", SETTING_TEXT, "USD", .help = "of its prices"},                  \
        {"STEWARD_CATALOG_SHOPIFY_URL", SETTING_URL, "",                                                     \
         .help = "where its online store is, if not at https:// and the shop's name"},                       \
    {                                                                                                        \
        "STEWARD_CATALOG_SHOPIFY_TENANT", SETTING_TEXT, "default", .help = "whose products they are"         \
    }

#define SHOPIFY_BODY_BYTES (2 << 20)

MUST_CHECK bool shopify_check(const struct config *config, struct error *err);         /* of these settings */
struct shopify_shop shopify_shop_of(const struct config *config, struct arena *arena); /* as they say */
void shopify_told_post(struct call *call);
extern const struct route_param shopify_params[];
