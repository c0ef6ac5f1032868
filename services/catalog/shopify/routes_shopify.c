/* routes_shopify: a product that has changed is written as an import would write it, and so are all of its
 * variants at once, or none of them.
 *
 * The complication: what is told comes late, twice, or in another order. How new it is stands in what was
 * signed (updated_at, to the second; the header says which of two within a second was the later one), and the
 * database keeps it beside the products. */
#include "shopify/shopify.h"

#include "audit/audit.h"
#include "auth/webhook.h"
#include "base/clock.h"
#include "base/log.h"
#include "catalog.h"
#include "changes.h"
#include "index/texts.h"
#include "rules_limits.h"
#include "shopify/store_shopify.h"
#include "store.h"
#include "json/timestamp.h"

#define ANSWER_MS   4000 /* the shop waits for five seconds */
#define ARENA_BYTES (16 * SHOPIFY_BODY_BYTES)

struct told {
    struct call *call;
    struct arena *arena;
    struct str tenant_id;
    struct shopify_told product;
    struct store_shopify_told stored;
    const struct index *index; /* NULL: the tenant has no product */
};

const struct route_param shopify_params[] = {
    {"X-Shopify-Hmac-Sha256", "{\"type\":\"string\"}", "the body, signed with the app's secret",
     .in_header = true, .is_required = true},
    {"X-Shopify-Shop-Domain", "{\"type\":\"string\"}", "which shop tells", .in_header = true,
     .is_required = true},
    {"X-Shopify-Topic", "{\"type\":\"string\"}",
     "products/create, products/update or products/delete; of any other nothing is done", .in_header = true,
     .is_required = true},
    {"X-Shopify-Triggered-At", "{\"type\":\"string\"}",
     "when it happened: tells apart what happened within a second", .in_header = true},
    {0},
};

static const char *setting(const struct call *call, const char *name)
{
    return config_text(process_config(call_process(call)), name);
}

/* ---- the end ---- */

static void told_free(struct told *told)
{
    pg_array_free(&told->stored.keep);
    arena_free(told->arena);
    mem_free(told);
}

static void answer(struct told *told, const char *outcome)
{
    log_debug("a shop has told", {"product", LOG_TEXT(told->product.group)}, {"and", LOG_TEXT(outcome)});
    call_reply(told->call, 200, NULL);
    told_free(told);
}

/* The results are those of the lock, of removing, of remembering, then of each product. */
static void publish(const struct told *told, const struct pg_outcome *outcome)
{
    struct process *process = call_process(told->call);
    const struct pg_result *removed = outcome->results[1];

    for (int row = 0; row < pg_rows(removed); row++)
        changes_publish(process, told->tenant_id, pg_text(removed, row, 1), pg_int(removed, row, 0), NULL);
    for (size_t i = 0; i < told->product.product_count; i++) {
        const struct pg_result *written = outcome->results[i + 3];
        Steward__V1__Product *product = told->product.products[i];

        if (pg_rows(written) == 0)
            continue;
        product->version = store_version(written);
        changes_publish(process, told->tenant_id, str_of(product->product_id), store_sequence(written),
                        product);
    }
}

static void on_written(void *owner, const struct pg_outcome *outcome)
{
    struct told *told = owner;

    if (store_shopify_is_older(outcome)) {
        answer(told, "it was known");
    } else if (outcome->err) {
        call_fail(told->call, outcome->err);
        told_free(told);
    } else {
        publish(told, outcome);
        answer(told, "it is written");
    }
}

/* ---- writing ---- */

/* Those that have the same variant_of in the index, as an import wrote them. */
static void add_known(const struct told *told, struct pg_array *known)
{
    uint32_t group = told->index ? texts_find(index_texts(told->index), str_of(told->product.group)) : 0;
    uint32_t number = group ? index_first_variant(told->index, group) : NO_PRODUCT;

    pg_array_add(known, PG_STR(STR("")));
    for (; number != NO_PRODUCT; number = index_next_variant(told->index, number))
        pg_array_add(known, PG_STR(str_of(product_id(index_product(told->index, number)))));
}

/* What happened is of the log, too: not who in the shop has done it. */
static void add_audit(const struct told *told, struct pg_batch *batch)
{
    const struct audit_detail details[] = {{"count", .number = (int64_t)told->product.product_count}, {0}};

    audit_add(batch, &(struct audit_act){
                         .tenant_id = told->tenant_id,
                         .action = "shopify.product",
                         .outcome = "done",
                         .kind = "shop",
                         .role = role_name(ROLE_NONE),
                         .subject = str_of(setting(told->call, "STEWARD_CATALOG_SHOPIFY_SHOP")),
                         .target = str_of(told->product.group),
                         .correlation_id = call_correlation_id(told->call),
                         .details = details,
                         .at_ms = clock_wall_ms(),
                     });
}

static void write_all(struct told *told)
{
    struct pg_batch *batch = pg_batch_for(process_postgres(call_process(told->call)), told->tenant_id);
    struct pg_array known = {0};

    add_known(told, &known);
    store_begin_change(batch);
    store_shopify_remove(batch, &told->stored, &known);
    store_shopify_remember(batch, &told->stored);
    for (size_t i = 0; i < told->product.product_count; i++)
        store_put(batch, told->tenant_id, told->product.products[i]);
    add_audit(told, batch);
    pg_array_free(&known);
    pg_send(batch, ANSWER_MS, on_written, told);
}

/* ---- what it was told ---- */

/* How much there is counts only where an import has said that it is counted. */
static bool is_counted(const struct told *told, const char *product_id)
{
    uint32_t number;

    return told->index && index_find(told->index, str_of(product_id), &number) &&
           index_product(told->index, number)->stock != STOCK_UNKNOWN;
}

static void leave_out(struct told *told, const char *why)
{
    if (!told->product.left_out++)
        error_set(&told->product.why, ERROR_SKIP, "shopify", "%s", why);
}

/* As an import: what breaks a rule is left out by itself. */
static void take_good_ones(struct told *told)
{
    Steward__V1__Product **products = told->product.products;
    struct json_fault faults[LIMIT_FAULTS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < told->product.product_count; i++) {
        if (!is_counted(told, products[i]->product_id))
            products[i]->stock = NULL;
        if (product_faults(products[i], faults))
            leave_out(told, str_printf(told->arena, "%s %s", faults->field, faults->reason));
        else
            products[count++] = products[i];
    }
    told->product.product_count = count;
    if (told->product.left_out)
        log_warn("variants of a shop's product are left out", {"product", LOG_TEXT(told->product.group)},
                 {"count", LOG_INT((int64_t)told->product.left_out)},
                 {"why", LOG_TEXT(told->product.why.text)});
}

static void keep_ids(struct told *told)
{
    struct pg_array *keep = &told->stored.keep;

    pg_array_add(keep, PG_STR(STR("")));
    for (size_t i = 0; i < told->product.product_count; i++)
        pg_array_add(keep, PG_STR(str_of(told->product.products[i]->product_id)));
    for (size_t i = 0; i < told->product.other_count; i++)
        pg_array_add(keep, PG_STR(str_of(told->product.others[i])));
}

static bool read_changed(struct told *told, struct error *err)
{
    struct shopify_shop shop = shopify_shop_of(process_config(call_process(told->call)), told->arena);

    if (!shopify_read_product(call_bytes(told->call), &shop, told->arena, &told->product, err))
        return false;
    take_good_ones(told);
    return true;
}

static bool read_deleted(struct told *told, struct error *err)
{
    told->product.updated_us = SHOPIFY_GONE_US;
    return shopify_read_deleted(call_bytes(told->call), told->arena, &told->product.group, err);
}

static const struct {
    const char *name;
    bool (*read)(struct told *told, struct error *err);
} topics[] = {
    {"products/create", read_changed},
    {"products/update", read_changed},
    {"products/delete", read_deleted},
};

static int64_t triggered_us(const struct call *call)
{
    int64_t seconds;
    int32_t nanos;

    if (!timestamp_read(call_header(call, "X-Shopify-Triggered-At"), &seconds, &nanos))
        return 0;
    return seconds * 1000000 + nanos / 1000;
}

/* What cannot be read now can never be. */
static void take(struct call *call, bool (*read)(struct told *told, struct error *err))
{
    const struct catalog *catalog = catalog_of(call_process(call));
    struct told *told = mem_new(struct told);
    struct error err;

    told->call = call;
    told->arena = arena_new(ARENA_BYTES);
    told->tenant_id = str_of(setting(call, "STEWARD_CATALOG_SHOPIFY_TENANT"));
    told->index = catalog_index(catalog, told->tenant_id);
    if (!read(told, &err)) {
        log_warn("what a shop has told cannot be read", {"why", LOG_TEXT(err.text)});
        answer(told, "it cannot be read");
    } else if (told->product.product_count && !catalog_has_room(catalog, told->tenant_id)) {
        log_warn("a shop's products find no room: see STEWARD_CATALOG_TENANTS",
                 {"tenant", LOG_STR(told->tenant_id)});
        answer(told, "there is no room");
    } else {
        told->stored.tenant_id = told->tenant_id;
        told->stored.group = str_of(told->product.group);
        told->stored.updated_us = told->product.updated_us;
        told->stored.triggered_us = triggered_us(call);
        keep_ids(told);
        write_all(told);
    }
}

/* ---- POST /webhooks/shopify ---- */

/* False: answered. Nothing is looked at before it is known who has signed it. */
static bool is_from_the_shop(struct call *call)
{
    struct str shop = str_of(setting(call, "STEWARD_CATALOG_SHOPIFY_SHOP"));

    if (!shop.len)
        call_problem(call, 403, "other-shop", NULL,
                     "no shop is listened to: see STEWARD_CATALOG_SHOPIFY_SHOP");
    else if (!webhook_is_signed(str_of(setting(call, "STEWARD_CATALOG_SHOPIFY_SECRET")), call_bytes(call),
                                call_header(call, "X-Shopify-Hmac-Sha256")))
        call_problem(call, 401, "bad-signature", NULL,
                     "X-Shopify-Hmac-Sha256 is not what this shop would have signed");
    else if (!str_eq_nocase(call_header(call, "X-Shopify-Shop-Domain"), shop))
        call_problem(call, 403, "other-shop", NULL,
                     "X-Shopify-Shop-Domain names another shop than the one that is listened to");
    else if (!catalog_of(call_process(call)) || !process_postgres(call_process(call)))
        call_problem(call, 503, "starting", NULL, "the catalogue is starting: try again in a moment");
    else
        return true;
    return false;
}

void shopify_told_post(struct call *call)
{
    if (!is_from_the_shop(call))
        return;
    for (size_t i = 0; i < COUNT_OF(topics); i++) {
        if (str_is(call_header(call, "X-Shopify-Topic"), topics[i].name)) {
            take(call, topics[i].read);
            return;
        }
    }
    call_reply(call, 200, NULL); /* it may have been asked for by others */
}
