/* The products' table and the feed that follows it, on a real Postgres. Kafka is played by the test, which
 * tells changes early, late, twice or not at all. */
#include "store/reached.h"

#include <string.h>

#include "bus/event.h"
#include "catalog.h"
#include "feed.h"
#include "llm/llm.h"
#include "pictures/pictures.h"
#include "shopify/shopify.h"
#include "store.h"
#include "store_tuning.h"
#include "tuning.h"
#include "json/message.h"

extern const struct migration service_migrations[];

/* A process as the feed sees it. */
struct process {
    struct loop *loop;
    struct config *config;
    struct postgres *pg;
    void *own;
    bool is_ready;
};

struct loop *process_loop(const struct process *process)
{
    return process->loop;
}

const struct config *process_config(const struct process *process)
{
    return process->config;
}

struct redis *process_redis(struct process *process)
{
    return NULL;
}

struct rate_limit *process_rate_limit(struct process *p)
{
    return NULL; /* no model is configured: nobody counts */
}

struct postgres *process_postgres(const struct process *process)
{
    return process->pg;
}

void process_set_own(struct process *process, void *own)
{
    process->own = own;
}

void *process_own(const struct process *process)
{
    return process->own;
}

void flow_start(struct process *process, const struct flow_kind *kind, const ProtobufCMessage *command,
                flow_done_fn *done, void *owner)
{
    fail(); /* pictures are not looked at */
}

const char *process_pass(const struct process *process, const char *service, struct str tenant,
                         const char *scope, struct arena *arena)
{
    return NULL; /* nobody is asked */
}

struct tls_files process_http_tls(const struct process *process)
{
    return (struct tls_files){0};
}

void process_ready(struct process *process)
{
    process->is_ready = true;
}

static const struct setting settings[] = {
    {"STEWARD_CATALOG_POLL_MS", SETTING_INT, "60000", 1, 60000, ""},
    {"STEWARD_CATALOG_RATES", SETTING_PATH, "", .help = ""},
    {"STEWARD_CATALOG_SOURCES", SETTING_PATH, "", .help = ""},
    {"STEWARD_CATALOG_SYNONYMS", SETTING_PATH, "", .help = ""},
    {"STEWARD_CATALOG_QUERIES", SETTING_BOOL, "false", .help = ""},
    {"STEWARD_CATALOG_TENANTS", SETTING_INT, "1000", 1, 1000, ""},
    {"STEWARD_CATALOG_HIDE_SOLD_OUT", SETTING_BOOL, "false", .help = ""},
    PICTURES_SETTINGS,
    SHOPIFY_SETTINGS,
    LLM_SETTINGS,
    {"STEWARD_LLM_UNDERSTAND_BELOW", SETTING_INT, "0", 0, 100, ""},
    {0},
};

/* Which statement of a batch counts, and what it said. */
struct written {
    int calls;
    bool failed;
    int64_t sequence, version;
};

static void on_written(void *owner, const struct pg_outcome *outcome)
{
    struct written *w = owner;

    w->calls++;
    w->failed = outcome->err != NULL;
    if (outcome->err)
        print_message("%s\n", outcome->err->text);
    else if (outcome->count > 1 && pg_rows(outcome->results[1]) > 0) {
        w->sequence = store_sequence(outcome->results[1]);
        w->version = store_version(outcome->results[1]);
    }
}

static struct written run(struct process *p, struct pg_batch *batch)
{
    struct written w = {0};

    pg_send(batch, PATIENCE_MS, on_written, &w);
    turn_until(p->loop, w.calls);
    assert_false(w.failed);
    return w;
}

/* Generated structs have no const; nobody changes these texts. */
static char *text_of(const char *text)
{
    return (char *)(uintptr_t)text;
}

static Steward__V1__Product product_of(const char *id, const char *title)
{
    Steward__V1__Product product;

    steward__v1__product__init(&product);
    product.product_id = text_of(id);
    product.title = text_of(title);
    return product;
}

static struct written put(struct process *p, const char *tenant, const char *id, const char *title)
{
    struct pg_batch *batch = pg_batch_for(p->pg, str_of(tenant));
    Steward__V1__Product product = product_of(id, title);

    store_begin_change(batch);
    store_put(batch, str_of(tenant), &product);
    return run(p, batch);
}

static struct written del(struct process *p, const char *tenant, const char *id)
{
    struct pg_batch *batch = pg_batch_for(p->pg, str_of(tenant));

    store_begin_change(batch);
    store_delete(batch, str_of(tenant), str_of(id));
    return run(p, batch);
}

static void exec(struct process *p, const char *sql)
{
    struct pg_batch *batch = pg_batch_for(p->pg, PG_ALL_TENANTS);

    pg_add(batch, sql, NULL, 0);
    run(p, batch);
}

/* What the index knows of a product; NULL: nothing. */
static const char *title_in_index(struct process *p, const char *tenant, const char *id)
{
    struct catalog *catalog = catalog_of(p);
    struct index *index = catalog_index(catalog, str_of(tenant));
    uint32_t number;

    return index && index_find(index, str_of(id), &number) ? product_title(index_product(index, number))
                                                           : NULL;
}

static void tell(struct process *p, int64_t sequence, const char *id, Steward__V1__Product *product)
{
    Steward__V1__ProductChange change;
    char tenant[] = "default";
    struct event event = {.message = &change.base};

    steward__v1__product_change__init(&change);
    change.tenant_id = tenant;
    change.sequence = sequence;
    change.product_id = text_of(id);
    change.product = product;
    feed_on_change(p, &event);
}

static int set_up(void **state)
{
    const struct setting *const tables[] = {settings, postgres_settings, NULL};
    const char *url = getenv("STEWARD_TEST_POSTGRES_URL");
    struct process *p = mem_new(struct process);
    struct error err = {0};

    *state = p;
    if (!url || !*url)
        return 0;
    if (!config_load(tables, NULL, &p->config, &err))
        fail_msg("%s", err.text);
    p->loop = loop_new();
    p->pg = postgres_reached(p->loop, p->config, url);
    exec(p, "DROP SCHEMA IF EXISTS test_feed CASCADE");
    exec(p, "CREATE SCHEMA test_feed");
    postgres_close(p->pg);
    url = url_of_schema(url, "test_feed");
    if (!migrate(url, "catalog", service_migrations, PATIENCE_MS, &err))
        fail_msg("%s", err.text);
    p->pg = postgres_reached(p->loop, p->config, url);
    return 0;
}

static void start(struct process *p)
{
    bool later = false;
    struct error err;

    assert_true(catalog_start(p, &later, &err));
    assert_true(later);
    turn_until(p->loop, p->is_ready);
}

static int tear_down(void **state)
{
    struct process *p = *state;

    if (p->own)
        catalog_stop(p);
    if (p->loop) {
        postgres_close(p->pg);
        loop_free(p->loop);
        config_free(p->config);
    }
    mem_free(p);
    return 0;
}

static void test_what_is_written_is_counted(void **state)
{
    struct process *p = *state;
    struct written first, same, second, gone, again;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    first = put(p, "default", "a", "one");
    assert_int_equal(first.version, 1);
    same = put(p, "default", "a", "one"); /* nothing changed: no new version, nothing to tell */
    assert_int_equal(same.sequence, 0);
    second = put(p, "default", "a", "two");
    assert_int_equal(second.version, 2);
    assert_true(second.sequence > first.sequence);
    assert_int_equal(put(p, "other", "a", "mine").version, 1);
    gone = del(p, "default", "a");
    assert_int_equal(gone.version, 3);
    assert_int_equal(del(p, "default", "a").sequence, 0);
    again = put(p, "default", "a", "back");
    assert_int_equal(again.version, 4); /* a version is never used twice */
}

static void test_old_deletions_go(void **state)
{
    struct process *p = *state;
    struct pg_batch *batch;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    put(p, "default", "old", "gone for long");
    put(p, "default", "new", "gone today");
    put(p, "default", "there", "as old, but there");
    del(p, "default", "old");
    del(p, "default", "new");
    exec(p,
         "UPDATE products SET changed_at = now() - interval '31 days' WHERE product_id IN ('old', 'there')");
    batch = pg_batch_for(p->pg, PG_ALL_TENANTS);
    store_purge(batch, 100);
    run(p, batch);
    assert_int_equal(put(p, "default", "old", "again").version, 1);
    assert_int_equal(put(p, "default", "new", "again").version, 3);
    assert_int_equal(put(p, "default", "there", "again").version, 2);
}

static void test_all_is_loaded_at_start(void **state)
{
    struct process *p = *state;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    put(p, "default", "a", "one");
    put(p, "default", "b", "two");
    put(p, "other", "a", "three");
    del(p, "default", "b");
    start(p);
    assert_string_equal(title_in_index(p, "default", "a"), "one");
    assert_null(title_in_index(p, "default", "b"));
    assert_string_equal(title_in_index(p, "other", "a"), "three");
    assert_null(title_in_index(p, "nobody", "a"));
}

static const char many[] = "INSERT INTO products SELECT 'default', 'p' || g, 1, nextval('products_sequence'),"
                           " '\\x0a0170120474657374'::bytea FROM generate_series(1, 2345) g";

static void test_many_pages(void **state)
{
    struct process *p = *state;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    exec(p, many);
    put(p, "default", "last", "the last");
    start(p);
    assert_string_equal(title_in_index(p, "default", "last"), "the last");
    assert_int_equal(feed_sequence(((struct catalog *)p->own)->feed), 2346);
}

static void test_a_bad_row_holds_nothing_up(void **state)
{
    struct process *p = *state;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    exec(p, "INSERT INTO products VALUES ('default', 'bad', 1, nextval('products_sequence'), '\\xff')");
    put(p, "default", "good", "good");
    start(p);
    assert_string_equal(title_in_index(p, "default", "good"), "good");
}

static void poll_now(struct process *p, int64_t until)
{
    struct feed *feed = ((struct catalog *)p->own)->feed;

    feed_poll(((struct catalog *)p->own)->feed);
    turn_until(p->loop, feed_sequence(feed) >= until);
}

static void test_told_early_late_twice_or_never(void **state)
{
    struct process *p = *state;
    Steward__V1__Product one = product_of("a", "one"), two = product_of("a", "two"),
                         three = product_of("a", "three");
    int64_t seen;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    start(p);
    assert_int_equal(put(p, "default", "a", "one").sequence, 1);
    assert_int_equal(put(p, "default", "a", "two").sequence, 2);
    tell(p, 2, "a", &two);
    assert_string_equal(title_in_index(p, "default", "a"), "two");
    tell(p, 1, "a", &one); /* late */
    assert_string_equal(title_in_index(p, "default", "a"), "two");
    assert_int_equal(put(p, "default", "a", "three").sequence, 3);
    seen = put(p, "default", "b", "never told").sequence;
    poll_now(p, seen);
    assert_string_equal(title_in_index(p, "default", "a"), "three");
    assert_string_equal(title_in_index(p, "default", "b"), "never told");
    tell(p, 2, "a", &two); /* long known to Postgres */
    tell(p, 3, "a", &three);
    assert_string_equal(title_in_index(p, "default", "a"), "three");
    tell(p, 9, "a", NULL); /* deleted, before Postgres is asked */
    assert_null(title_in_index(p, "default", "a"));
    tell(p, 8, "a", &three);
    assert_null(title_in_index(p, "default", "a"));
}

/* ---- rules and synonyms ---- */

static struct written put_tuning(struct process *p, const char *tenant, const char *kind, const char *id,
                                 const ProtobufCMessage *message, int64_t most)
{
    struct pg_batch *batch = pg_batch_for(p->pg, str_of(tenant));
    struct arena *arena = arena_new(1 << 20);
    struct written w;

    store_tuning_begin(batch);
    store_tuning_put(batch, str_of(tenant), str_of(kind), str_of(id), message_pack(message, arena), most);
    w = run(p, batch);
    arena_free(arena);
    return w;
}

static struct written put_synonym(struct process *p, const char *tenant, const char *id, const char *rule)
{
    Steward__V1__Synonym synonym = STEWARD__V1__SYNONYM__INIT;

    synonym.rule = text_of(rule);
    return put_tuning(p, tenant, TUNING_SYNONYM, id, &synonym.base, 2);
}

static size_t synonyms_of(struct process *p, const char *tenant, const char *word)
{
    struct index *index = catalog_index(catalog_of(p), str_of(tenant));
    size_t count;

    synonyms_find(index_synonyms(index), str_of(word), &count);
    return count;
}

static bool has_rules(struct process *p, const char *tenant)
{
    return index_merchandising(catalog_index(catalog_of(p), str_of(tenant))) != NULL;
}

static void tell_tuning(struct process *p, const char *tenant, int64_t sequence)
{
    Steward__V1__TuningChange change = STEWARD__V1__TUNING_CHANGE__INIT;
    struct event event = {.message = &change.base};

    change.tenant_id = text_of(tenant);
    change.sequence = sequence;
    feed_on_change(p, &event);
}

static void test_rules_and_synonyms_are_followed(void **state)
{
    struct process *p = *state;
    Steward__V1__MerchandisingRule rule = STEWARD__V1__MERCHANDISING_RULE__INIT;
    struct pg_batch *batch;
    struct written w;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    put(p, "other", "a", "one");
    put_synonym(p, "default", "s1", "sofa, couch");
    put_synonym(p, "other", "s1", "sofa, settee, divan");
    start(p);
    assert_int_equal(synonyms_of(p, "default", "sofa"), 1);
    assert_int_equal(synonyms_of(p, "other", "sofa"), 2); /* its index was made after they were read */
    assert_false(has_rules(p, "default"));
    w = put_tuning(p, "default", TUNING_RULE, "r1", &rule.base, 500);
    assert_int_equal(w.version, 1);
    tell_tuning(p, "default", w.sequence);
    turn_until(p->loop, has_rules(p, "default"));
    assert_false(has_rules(p, "other"));
    assert_int_equal(put_synonym(p, "default", "s2", "tv, television").version, 1);
    assert_int_equal(put_synonym(p, "default", "s3", "mac, apple").sequence, 0); /* more than may be */
    assert_int_equal(put_synonym(p, "default", "s2", "tv, telly").version, 2);
    batch = pg_batch_for(p->pg, STR("default"));
    store_tuning_begin(batch);
    store_tuning_delete(batch, STR("default"), STR(TUNING_RULE), STR("r1"));
    w = run(p, batch);
    tell_tuning(p, "default", w.sequence);
    turn_until(p->loop, !has_rules(p, "default"));
    assert_int_equal(synonyms_of(p, "default", "tv"), 1);
}

/* Writers on several connections: who reads "after n" must never find something below n later. */
struct writer {
    struct process *p;
    int left;
    int number;
};

static void write_next(struct writer *w);

static void on_wrote(void *owner, const struct pg_outcome *outcome)
{
    struct writer *w = owner;

    assert_null(outcome->err);
    if (--w->left > 0)
        write_next(w);
}

static void write_next(struct writer *w)
{
    struct pg_batch *batch = pg_batch_for(w->p->pg, PG_ALL_TENANTS);
    char id[48], title[64];
    Steward__V1__Product product;

    store_begin_change(batch);
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof(id), "%d-%d-%d", w->number, w->left, i);
        snprintf(title, sizeof(title), "title %s", id);
        product = product_of(id, title);
        store_put(batch, STR("default"), &product);
    }
    pg_send(batch, PATIENCE_MS, on_wrote, w);
}

static void test_sequences_are_in_the_order_of_commits(void **state)
{
    struct process *p = *state;
    struct writer writers[6];
    bool is_done = false;
    size_t count;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    start(p);
    for (int i = 0; i < 6; i++) {
        writers[i] = (struct writer){.p = p, .left = 50, .number = i};
        write_next(&writers[i]);
    }
    while (!is_done) {
        feed_poll(((struct catalog *)p->own)->feed);
        loop_run_once(p->loop, 100);
        is_done = true;
        for (int i = 0; i < 6; i++)
            is_done = is_done && writers[i].left == 0;
    }
    poll_now(p, 6 * 50 * 5);
    count = index_count(catalog_index(p->own, STR("default")));
    assert_int_equal(count, 6 * 50 * 5); /* none was skipped */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_written_is_counted),      TEST(test_old_deletions_go),
        TEST(test_all_is_loaded_at_start),          TEST(test_many_pages),
        TEST(test_a_bad_row_holds_nothing_up),      TEST(test_told_early_late_twice_or_never),
        TEST(test_rules_and_synonyms_are_followed), TEST(test_sequences_are_in_the_order_of_commits),
    };

    log_set_level(LOG_WARN);
    return cmocka_run_group_tests_name("catalog/feed", tests, NULL, NULL);
}
