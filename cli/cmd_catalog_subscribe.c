/* cmd_catalog_subscribe: which of its webhooks a Shopify shop sends to an address. What is so already stays.
 */
#include <stdio.h>
#include <string.h>

#include "shopify.h"

static const struct option subscribe_options[] = {
    {"remove", NULL, "the shop is to send nothing there any more"},
    {0},
};

/* Those that services/catalog/shopify/ listens to. */
static const struct topic {
    const char *name, *of_schema;
} topics[] = {
    {"products/create", "PRODUCTS_CREATE"},
    {"products/update", "PRODUCTS_UPDATE"},
    {"products/delete", "PRODUCTS_DELETE"},
};
enum { TOPICS = 3, LISTED = 10 };

struct subscription {
    const char *id; /* NULL: there is none */
    const char *outcome;
};

/* ---- questions ---- */

static int look(const struct shopify *shop, const char *address, struct subscription found[TOPICS])
{
    static const char query[] =
        "query Told($uri: String!) { webhookSubscriptions(first: 10, uri: $uri, format: JSON, topics:"
        " [PRODUCTS_CREATE, PRODUCTS_UPDATE, PRODUCTS_DELETE]) { __typename nodes { id topic } } }";
    const struct shopify_said *said;
    int code = shopify_have_done(shop, &(struct shopify_question){query, "uri", address, .may_repeat = true},
                                 "webhookSubscriptions", "__typename", &said);

    for (int i = 0; !code && i < LISTED; i++) {
        const char *node = str_printf(shop->cli->arena, "data.webhookSubscriptions.nodes.%d", i);
        struct str topic = shopify_said(said, str_printf(shop->cli->arena, "%s.topic", node));
        struct str id = shopify_said(said, str_printf(shop->cli->arena, "%s.id", node));

        for (int t = 0; t < TOPICS; t++)
            if (str_is(topic, topics[t].of_schema) && id.len)
                found[t].id = str_c(shop->cli->arena, id);
    }
    return code;
}

static int subscribe(const struct shopify *shop, const struct topic *topic, const char *address)
{
    const char *query =
        str_printf(shop->cli->arena,
                   "mutation Tell($uri: String!) { webhookSubscriptionCreate(topic: %s, webhookSubscription:"
                   " {uri: $uri, format: JSON}) { webhookSubscription { id } userErrors { message } } }",
                   topic->of_schema);
    const struct shopify_said *said;

    return shopify_have_done(shop, &(struct shopify_question){query, "uri", address},
                             "webhookSubscriptionCreate", "webhookSubscription.id", &said);
}

static int leave(const struct shopify *shop, const char *id)
{
    static const char query[] = "mutation Leave($id: ID!) { webhookSubscriptionDelete(id: $id) {"
                                " deletedWebhookSubscriptionId userErrors { message } } }";
    const struct shopify_said *said;

    return shopify_have_done(shop, &(struct shopify_question){query, "id", id}, "webhookSubscriptionDelete",
                             "deletedWebhookSubscriptionId", &said);
}

/* ---- the verb ---- */

static int change_all(const struct shopify *shop, const char *address, struct subscription of[TOPICS])
{
    bool removes = args_has(shop->cli->args, "remove");
    int code = CLI_OK;

    for (int t = 0; t < TOPICS && !code; t++) {
        of[t].outcome = removes ? "none" : "was subscribed";
        if (removes == !of[t].id)
            continue;
        code = removes ? leave(shop, of[t].id) : subscribe(shop, &topics[t], address);
        of[t].outcome = removes ? "removed" : "subscribed";
    }
    return code;
}

static void report(const struct cli *cli, const struct subscription of[TOPICS])
{
    for (int t = 0; t < TOPICS; t++)
        if (cli->json)
            printf("%s\"%s\":\"%s\"%s", t ? "," : "{", topics[t].name, of[t].outcome,
                   t + 1 < TOPICS ? "" : "}\n");
        else
            printf("%s  %s\n", topics[t].name, of[t].outcome);
}

static int run(struct cli *cli)
{
    const char *address = cli->args->words[1];
    struct subscription of[TOPICS] = {0};
    struct shopify shop;
    int code;

    if (strncmp(address, "https://", 8) != 0)
        return cli_fail(cli, CLI_USAGE, "a shop tells https:// addresses only, not %s", address);
    code = shopify_sign_in(cli, cli->args->words[0], &shop);
    if (!code)
        code = look(&shop, address, of);
    if (!code)
        code = change_all(&shop, address, of);
    if (!code)
        report(cli, of);
    return code;
}

const struct verb verb_catalog_subscribe = {
    .name = "catalog",
    .action = "subscribe",
    .words = "SHOP ADDRESS",
    .min_words = 2,
    .max_words = 2,
    .summary = "Have a Shopify shop tell of its products as they change",
    .help =
        "SHOP is its address, https://my-shop.myshopify.com; ADDRESS is where it reaches the catalogue's\n"
        "POST /webhooks/shopify, as https://shop.example/webhooks/shopify. STEWARD_SHOPIFY_ID and\n"
        "STEWARD_SHOPIFY_SECRET are as for `catalog shopify`; with the latter it signs what it tells, so "
        "that\n"
        "STEWARD_CATALOG_SHOPIFY_SECRET of the catalogue is the same. Saying it again changes nothing.\n",
    .options = subscribe_options,
    .run = run,
};
