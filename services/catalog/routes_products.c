/* routes_products: products one at a time. What is written is in Postgres when it is answered; the copies'
 * indexes have it a moment later. */
#include <stdio.h>

#include "catalog.h"
#include "changes.h"
#include "feed.h"
#include "routes_parts.h"
#include "rules_limits.h"
#include "service/audit.h"
#include "store.h"

#define LIST_DEFAULT 100
#define LIST_BYTES   (4 << 20) /* of memory; a page of large products is shorter */

static struct pg_batch *batch_for(struct call *call)
{
    struct postgres *pg = process_postgres(call_process(call));

    if (pg && catalog_of(call_process(call)))
        return pg_batch_for(pg, call_tenant(call));
    call_problem(call, 503, "starting", NULL, "the catalogue is starting: try again in a moment");
    return NULL;
}

struct product_call *product_call_begin(struct call *call)
{
    struct product_call *p = arena_new_of(call_arena(call), struct product_call);

    p->call = call;
    p->tenant_id = call_tenant(call);
    p->batch = batch_for(call);
    return p->batch ? p : NULL;
}

struct product_call *product_call_begin_adding(struct call *call)
{
    const struct catalog *catalog = catalog_of(call_process(call));

    if (!catalog || catalog_has_room(catalog, call_tenant(call)))
        return product_call_begin(call);
    call_problem(call, 409, "too-many-tenants", NULL,
                 "%zu tenants have products here, which is as many as may: see STEWARD_CATALOG_TENANTS",
                 catalog->tenants_max);
    return NULL;
}

struct product_call *product_call_begin_page(struct call *call, struct str *ret_after, int64_t *limit)
{
    if (!call_query(call, "after", ret_after) || !ret_after->data)
        *ret_after = STR("");
    return call_query_int(call, "limit", limit) ? product_call_begin(call) : NULL;
}

/* False: answered. */
static bool read_id(struct call *call, struct str *ret_id)
{
    *ret_id = call_param(call, "id");
    if (product_id_is_good(*ret_id))
        return true;
    call_problem(call, 422, "invalid-product", "product_id", "product_id " PRODUCT_ID_SAID);
    return false;
}

static void say_not_found(struct product_call *p)
{
    call_problem(p->call, 404, "product-not-found", "id", "there is no product %.*s",
                 STR_ARGS(p->product_id));
}

const char *fault_said(const struct json_fault *fault, struct arena *arena)
{
    return str_printf(arena, "%s %s", *fault->field ? fault->field : "it", fault->reason);
}

void refuse_faults(struct call *call, const char *problem, const struct json_fault *faults, size_t count)
{
    call_problem_with(call, 422, problem, fault_said(faults, call_arena(call)), faults, count);
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
    Steward__V1__ProductListing *list;
    struct error err;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
        return;
    }
    list = arena_new_of(arena, Steward__V1__ProductListing);
    steward__v1__product_listing__init(list);
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

void products_list(struct call *call)
{
    struct str after;
    int64_t limit = LIST_DEFAULT;
    struct product_call *p = product_call_begin_page(call, &after, &limit);

    if (!p)
        return;
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
    struct json_fault faults[LIMIT_FAULTS_MAX];
    struct product_call *p;
    struct str id;
    size_t bad;

    if (!read_id(call, &id))
        return;
    *product = *(const Steward__V1__Product *)call_message(call);
    if (product->product_id[0] && !str_eq(str_of(product->product_id), id)) {
        call_problem(call, 422, "invalid-product", "product_id", "product_id is not the one of the address");
        return;
    }
    product->product_id = str_c(call_arena(call), id);
    bad = product_faults(product, faults);
    if (bad) {
        refuse_faults(call, "invalid-product", faults, bad);
        return;
    }
    p = product_call_begin_adding(call);
    if (!p)
        return;
    p->product_id = id;
    p->product = product;
    store_begin_change(p->batch);
    store_put(p->batch, p->tenant_id, product);
    store_get(p->batch, p->tenant_id, id);
    call_audit(call, p->batch, "product.put", id, NULL);
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
    call_audit_if_acted(call, p->batch, "product.delete", id, NULL);
    pg_send(p->batch, STORE_DEADLINE_MS, on_deleted, p);
}

/* GET /stats */

static void on_stats(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;
    const struct catalog *catalog = catalog_of(call_process(p->call));
    const struct index *index = catalog ? catalog_index(catalog, p->tenant_id) : NULL;
    const struct pg_result *row;
    int64_t newest, seen;
    const char *json;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
        return;
    }
    row = outcome->results[0];
    newest = pg_int(row, 0, 1);
    seen = catalog ? feed_sequence(catalog->feed) : 0;
    json = str_printf(call_arena(p->call),
                      "{\"products\":%lld,\"sequence\":%lld,\"indexed\":%zu,\"indexed_sequence\":%lld}",
                      (long long)pg_int(row, 0, 0), (long long)newest, index ? index_count(index) : 0,
                      (long long)(seen < newest ? seen : newest)); /* how busy others are is not told */
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
