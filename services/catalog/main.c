/* catalog: the products and the index over them. */
#include "catalog.h"
#include "feed.h"
#include "llm/llm.h"
#include "pictures/pictures.h"
#include "rules_limits.h"
#include "shopify/shopify.h"

extern const struct migration service_migrations[];

static const struct setting settings[] = {
    {"STEWARD_CATALOG_HIDE_SOLD_OUT", SETTING_BOOL, "false",
     .help = "leave what is out of stock out of every search"},
    {"STEWARD_CATALOG_POLL_MS", SETTING_INT, "2000", 50, 60000,
     "pause between looks for changes in Postgres"},
    {"STEWARD_CATALOG_POPULAR_MS", SETTING_INT, "60000", 100, 86400000,
     "how often the popular queries are fetched for the suggestions"},
    {"STEWARD_CATALOG_POPULAR_SESSIONS", SETTING_INT, "5", 2, 64,
     "different sessions that must have searched for something before others are shown it"},
    {"STEWARD_CATALOG_QUERIES", SETTING_BOOL, "true", .help = "count what is searched for, without names"},
    {"STEWARD_CATALOG_QUERIES_DAYS", SETTING_INT, "90", 1, 3650, "how long these counts are kept"},
    {"STEWARD_CATALOG_QUERIES_FLUSH_MS", SETTING_INT, "10000", 50, 600000, "how often they are written"},
    {"STEWARD_CATALOG_RATES", SETTING_PATH, "",
     .help = "file of exchange rates for marketplaces, read again when it changes: docs/marketplaces.md"},
    SHOPIFY_SETTINGS,
    {"STEWARD_CATALOG_SOURCES", SETTING_PATH, "",
     .help = "file of marketplaces that are searched, too: docs/marketplaces.md; empty: none"},
    {"STEWARD_CATALOG_SYNONYMS", SETTING_PATH, "", .help = "file of synonyms, one rule a line"},
    {"STEWARD_CATALOG_TENANTS", SETTING_INT, "1000", 1, 100000,
     "tenants that may have products: each has an index of its own, in memory"},
    PICTURES_SETTINGS,
    {"STEWARD_LEARNING", SETTING_BOOL, "false",
     .help = "keep what pages showed and what was clicked: docs/learning.md"},
    {"STEWARD_LEARNING_DAYS", SETTING_INT, "90", 1, 3650, "how long that is kept"},
    LLM_SETTINGS,
    {"STEWARD_LLM_UNDERSTAND_BELOW", SETTING_INT, "0", 0, 100,
     "percent of sureness below which a message is put to the language model; 0: never"},
    {0},
};

static const struct subscription reads[] = {
    {.topic = &topic_catalog_commands,
     .flows = FLOWS(&flow_search, &flow_understand, &flow_join),
     .answers_to = &topic_catalog_events},
    {.topic = &topic_catalog_changes, .feed = feed_on_change},
    {.topic = &topic_interactions, .flows = FLOWS(&flow_interaction, &flow_impression)},
    {0},
};

static const struct topic *const writes[] = {&topic_catalog_changes, NULL};

int main(int argc, char **argv)
{
    static const struct service catalog = {
        .name = "catalog",
        .role = "keeps the products and searches them",
        .port = 8002,
        .settings = settings,
        .routes = catalog_routes,
        .limits = catalog_limits,
        .reads = reads,
        .writes = writes,
        .migrations = service_migrations,
        .keeps_audit = true,
        .to_come = "trend sources, publishing and stock forecasts",
        .start = catalog_start,
        .stop = catalog_stop,
        .health = catalog_health,
    };
    return service_main(&catalog, argc, argv);
}
