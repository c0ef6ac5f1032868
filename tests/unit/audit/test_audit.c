/* audit: in a real Postgres: one chain however many write, and nothing but adding. */
#include "../store/reached.h"

#include "audit/audit.h"
#include "audit/chain.h"

#define COPIES 3
#define EACH   40

struct copy {
    struct postgres *pg;
    int answered;
    struct error failed;
};

static struct {
    struct loop *loop;
    struct config *config;
    struct copy copies[COPIES];
    struct chain chain;
    const char *wrong;
    char sqlstate[6];
} all;

static void on_done(void *owner, const struct pg_outcome *outcome)
{
    struct copy *copy = owner;

    copy->answered++;
    if (outcome->err)
        copy->failed = *outcome->err;
    memcpy(all.sqlstate, outcome->err ? outcome->sqlstate : "", outcome->err ? 6 : 1);
}

static bool run(struct copy *copy, const char *sql)
{
    struct pg_batch *batch = pg_batch_for(copy->pg, PG_ALL_TENANTS);
    int before = copy->answered;

    pg_add(batch, sql, NULL, 0);
    copy->failed.text[0] = '\0';
    pg_send(batch, PATIENCE_MS, on_done, copy);
    turn_until(all.loop, copy->answered > before);
    return !copy->failed.text[0];
}

static void must_run(const char *sql)
{
    if (!run(&all.copies[0], sql))
        fail_msg("%s: %s", sql, all.copies[0].failed.text);
}

static int set_up(void **state)
{
    const char *url = getenv("STEWARD_TEST_POSTGRES_URL");
    struct error err;

    if (!url || !*url)
        return 0;
    setenv("STEWARD_POSTGRES_POOL", "2", 1);
    all.loop = loop_new();
    all.config = config_for_test(postgres_settings);
    all.copies[0].pg = postgres_reached(all.loop, all.config, url);
    must_run("DROP SCHEMA IF EXISTS audit_test CASCADE");
    must_run("CREATE SCHEMA audit_test");
    postgres_close(all.copies[0].pg);
    url = url_of_schema(url, "audit_test");
    if (!migrate(url, "audit", audit_migrations, PATIENCE_MS, &err))
        fail_msg("%s", err.text);
    for (int i = 0; i < COPIES; i++)
        all.copies[i] = (struct copy){.pg = postgres_reached(all.loop, all.config, url)};
    return 0;
}

static int tear_down(void **state)
{
    if (!all.loop)
        return 0;
    must_run("DROP SCHEMA audit_test CASCADE");
    for (int i = 0; i < COPIES; i++)
        postgres_close(all.copies[i].pg);
    config_free(all.config);
    loop_free(all.loop);
    return 0;
}

static struct audit_act act_of(const char *tenant, const struct audit_detail *details)
{
    return (struct audit_act){.tenant_id = str_of(tenant),
                              .action = "products.put",
                              .outcome = "done",
                              .kind = "key",
                              .role = "operator",
                              .subject = STR("k1"),
                              .target = STR("\xc3\xa4 \"sequence\":0"),
                              .details = details};
}

static void add(struct copy *copy, const char *tenant, int64_t number)
{
    const struct audit_detail details[] = {{"count", .number = number}, {0}};
    const struct audit_act act = act_of(tenant, details);
    struct pg_batch *batch = pg_batch_for(copy->pg, str_of(tenant));

    audit_add(batch, &act);
    pg_send(batch, PATIENCE_MS, on_done, copy);
}

static void on_read(void *owner, const struct pg_outcome *outcome)
{
    struct copy *copy = owner;
    char hex[CHAIN_HEX_SIZE];

    copy->answered++;
    assert_null(outcome->err);
    for (int row = 0; row < pg_rows(outcome->results[0]) && !all.wrong; row++) {
        struct audit_entry entry = audit_entry(outcome->results[0], row);

        chain_hex(entry.hash, hex);
        all.wrong = chain_add(&all.chain, entry.sequence, entry.record, str_of(hex));
    }
}

/* How many entries fit, from the first; all.wrong says why no more. */
static int64_t verify(const char *tenant)
{
    struct copy *copy = &all.copies[0];
    struct pg_batch *batch = pg_batch_for(copy->pg, str_of(tenant));
    int before = copy->answered;

    all.chain = (struct chain){0};
    all.wrong = NULL;
    audit_list_after(batch, str_of(tenant), 0, AUDIT_PAGE_MAX);
    pg_send(batch, PATIENCE_MS, on_read, copy);
    turn_until(all.loop, copy->answered > before);
    return all.chain.sequence;
}

static void copies_that_write_beside_each_other_make_one_chain(void **state)
{
    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (int k = 0; k < EACH; k++)
        for (int i = 0; i < COPIES; i++)
            add(&all.copies[i], k % 4 ? "acme" : "other", k);
    for (int i = 0; i < COPIES; i++) {
        turn_until(all.loop, all.copies[i].answered >= EACH);
        assert_string_equal(all.copies[i].failed.text, "");
    }
    assert_int_equal(verify("acme"), COPIES * EACH * 3 / 4);
    assert_null(all.wrong);
    assert_int_equal(verify("other"), COPIES * EACH / 4);
    assert_null(all.wrong);
}

/* What another transaction of the same connection did does not count. */
static void what_was_not_done_is_not_in_it(void **state)
{
    static const char *const acts[] = {"SELECT 1" AUDIT_ACTED " WHERE false", "SELECT 1" AUDIT_ACTED,
                                       "SELECT 1" AUDIT_ACTED " WHERE false"};
    struct copy *copy = &all.copies[0];
    const struct audit_act act = act_of("acted", NULL);

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        struct pg_batch *batch = pg_batch_for(copy->pg, STR("acted"));
        int before = copy->answered;

        pg_add(batch, acts[i], NULL, 0);
        audit_add_if_acted(batch, &act);
        pg_send(batch, PATIENCE_MS, on_done, copy);
        turn_until(all.loop, copy->answered > before);
        assert_string_equal(copy->failed.text, "");
        assert_int_equal(verify("acted"), i > 0);
        assert_null(all.wrong);
    }
}

static void the_database_refuses_all_but_adding(void **state)
{
    static const char *const refused[] = {"UPDATE audit SET record = '{}'", "DELETE FROM audit",
                                          "TRUNCATE audit",
                                          "UPDATE audit SET record = '{}' WHERE tenant_id = 'nobody'"};

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        assert_false(run(&all.copies[0], refused[i]));
        assert_string_equal(all.sqlstate, "42501");
    }
    assert_false(run(&all.copies[0], "INSERT INTO audit VALUES ('acme', 0, '{\"tenant_id\":\"other\","
                                     "\"sequence\":0}', '')"));
    assert_false(run(&all.copies[0], "INSERT INTO audit VALUES ('acme', 0, 'nonsense', '')"));
    must_run(
        "INSERT INTO audit VALUES ('chosen', 77, '{\"a\":1,\"sequence\":0,\"tenant_id\":\"chosen\"}', 'x')");
    assert_int_equal(verify("chosen"), 1); /* neither place nor hash are the writer's */
}

/* Whoever owns the database can do anything; it is seen. */
static void what_its_owner_changes_is_seen(void **state)
{
    static const struct {
        const char *sql;
        int64_t fits;
        const char *wrong;
    } cases[] = {
        {"UPDATE audit SET record = replace(record, 'operator', 'viewer') WHERE tenant_id = 't0' AND "
         "sequence = 3",
         2, "does not fit"},
        {"DELETE FROM audit WHERE tenant_id = 't1' AND sequence = 2", 1, "missing"},
        {"UPDATE audit SET hash = sha256('x') WHERE tenant_id = 't2' AND sequence = 5", 4, "does not fit"},
        {"UPDATE audit SET sequence = -sequence WHERE tenant_id = 't3' AND sequence = 1", 0, "missing"},
        {"UPDATE audit SET record = (SELECT record FROM audit WHERE tenant_id = 't4' AND sequence = 2)"
         " WHERE tenant_id = 't4' AND sequence = 3",
         2, "another sequence"},
    };

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char tenant[8];
        int before = all.copies[1].answered;

        snprintf(tenant, sizeof(tenant), "t%zu", i);
        for (int k = 0; k < 5; k++)
            add(&all.copies[1], tenant, k);
        turn_until(all.loop, all.copies[1].answered >= before + 5);
    }
    must_run("ALTER TABLE audit DISABLE TRIGGER USER");
    must_run("GRANT UPDATE, DELETE ON audit TO CURRENT_USER");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char tenant[8];

        snprintf(tenant, sizeof(tenant), "t%zu", i);
        must_run(cases[i].sql);
        assert_int_equal(verify(tenant), cases[i].fits);
        assert_non_null(all.wrong);
        assert_non_null(strstr(all.wrong, cases[i].wrong));
    }
    must_run("ALTER TABLE audit ENABLE TRIGGER USER");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_that_write_beside_each_other_make_one_chain),
        cmocka_unit_test(what_was_not_done_is_not_in_it),
        cmocka_unit_test(the_database_refuses_all_but_adding),
        cmocka_unit_test(what_its_owner_changes_is_seen),
    };

    log_open("test", "0", LOG_ERROR, false);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
