/* routes: the addresses of the catalogue. */
#include "base/clock.h"
#include "catalog.h"
#include "index/categories.h"
#include "index/suggest.h"
#include "rules_limits.h"
#include "search/search.h"
#include "service/audit.h"
#include "shopify/shopify.h"
#include "steward/v1/audit.pb-c.h"
#include "steward/v1/catalog.pb-c.h"
#include "steward/v1/chat.pb-c.h"
#include "steward/v1/learning.pb-c.h"
#include "steward/v1/tuning.pb-c.h"

#define BULK_BODY_BYTES     (4 << 20)
#define DIALOGUE_BODY_BYTES (512 << 10)
#define PRODUCT_BODY_BYTES  (512 << 10)
#define SIMILAR_DEFAULT     8

static void reply(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct call *call = owner;

    if (err)
        call_fail(call, err);
    else
        call_reply(call, 200, answer);
}

static void start(struct call *call, const struct flow_kind *kind)
{
    struct json_fault faults[LIMIT_FAULTS_MAX];
    size_t bad = limits_check(catalog_limits, call_message(call), faults);

    if (bad)
        call_invalid(call, faults, bad);
    else
        flow_start(call_process(call), kind, call_message(call), reply, call);
}

static void post_search(struct call *call)
{
    start(call, &flow_search);
}

static void post_understand(struct call *call)
{
    start(call, &flow_understand);
}

static void get_suggest(struct call *call)
{
    const struct catalog *catalog = catalog_of(call_process(call));
    int64_t limit = SUGGEST_DEFAULT;
    struct str text;

    if (!catalog)
        call_problem(call, 503, "starting", NULL, "the catalogue is not loaded yet");
    else if (!call_query(call, "q", &text) || !text.len)
        call_problem(call, 422, "invalid-parameter", "q", "say what is typed so far: ?q=TEXT");
    else if (call_query_int(call, "limit", &limit))
        call_reply(call, 200,
                   &suggest(catalog_index(catalog, call_tenant(call)), text, (size_t)limit, call_arena(call))
                        ->base);
}

/* NULL: answered. The tenant's index may have no product: *ret_index is NULL then. */
static const struct catalog *begin(struct call *call, struct index **ret_index)
{
    const struct catalog *catalog = catalog_of(call_process(call));

    if (!catalog)
        call_problem(call, 503, "starting", NULL, "the catalogue is not loaded yet");
    else
        *ret_index = catalog_index(catalog, call_tenant(call));
    return catalog;
}

static void get_categories(struct call *call)
{
    struct index *index = NULL;
    int64_t depth = PRODUCT_PATHS_MAX;
    struct str under = STR("");

    if (!begin(call, &index) || !call_query_int(call, "depth", &depth))
        return;
    if (!call_query(call, "under", &under) || !under.data)
        under = STR("");
    call_reply(call, 200, &categories_list(index, under, depth, call_arena(call))->base);
}

/* What is like a product, as a search for it: pure, on the index. */
static void get_similar(struct call *call)
{
    Steward__V1__SearchCommand command;
    Steward__V1__SimilarProducts *similar = arena_new_of(call_arena(call), Steward__V1__SimilarProducts);
    Steward__V1__SearchResult *found;
    struct str id = call_param(call, "id");
    struct index *index = NULL;
    int64_t limit = SIMILAR_DEFAULT;
    uint32_t number;

    steward__v1__search_command__init(&command);
    if (!begin(call, &index) || !call_query_int(call, "limit", &limit))
        return;
    if (!index || !index_find(index, id, &number)) {
        call_problem(call, 404, "product-not-found", "id", "there is no product %.*s", STR_ARGS(id));
        return;
    }
    command.similar_to = str_c(call_arena(call), id);
    command.limit = (int32_t)limit;
    found = search_run_at(index, &command, clock_wall_ms(), call_arena(call));
    steward__v1__similar_products__init(similar);
    similar->product_id = command.similar_to;
    similar->products = found->candidates;
    similar->n_products = found->n_candidates < (size_t)limit ? found->n_candidates : (size_t)limit;
    call_reply(call, 200, &similar->base);
}

static const struct route_param categories_params[] = {
    {"under", "{\"type\":\"string\"}", "only this place of the tree and what is below: Electronics > Audio"},
    {"depth", .summary = "how many levels (all)", .least = 1, .most = PRODUCT_PATHS_MAX},
    {0},
};
static const struct route_param similar_params[] = {
    {"limit", .summary = "how many (8)", .least = 1, .most = SEARCH_LIMIT_MAX},
    {0},
};
static const struct route_param suggest_params[] = {
    {"q", "{\"type\":\"string\",\"minLength\":1}", "what is typed so far", .is_required = true},
    {"limit", .summary = "how many (8)", .least = 1, .most = SUGGEST_MAX},
    {0},
};
static const struct route_param listing_params[] = {
    {"after", "{\"type\":\"string\"}", "the last id of the page before"},
    {"limit", .summary = "how many (100)", .least = 1, .most = 500},
    {0},
};
static const struct route_param rank_log_params[] = {
    {"after", "{\"type\":\"string\"}", "the last id of the page before"},
    {"limit", .summary = "how many (500)", .least = 1, .most = 1000},
    {0},
};

/* As product_id_is_good says. */
static const struct route_param id_params[] = {
    {"id", "{\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._:~@+-]{1,128}$\"}",
     "letters, digits and . _ : ~ @ + -", .in_path = true, .is_required = true},
    {0},
};

static const struct route_param queries_params[] = {
    {"zero", "{\"type\":\"boolean\"}", "only what found nothing relevant"},
    {"since", "{\"type\":\"string\",\"anyOf\":[{\"format\":\"date\"},{\"maxLength\":0}]}",
     "the first day (30 days ago)"},
    {"limit", .summary = "how many (50)", .least = 1, .most = 1000},
    {0},
};

static const struct route_link product_links[] = {
    {"get", HTTP_GET, "/products/{id}", "id", "$response.body#/product_id"},
    {"remove", HTTP_DELETE, "/products/{id}", "id", "$response.body#/product_id"},
    {0},
};

const struct route catalog_routes[] = {
    {
        .method = HTTP_POST,
        .pattern = "/search",
        .handle = post_search,
        .scope = "search",
        .in = &steward__v1__search_command__descriptor,
        .out = &steward__v1__search_result__descriptor,
        .summary = "Searches the catalogue",
    },
    {
        .method = HTTP_POST,
        .pattern = "/understand",
        .handle = post_understand,
        .scope = "chat",
        .in = &steward__v1__understand_command__descriptor,
        .out = &steward__v1__understand_result__descriptor,
        .summary = "Reads a message of a conversation",
        .max_body_bytes = DIALOGUE_BODY_BYTES,
    },
    {
        .method = HTTP_GET,
        .pattern = "/suggest",
        .handle = get_suggest,
        .scope = "search",
        .out = &steward__v1__suggestions__descriptor,
        .params = suggest_params,
        .summary = "What somebody who types may want to say",
    },
    {
        .method = HTTP_GET,
        .pattern = "/categories",
        .handle = get_categories,
        .scope = "search",
        .out = &steward__v1__categories__descriptor,
        .params = categories_params,
        .summary = "The tree of categories, with how many products are in each",
    },
    {
        .method = HTTP_GET,
        .pattern = "/products/{id}/similar",
        .handle = get_similar,
        .scope = "search",
        .out = &steward__v1__similar_products__descriptor,
        .params = similar_params,
        .summary = "What is like a product",
    },
    {
        .method = HTTP_GET,
        .pattern = "/products/{id}",
        .params = id_params,
        .handle = products_get,
        .scope = "catalog:read",
        .out = &steward__v1__product__descriptor,
        .summary = "One product",
    },
    {
        .method = HTTP_PUT,
        .pattern = "/products/{id}",
        .params = id_params,
        .handle = products_put,
        .links = product_links,
        .scope = "catalog:write",
        .in = &steward__v1__product__descriptor,
        .out = &steward__v1__product__descriptor,
        .may_be_new = true,
        .summary = "Adds a product or replaces it",
        .max_body_bytes = PRODUCT_BODY_BYTES,
    },
    {
        .method = HTTP_DELETE,
        .pattern = "/products/{id}",
        .params = id_params,
        .handle = products_delete,
        .scope = "catalog:write",
        .done = 204,
        .summary = "Removes a product",
    },
    {
        .method = HTTP_GET,
        .pattern = "/products",
        .handle = products_list,
        .scope = "catalog:read",
        .out = &steward__v1__product_listing__descriptor,
        .params = listing_params,
        .summary = "Products by id",
    },
    {
        .method = HTTP_PUT,
        .pattern = "/products",
        .handle = products_put_many,
        .scope = "catalog:write",
        .in = &steward__v1__products__descriptor,
        .out = &steward__v1__bulk_result__descriptor,
        .summary = "Adds or replaces up to a thousand products",
        .max_body_bytes = BULK_BODY_BYTES,
    },
    {
        .method = HTTP_DELETE,
        .pattern = "/products",
        .handle = products_delete_many,
        .scope = "catalog:write",
        .in = &steward__v1__product_ids__descriptor,
        .out = &steward__v1__bulk_result__descriptor,
        .summary = "Removes up to a thousand products",
        .max_body_bytes = PRODUCT_BODY_BYTES,
    },
    {
        .method = HTTP_POST,
        .pattern = "/webhooks/shopify",
        .handle = shopify_told_post,
        .summary = "What a Shopify shop tells of its products as they change, signed by it",
        .takes_bytes = true,
        .bytes_type = "application/json",
        .max_body_bytes = SHOPIFY_BODY_BYTES,
        .params = shopify_params,
    },
    {
        .method = HTTP_GET,
        .pattern = "/queries",
        .handle = queries_list,
        .scope = "catalog:read",
        .out = &steward__v1__query_stats__descriptor,
        .params = queries_params,
        .summary = "What was searched for most, and what was not found",
    },
    {
        .method = HTTP_GET,
        .pattern = "/rank/log",
        .handle = rank_log_list,
        .scope = "catalog:read",
        .out = &steward__v1__rank_log__descriptor,
        .params = rank_log_params,
        .summary = "What pages showed and what was clicked, for learning",
    },
    {
        .method = HTTP_GET,
        .pattern = "/rules",
        .handle = rules_list,
        .scope = "catalog:read",
        .out = &steward__v1__merchandising_rules__descriptor,
        .params = listing_params,
        .summary = "Merchandising rules by id",
    },
    {
        .method = HTTP_PUT,
        .pattern = "/rules/{id}",
        .params = id_params,
        .handle = rules_put,
        .scope = "catalog:write",
        .in = &steward__v1__merchandising_rule__descriptor,
        .out = &steward__v1__merchandising_rule__descriptor,
        .may_be_new = true,
        .summary = "Adds a merchandising rule or replaces it",
    },
    {
        .method = HTTP_DELETE,
        .pattern = "/rules/{id}",
        .params = id_params,
        .handle = rules_delete,
        .scope = "catalog:write",
        .done = 204,
        .summary = "Removes a merchandising rule",
    },
    {
        .method = HTTP_GET,
        .pattern = "/synonyms",
        .handle = synonyms_list,
        .scope = "catalog:read",
        .out = &steward__v1__synonyms__descriptor,
        .params = listing_params,
        .summary = "Synonyms by id, without those of the file",
    },
    {
        .method = HTTP_PUT,
        .pattern = "/synonyms/{id}",
        .params = id_params,
        .handle = synonyms_put,
        .scope = "catalog:write",
        .in = &steward__v1__synonym__descriptor,
        .out = &steward__v1__synonym__descriptor,
        .may_be_new = true,
        .summary = "Adds a rule of synonyms or replaces it",
    },
    {
        .method = HTTP_DELETE,
        .pattern = "/synonyms/{id}",
        .params = id_params,
        .handle = synonyms_delete,
        .scope = "catalog:write",
        .done = 204,
        .summary = "Removes a rule of synonyms",
    },
    {
        .method = HTTP_GET,
        .pattern = "/stats",
        .handle = products_stats,
        .scope = "catalog:read",
        .answer =
            "{\"type\":\"object\",\"properties\":{\"products\":{\"type\":\"integer\"},\"sequence\":{\"type\":"
            "\"integer\"},\"indexed\":{\"type\":\"integer\"},\"indexed_sequence\":{\"type\":\"integer\"}}}",
        .summary = "How many products there are, and how far the index is",
    },
    {
        .method = HTTP_GET,
        .pattern = "/audit",
        .handle = audit_get,
        .out = &steward__v1__audit_page__descriptor,
        .params = audit_params,
        .summary = "What was administered, and by whom",
        .scope = "audit:read",
    },
    {0},
};
