/* feed: the follower of the products' changes.
 *
 * The complication: a change from Kafka may be early (those before it have not been seen) or late (a newer
 * one of the same product has). `seen` is moved by Postgres only, where the order of sequences is the order
 * of commits; at or below it a change from Kafka is old. Above it, `early` remembers how far each product is,
 * until `seen` has caught up. */
#include "feed.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "store.h"
#include "tuning.h"

#define PAGE_ROWS     500
#define PRODUCT_BYTES (4 << 20) /* of one product, in memory */
#define RETRY_MS      500
#define EARLY_MAX     20000

struct page;

struct feed {
    struct catalog *catalog;
    struct timer *timer;
    int64_t poll_ms;
    int64_t seen;
    bool is_loaded;
    int64_t started_ms;
    struct page *asked; /* NULL: nothing is asked of Postgres */
    bool ask_again;     /* what was asked may have been answered before the change that feed_poll is about */
    struct map early;   /* of struct early, by tenant and product */
    struct metric *seen_gauge, *applied, *bad;
};

/* A question to Postgres; it outlives the feed at shutdown. */
struct page {
    struct feed *feed; /* NULL: nobody wants it any more */
};

struct early {
    int64_t sequence;
    size_t len;
    char key[]; /* tenant/product: neither has a slash */
};

static void ask_for_page(struct feed *feed);

static void apply(struct feed *feed, struct str tenant_id, struct str product_id,
                  const Steward__V1__Product *product)
{
    struct index *index =
        product ? catalog_index_make(feed->catalog, tenant_id) : catalog_index(feed->catalog, tenant_id);

    metric_add(feed->applied, 1);
    if (!index)
        return;
    if (product)
        catalog_index_put(index, product);
    else
        (void)catalog_index_remove(index, product_id);
}

/* Early changes. */

static struct str early_key(struct buf *buf, struct str tenant_id, struct str product_id)
{
    buf_str(buf, tenant_id);
    buf_char(buf, '/');
    buf_str(buf, product_id);
    return buf_as_str(buf);
}

static int64_t early_sequence(const struct feed *feed, struct str tenant_id, struct str product_id)
{
    struct buf buf = {0};
    const struct early *early;

    if (feed->early.count == 0)
        return 0;
    early = map_get(&feed->early, early_key(&buf, tenant_id, product_id));
    buf_free(&buf);
    return early ? early->sequence : 0;
}

static bool remember_early(struct feed *feed, struct str tenant_id, struct str product_id, int64_t sequence)
{
    struct buf buf = {0};
    struct str key = early_key(&buf, tenant_id, product_id);
    struct early *early = map_get(&feed->early, key);
    bool has_room = early || feed->early.count < EARLY_MAX;

    if (!early && has_room) {
        early = mem_alloc(sizeof(*early) + key.len);
        early->len = key.len;
        memcpy(early->key, key.data, key.len);
        map_put(&feed->early, str_n(early->key, early->len), early);
    }
    if (early)
        early->sequence = sequence;
    buf_free(&buf);
    return has_room;
}

static void forget_early(struct feed *feed, int64_t up_to)
{
    struct str key;
    void *value;

    for (size_t at = 0; map_next(&feed->early, &at, &key, &value);) {
        struct early *early = value;

        if (early->sequence > up_to)
            continue;
        map_remove(&feed->early, key);
        mem_free(early);
    }
}

/* From Kafka. */

static void take_product(struct feed *feed, const Steward__V1__ProductChange *change)
{
    struct str tenant_id = str_of(change->tenant_id), product_id = str_of(change->product_id);

    if (!feed || !feed->is_loaded || change->sequence <= feed->seen ||
        change->sequence <= early_sequence(feed, tenant_id, product_id))
        return;
    if (remember_early(feed, tenant_id, product_id, change->sequence))
        apply(feed, tenant_id, product_id, change->product);
    else
        feed_poll(feed); /* more than fits: Postgres tells them in order */
}

void feed_on_change(struct process *process, const struct event *event)
{
    struct catalog *catalog = catalog_of(process);

    if (!catalog)
        return;
    if (event->message->descriptor == &steward__v1__tuning_change__descriptor)
        tuning_on_change(catalog, (const Steward__V1__TuningChange *)event->message);
    else
        take_product(catalog->feed, (const Steward__V1__ProductChange *)event->message);
}

/* From Postgres. */

static void apply_row(struct feed *feed, const struct pg_result *rows, int row, struct arena *arena)
{
    struct store_change change = store_change(rows, row, arena);

    if (change.is_bad) {
        metric_add(feed->bad, 1);
        log_error("a stored product cannot be read", {"tenant", LOG_STR(change.tenant_id)},
                  {"product", LOG_STR(change.product_id)});
    } else if (change.sequence > early_sequence(feed, change.tenant_id, change.product_id)) {
        apply(feed, change.tenant_id, change.product_id, change.product);
    }
}

static void become_loaded(struct feed *feed)
{
    if (feed->is_loaded)
        return;
    feed->is_loaded = true;
    log_info("catalogue loaded", {"sequence", LOG_INT(feed->seen)},
             {"took_ms", LOG_INT(clock_mono_ms() - feed->started_ms)});
    catalog_part_loaded(feed->catalog);
}

/* The next page is asked for before this one is put into the index: Postgres works while we do. */
static void take_page(struct feed *feed, const struct pg_result *rows)
{
    struct arena *arena = arena_new(PRODUCT_BYTES);
    int count = pg_rows(rows);

    if (count > 0)
        feed->seen = pg_int(rows, count - 1, 2);
    if (count == PAGE_ROWS)
        ask_for_page(feed);
    for (int row = 0; row < count; row++) {
        apply_row(feed, rows, row, arena);
        arena_reset(arena);
    }
    arena_free(arena);
    forget_early(feed, feed->seen);
    metric_set(feed->seen_gauge, (double)feed->seen);
    if (count < PAGE_ROWS) {
        become_loaded(feed);
        timer_set(feed->timer, feed->ask_again ? 0 : feed->poll_ms);
    }
}

static void on_page(void *owner, const struct pg_outcome *outcome)
{
    struct page *page = owner;
    struct feed *feed = page->feed;

    mem_free(page);
    if (!feed)
        return;
    feed->asked = NULL;
    if (!outcome->err) {
        take_page(feed, outcome->results[0]);
        return;
    }
    if (!feed->is_loaded)
        log_warn("the catalogue cannot be loaded yet", {"why", LOG_TEXT(outcome->err->text)});
    timer_set(feed->timer, RETRY_MS);
}

static void ask_for_page(struct feed *feed)
{
    struct pg_batch *batch = pg_batch_for(process_postgres(feed->catalog->process),
                                          PG_ALL_TENANTS); /* an index for each of them */

    feed->ask_again = false;
    feed->asked = mem_new(struct page);
    feed->asked->feed = feed;
    store_changes(batch, feed->seen, PAGE_ROWS);
    pg_send(batch, STORE_DEADLINE_MS, on_page, feed->asked);
}

static void on_timer(void *owner)
{
    struct feed *feed = owner;

    if (!feed->asked)
        ask_for_page(feed);
}

struct feed *feed_new(struct catalog *catalog)
{
    struct feed *feed = mem_new(struct feed);

    feed->catalog = catalog;
    feed->poll_ms = config_int(process_config(catalog->process), "STEWARD_CATALOG_POLL_MS");
    feed->started_ms = clock_mono_ms();
    feed->timer = timer_new(process_loop(catalog->process), on_timer, feed);
    feed->seen_gauge =
        metric_gauge("steward_catalog_sequence", "Changes up to this one are in the index.", "");
    feed->applied = metric_counter("steward_catalog_changes_total", "Changes put into the index.", "");
    feed->bad =
        metric_counter("steward_catalog_unreadable_total", "Stored products that cannot be read.", "");
    timer_set(feed->timer, 0);
    return feed;
}

void feed_free(struct feed *feed)
{
    if (!feed)
        return;
    if (feed->asked)
        feed->asked->feed = NULL;
    forget_early(feed, INT64_MAX);
    map_free(&feed->early);
    timer_free(feed->timer);
    mem_free(feed);
}

void feed_poll(struct feed *feed)
{
    feed->ask_again = true;
    if (!feed->asked)
        timer_set(feed->timer, 0);
}

int64_t feed_sequence(const struct feed *feed)
{
    return feed->seen;
}

bool feed_is_loaded(const struct feed *feed)
{
    return feed->is_loaded;
}
