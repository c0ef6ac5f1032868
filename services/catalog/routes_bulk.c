/* routes_bulk: many products in one call and one transaction. What breaks a rule is refused by itself, with
 * its place and the reason; the rest is accepted together. */
#include <stdio.h>

#include "changes.h"
#include "routes_parts.h"
#include "rules_limits.h"
#include "service/audit.h"
#include "store.h"

typedef Steward__V1__BulkResult__Rejected rejected;

struct bulk {
    struct product_call *p;
    const Steward__V1__Products *products; /* NULL: ids are deleted */
    const Steward__V1__ProductIds *ids;
    Steward__V1__BulkResult result;
    size_t *accepted; /* places in the request, in the order of the statements */
    size_t accepted_count;
};

/* False: answered. */
static bool list_is_good(struct call *call)
{
    struct json_fault faults[LIMIT_FAULTS_MAX];
    size_t bad = limits_check(catalog_limits, call_message(call), faults);

    if (bad)
        refuse_faults(call, "invalid-bulk", faults, bad);
    return bad == 0;
}

static void reject(struct bulk *bulk, size_t index, const char *product_id, const char *reason)
{
    struct arena *arena = call_arena(bulk->p->call);
    rejected *entry = arena_new_of(arena, rejected);

    steward__v1__bulk_result__rejected__init(entry);
    entry->index = (int32_t)index;
    entry->product_id = str_c(arena, str_of(product_id));
    entry->reason = str_c(arena, str_of(reason));
    bulk->result.rejected[bulk->result.n_rejected++] = entry;
}

static struct bulk *bulk_begin(struct product_call *p, size_t count)
{
    struct arena *arena;
    struct bulk *bulk;

    if (!p)
        return NULL;
    arena = call_arena(p->call);
    bulk = arena_new_of(arena, struct bulk);
    bulk->p = p;
    steward__v1__bulk_result__init(&bulk->result);
    bulk->result.rejected = arena_array(arena, count, sizeof(*bulk->result.rejected));
    bulk->accepted = arena_array(arena, count, sizeof(*bulk->accepted));
    store_begin_change(p->batch);
    return bulk;
}

/* One entry for all of them. */
static void audit(struct bulk *bulk, const char *action, size_t count)
{
    const struct audit_detail details[] = {{"count", .number = (int64_t)count}, {0}};

    call_audit(bulk->p->call, bulk->p->batch, action, STR("products"), details);
}

static void on_many_put(void *owner, const struct pg_outcome *outcome)
{
    struct bulk *bulk = owner;

    if (outcome->err) {
        call_fail(bulk->p->call, outcome->err);
        return;
    }
    for (size_t i = 0; i < bulk->accepted_count; i++) {
        const struct pg_result *written = outcome->results[i + 1];
        Steward__V1__Product *product = bulk->products->products[bulk->accepted[i]];

        if (pg_rows(written) == 0)
            continue;
        product->version = store_version(written);
        changes_publish(call_process(bulk->p->call), bulk->p->tenant_id, str_of(product->product_id),
                        store_sequence(written), product);
    }
    bulk->result.accepted = (int64_t)bulk->accepted_count;
    call_reply(bulk->p->call, 200, &bulk->result.base);
}

void products_put_many(struct call *call)
{
    const Steward__V1__Products *products = call_message(call);
    struct bulk *bulk;

    if (!list_is_good(call))
        return;
    bulk = bulk_begin(product_call_begin_adding(call), products->n_products);
    if (!bulk)
        return;
    bulk->products = products;
    for (size_t i = 0; i < products->n_products; i++) {
        struct json_fault faults[LIMIT_FAULTS_MAX];

        if (product_faults(products->products[i], faults)) {
            reject(bulk, i, products->products[i]->product_id, fault_said(faults, call_arena(call)));
        } else {
            bulk->accepted[bulk->accepted_count++] = i;
            store_put(bulk->p->batch, bulk->p->tenant_id, products->products[i]);
        }
    }
    audit(bulk, "products.put", bulk->accepted_count);
    pg_send(bulk->p->batch, STORE_DEADLINE_MS, on_many_put, bulk);
}

static void on_many_deleted(void *owner, const struct pg_outcome *outcome)
{
    struct bulk *bulk = owner;

    if (outcome->err) {
        call_fail(bulk->p->call, outcome->err);
        return;
    }
    for (size_t i = 0; i < bulk->ids->n_product_ids; i++) {
        const struct pg_result *written = outcome->results[i + 1];

        if (pg_rows(written) == 0) {
            reject(bulk, i, bulk->ids->product_ids[i], "there is no such product");
            continue;
        }
        bulk->result.accepted++;
        changes_publish(call_process(bulk->p->call), bulk->p->tenant_id, str_of(bulk->ids->product_ids[i]),
                        store_sequence(written), NULL);
    }
    call_reply(bulk->p->call, 200, &bulk->result.base);
}

void products_delete_many(struct call *call)
{
    const Steward__V1__ProductIds *ids = call_message(call);
    struct bulk *bulk;

    if (!list_is_good(call))
        return;
    bulk = bulk_begin(product_call_begin(call), ids->n_product_ids);
    if (!bulk)
        return;
    bulk->ids = ids;
    for (size_t i = 0; i < ids->n_product_ids; i++)
        store_delete(bulk->p->batch, bulk->p->tenant_id, str_of(ids->product_ids[i]));
    audit(bulk, "products.delete", ids->n_product_ids);
    pg_send(bulk->p->batch, STORE_DEADLINE_MS, on_many_deleted, bulk);
}
