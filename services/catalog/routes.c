/* routes: the addresses of the catalogue. */
#include "catalog.h"
#include "steward/v1/catalog.pb-c.h"

#define BULK_BODY_BYTES    (4 << 20)
#define PRODUCT_BODY_BYTES (512 << 10)

static void reply(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct call *call = owner;

    if (err)
        call_fail(call, err);
    else
        call_reply(call, 200, answer);
}

static void post_search(struct call *call)
{
    flow_start(call_process(call), &flow_search, call_message(call), reply, call);
}

const struct route catalog_routes[] = {
    {
        .method = HTTP_POST,
        .pattern = "/search",
        .handle = post_search,
        .in = &steward__v1__search_command__descriptor,
        .out = &steward__v1__search_result__descriptor,
        .summary = "Searches the catalogue",
    },
    {
        .method = HTTP_GET,
        .pattern = "/products/{id}",
        .handle = products_get,
        .out = &steward__v1__product__descriptor,
        .summary = "One product",
    },
    {
        .method = HTTP_PUT,
        .pattern = "/products/{id}",
        .handle = products_put,
        .in = &steward__v1__product__descriptor,
        .out = &steward__v1__product__descriptor,
        .summary = "Adds a product or replaces it",
        .max_body_bytes = PRODUCT_BODY_BYTES,
    },
    {
        .method = HTTP_DELETE,
        .pattern = "/products/{id}",
        .handle = products_delete,
        .summary = "Removes a product",
    },
    {
        .method = HTTP_GET,
        .pattern = "/products",
        .handle = products_list,
        .out = &steward__v1__products__descriptor,
        .summary = "Products by id: ?after=ID&limit=N",
    },
    {
        .method = HTTP_PUT,
        .pattern = "/products",
        .handle = products_put_many,
        .in = &steward__v1__products__descriptor,
        .out = &steward__v1__bulk_result__descriptor,
        .summary = "Adds or replaces up to a thousand products",
        .max_body_bytes = BULK_BODY_BYTES,
    },
    {
        .method = HTTP_DELETE,
        .pattern = "/products",
        .handle = products_delete_many,
        .in = &steward__v1__product_ids__descriptor,
        .out = &steward__v1__bulk_result__descriptor,
        .summary = "Removes up to a thousand products",
        .max_body_bytes = PRODUCT_BODY_BYTES,
    },
    {
        .method = HTTP_GET,
        .pattern = "/stats",
        .handle = products_stats,
        .summary = "How many products there are, and how far the index is",
    },
    {0},
};
