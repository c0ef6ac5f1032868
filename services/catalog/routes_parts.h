/* routes_parts.h: what the handlers of products, rules and synonyms share: one call and its batch, and how
 * faults are refused. */
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
/* The same for what adds products: a tenant that can have no index is refused, for nothing of it would be
 * found.
 */
struct product_call *product_call_begin_adding(struct call *call);

/* The same for a list by id: GET ...?after=ID&limit=N. *limit is what it is if it is left out. */
struct product_call *product_call_begin_page(struct call *call, struct str *ret_after, int64_t *limit);

/* A sentence: "title must not be empty". */
const char *fault_said(const struct json_fault *fault, struct arena *arena);
/* 422 with every fault; the first one is the detail. */
void refuse_faults(struct call *call, const char *problem, const struct json_fault *faults, size_t count);
