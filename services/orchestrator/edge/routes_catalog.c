/* routes_catalog.c: what the catalogue answers at once: suggestions, categories, what is like a product. */
#include "edge/pass_on.h"
#include "orchestrator.h"

static const struct neighbour catalog = {
    .name = "catalog",
    .setting = "STEWARD_CATALOG_URL",
    .called = "the catalogue",
    .refuses = "catalog-refuses",
    .silent = "catalog-silent",
    .answer_ms = 1000,
    .passed = {200, 404, 422},
};

#define PARAMS(...) ((const char *const[]){__VA_ARGS__, NULL})

void suggest_get(struct call *call)
{
    pass_on(call, &catalog, "GET", (struct passed_path){"/suggest"}, PARAMS("q", "limit"));
}

void categories_get(struct call *call)
{
    pass_on(call, &catalog, "GET", (struct passed_path){"/categories"}, PARAMS("under", "depth"));
}

void similar_get(struct call *call)
{
    pass_on(call, &catalog, "GET", (struct passed_path){"/products/", call_param(call, "id"), "/similar"},
            PARAMS("limit"));
}
