/* shopify_settings: which shop may tell, and what its products need that it does not tell. */
#include "base/tenant.h"
#include "rules_limits.h"
#include "shopify/shopify.h"

bool shopify_check(const struct config *config, struct error *err)
{
    if (!*config_text(config, "STEWARD_CATALOG_SHOPIFY_SHOP"))
        return true;
    if (!*config_text(config, "STEWARD_CATALOG_SHOPIFY_SECRET"))
        return error_set(err, ERROR_FATAL, "shopify",
                         "STEWARD_CATALOG_SHOPIFY_SHOP needs STEWARD_CATALOG_SHOPIFY_SECRET");
    if (!currency_is_known(str_of(config_text(config, "STEWARD_CATALOG_SHOPIFY_CURRENCY"))))
        return error_set(err, ERROR_FATAL, "shopify", "STEWARD_CATALOG_SHOPIFY_CURRENCY must be one, as EUR");
    return tenant_id_is_good(str_of(config_text(config, "STEWARD_CATALOG_SHOPIFY_TENANT"))) ||
           error_set(err, ERROR_FATAL, "shopify", "STEWARD_CATALOG_SHOPIFY_TENANT is no tenant's id");
}

struct shopify_shop shopify_shop_of(const struct config *config, struct arena *arena)
{
    struct str url = str_of(config_text(config, "STEWARD_CATALOG_SHOPIFY_URL"));

    if (!url.len)
        url = str_of(str_printf(arena, "https://%s", config_text(config, "STEWARD_CATALOG_SHOPIFY_SHOP")));
    while (url.len && url.data[url.len - 1] == '/')
        url.len--;
    return (struct shopify_shop){str_c(arena, url), config_text(config, "STEWARD_CATALOG_SHOPIFY_CURRENCY")};
}
