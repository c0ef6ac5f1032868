/* routes_parts.h: what the handlers of products share: one call and its batch. */
#pragma once

#include "catalog.h"
#include "steward/v1/catalog.pb-c.h"

/* In the call's arena: lives until the answer. */
struct product_call {
    struct call *call;
    struct str tenant_id;
    struct pg_batch *batch;
    struct str product_id;
    Steward__V1__Product *product;
};

/* NULL: answered already, with why not. */
struct product_call *product_call_begin(struct call *call);
