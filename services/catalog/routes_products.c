/* routes_products: products one at a time. What is written is in Postgres when it is answered; the copies'
 * indexes have it a moment later. */
#include <stdio.h>

#include "catalog.h"
#include "changes.h"
#include "feed.h"
#include "routes_parts.h"
#include "rules_product.h"
#include "store.h"

#define LIST_DEFAULT 100
#define LIST_MAX     500
#define LIST_BYTES   (4 << 20) /* of memory; a page of large products is shorter */

static struct str tenant_of(struct call *call)
{
    struct str tenant = call_header(call, "Steward-Tenant");

    if (!tenant.data)
        return STR(CATALOG_TENANT);
    if (tenant_id_is_good(tenant))
        return tenant;
    call_problem(call, 400, "invalid-tenant", "Steward-Tenant",
                 "Steward-Tenant may have letters, digits, dots, dashes and underscores, at most 64");
    return STR_NONE;
}

static struct pg_batch *batch_for(struct call *call)
{
    struct postgres *pg = process_postgres(call_process(call));

    if (pg && catalog_of(call_process(call)))
        return pg_batch_new(pg);
    call_problem(call, 503, "starting", NULL, "the catalogue is starting: try again in a moment");
    return NULL;
}

struct product_call *product_call_begin(struct call *call)
{
    struct product_call *p = arena_new_of(call_arena(call), struct product_call);

    p->call = call;
    p->tenant_id = tenant_of(call);
    if (!p->tenant_id.data)
        return NULL;
    p->batch = batch_for(call);
    return p->batch ? p : NULL;
}

/* False: answered. */
static bool read_id(struct call *call, struct str *ret_id)
{
    struct product_fault fault;

    *ret_id = call_param(call, "id");
    if (product_id_is_good(*ret_id, &fault))
        return true;
    call_problem(call, 422, "invalid-product", fault.field, "%s %s", fault.field, fault.reason);
    return false;
}

static void say_not_found(struct product_call *p)
{
    call_problem(p->call, 404, "product-not-found", "id", "there is no product %.*s",
                 STR_ARGS(p->product_id));
}

/* GET /products/{id} */

static void on_got(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;
    Steward__V1__Product *product;
    struct error err;

    if (outcome->err)
        call_fail(p->call, outcome->err);
    else if (pg_rows(outcome->results[0]) == 0)
        say_not_found(p);
    else if (!(product = store_product(outcome->results[0], 0, call_arena(p->call), &err)))
        call_fail(p->call, &err);
    else
        call_reply(p->call, 200, &product->base);
}

void products_get(struct call *call)
{
    struct str id;
    struct product_call *p = read_id(call, &id) ? product_call_begin(call) : NULL;

    if (!p)
        return;
    p->product_id = id;
    store_get(p->batch, p->tenant_id, id);
    pg_send(p->batch, STORE_DEADLINE_MS, on_got, p);
}

/* GET /products?after=ID&limit=N */

static void on_listed(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;
    struct arena *arena = call_arena(p->call);
    Steward__V1__Products *list;
    struct error err;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
        return;
    }
    list = arena_new_of(arena, Steward__V1__Products);
    steward__v1__products__init(list);
    list->products = arena_array(arena, (size_t)pg_rows(outcome->results[0]), sizeof(*list->products));
    for (int row = 0; row < pg_rows(outcome->results[0]) && arena_used(arena) < LIST_BYTES; row++) {
        Steward__V1__Product *product = store_product(outcome->results[0], row, arena, &err);

        if (!product) {
            call_fail(p->call, &err);
            return;
        }
        list->products[list->n_products++] = product;
    }
    call_reply(p->call, 200, &list->base);
}

static bool read_limit(struct call *call, int64_t *ret_limit)
{
    struct str text;

    *ret_limit = LIST_DEFAULT;
    if (!call_query(call, "limit", &text) ||
        (str_to_int64(text, ret_limit) && *ret_limit >= 1 && *ret_limit <= LIST_MAX))
        return true;
    call_problem(call, 422, "invalid-parameter", "limit", "limit is a number from 1 to %d", LIST_MAX);
    return false;
}

void products_list(struct call *call)
{
    struct str after = STR("");
    int64_t limit;
    struct product_call *p = read_limit(call, &limit) ? product_call_begin(call) : NULL;

    if (!p)
        return;
    if (!call_query(call, "after", &after) || !after.data)
        after = STR("");
    store_list(p->batch, p->tenant_id, after, limit);
    pg_send(p->batch, STORE_DEADLINE_MS, on_listed, p);
}

/* PUT /products/{id}. The second statement says the version of a product that is as it was. */

static void on_put(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;
    const struct pg_result *written;
    bool is_new;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
        return;
    }
    written = outcome->results[1];
    p->product->version = pg_int(outcome->results[2], 0, 0);
    is_new = pg_rows(written) > 0 && store_version(written) == 1;
    if (pg_rows(written) > 0)
        changes_publish(call_process(p->call), p->tenant_id, p->product_id, store_sequence(written),
                        p->product);
    call_reply(p->call, is_new ? 201 : 200, &p->product->base);
}

void products_put(struct call *call)
{
    Steward__V1__Product *product = arena_new_of(call_arena(call), Steward__V1__Product);
    struct product_fault fault;
    struct product_call *p;
    struct str id;

    if (!read_id(call, &id))
        return;
    *product = *(const Steward__V1__Product *)call_message(call);
    if (product->product_id[0] && !str_eq(str_of(product->product_id), id)) {
        call_problem(call, 422, "invalid-product", "product_id", "product_id is not the one of the address");
        return;
    }
    product->product_id = str_c(call_arena(call), id);
    if (!product_is_good(product, &fault)) {
        call_problem(call, 422, "invalid-product", fault.field, "%s %s", fault.field, fault.reason);
        return;
    }
    p = product_call_begin(call);
    if (!p)
        return;
    p->product_id = id;
    p->product = product;
    store_begin_change(p->batch);
    store_put(p->batch, p->tenant_id, product);
    store_get(p->batch, p->tenant_id, id);
    pg_send(p->batch, STORE_DEADLINE_MS, on_put, p);
}

/* DELETE /products/{id} */

static void on_deleted(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
    } else if (pg_rows(outcome->results[1]) == 0) {
        say_not_found(p);
    } else {
        changes_publish(call_process(p->call), p->tenant_id, p->product_id,
                        store_sequence(outcome->results[1]), NULL);
        call_reply(p->call, 204, NULL);
    }
}

void products_delete(struct call *call)
{
    struct str id;
    struct product_call *p = read_id(call, &id) ? product_call_begin(call) : NULL;

    if (!p)
        return;
    p->product_id = id;
    store_begin_change(p->batch);
    store_delete(p->batch, p->tenant_id, id);
    pg_send(p->batch, STORE_DEADLINE_MS, on_deleted, p);
}

/* GET /stats */

static void on_stats(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;
    const struct catalog *catalog = catalog_of(call_process(p->call));
    const struct index *index = catalog ? catalog_index(catalog, p->tenant_id) : NULL;
    const struct pg_result *row;
    const char *json;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
        return;
    }
    row = outcome->results[0];
    json = str_printf(call_arena(p->call),
                      "{\"products\":%lld,\"sequence\":%lld,\"indexed\":%zu,\"indexed_sequence\":%lld}",
                      (long long)pg_int(row, 0, 0), (long long)pg_int(row, 0, 1),
                      index ? index_count(index) : 0, catalog ? (long long)feed_sequence(catalog->feed) : 0);
    call_reply_json(p->call, 200, str_of(json));
}

void products_stats(struct call *call)
{
    struct product_call *p = product_call_begin(call);

    if (!p)
        return;
    store_stats(p->batch, p->tenant_id);
    pg_send(p->batch, STORE_DEADLINE_MS, on_stats, p);
}
