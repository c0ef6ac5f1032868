/* routes_bulk: many products in one call and one transaction. What breaks a rule is refused by itself, with
 * its place and the reason; the rest is accepted together. */
#include <stdio.h>

#include "changes.h"
#include "routes_parts.h"
#include "rules_product.h"
#include "store.h"

#define BULK_MAX 1000

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
static bool count_is_good(struct call *call, const char *field, size_t count)
{
    if (count >= 1 && count <= BULK_MAX)
        return true;
    call_problem(call, 422, "invalid-bulk", field, "%s has %zu entries: send from 1 to %d", field, count,
                 BULK_MAX);
    return false;
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

static struct bulk *bulk_begin(struct call *call, size_t count)
{
    struct product_call *p = product_call_begin(call);
    struct bulk *bulk;

    if (!p)
        return NULL;
    bulk = arena_new_of(call_arena(call), struct bulk);
    bulk->p = p;
    steward__v1__bulk_result__init(&bulk->result);
    bulk->result.rejected = arena_array(call_arena(call), count, sizeof(*bulk->result.rejected));
    bulk->accepted = arena_array(call_arena(call), count, sizeof(*bulk->accepted));
    store_begin_change(p->batch);
    return bulk;
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

    if (!count_is_good(call, "products", products->n_products))
        return;
    bulk = bulk_begin(call, products->n_products);
    if (!bulk)
        return;
    bulk->products = products;
    for (size_t i = 0; i < products->n_products; i++) {
        struct product_fault fault;

        if (product_is_good(products->products[i], &fault)) {
            bulk->accepted[bulk->accepted_count++] = i;
            store_put(bulk->p->batch, bulk->p->tenant_id, products->products[i]);
        } else {
            reject(bulk, i, products->products[i]->product_id,
                   str_printf(call_arena(call), "%s %s", fault.field, fault.reason));
        }
    }
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

    if (!count_is_good(call, "product_ids", ids->n_product_ids))
        return;
    bulk = bulk_begin(call, ids->n_product_ids);
    if (!bulk)
        return;
    bulk->ids = ids;
    for (size_t i = 0; i < ids->n_product_ids; i++)
        store_delete(bulk->p->batch, bulk->p->tenant_id, str_of(ids->product_ids[i]));
    pg_send(bulk->p->batch, STORE_DEADLINE_MS, on_many_deleted, bulk);
}
