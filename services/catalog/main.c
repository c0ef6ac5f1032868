/* catalog: the products and the index over them. */
#include "catalog.h"
#include "feed.h"

extern const struct migration service_migrations[];

static const struct setting settings[] = {
    {"STEWARD_CATALOG_POLL_MS", SETTING_INT, "2000", 50, 60000,
     "pause between looks for changes in Postgres"},
    {"STEWARD_CATALOG_SYNONYMS", SETTING_PATH, "", .help = "file of synonyms, one rule a line"},
    {0},
};

static const struct subscription reads[] = {
    {.topic = &topic_catalog_commands, .flow = &flow_search, .answers_to = &topic_catalog_events},
    {.topic = &topic_catalog_changes, .feed = feed_on_change},
    {0},
};

int main(int argc, char **argv)
{
    static const struct service catalog = {
        .name = "catalog",
        .role = "keeps the products and searches them",
        .port = 8002,
        .settings = settings,
        .routes = catalog_routes,
        .reads = reads,
        .migrations = service_migrations,
        .to_come = "marketplaces, trend sources, publishing and stock forecasts",
        .start = catalog_start,
        .stop = catalog_stop,
        .health = catalog_health,
    };
    return service_main(&catalog, argc, argv);
}
