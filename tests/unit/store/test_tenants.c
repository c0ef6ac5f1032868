/* Rows of tenants, against a real server: who does not say whose rows are wanted sees none, and nobody writes
 * another's. */
#include "reached.h"

#include "store/migrate.h"

#define SCHEMA "tenants_test"

static const struct migration schema[] = {
    {1, "001_things",
     "CREATE TABLE things (id text PRIMARY KEY, tenant_id text NOT NULL, n bigint NOT NULL);"
     "INSERT INTO things VALUES ('a1', 'a', 1), ('a2', 'a', 2), ('b1', 'b', 3), ('c1', 'c', 4);"},
    {2, "002_apart", "SELECT keep_tenants_apart('things')"},
    {3, "003_all", "UPDATE things SET n = n * 10"}, /* a migration is about the rows of all */
    {0},
};

struct fixture {
    struct loop *loop;
    struct config *config;
    struct postgres *pg;
    int answered;
    bool failed;
    char sqlstate[6];
    int failed_statement;
    size_t count;
    int64_t value; /* of the last result */
};

static void on_ended(void *owner, const struct pg_outcome *outcome)
{
    struct fixture *f = owner;

    f->answered++;
    f->failed = outcome->err != NULL;
    f->failed_statement = outcome->failed_statement;
    f->count = outcome->count;
    snprintf(f->sqlstate, sizeof(f->sqlstate), "%s", outcome->sqlstate);
    if (outcome->count && pg_rows(outcome->results[outcome->count - 1]) > 0)
        f->value = pg_int(outcome->results[outcome->count - 1], 0, 0);
}

/* What the last of the two statements says; `second` may be NULL. */
static int64_t ask(struct fixture *f, struct pg_batch *batch, const char *first, const char *second)
{
    int before = f->answered;

    f->value = -1;
    pg_add(batch, first, NULL, 0);
    if (second)
        pg_add(batch, second, NULL, 0);
    pg_send(batch, PATIENCE_MS, on_ended, f);
    turn_until(f->loop, f->answered > before);
    return f->value;
}

static void make_schema(const char *url)
{
    struct fixture f = {.loop = loop_new(), .config = config_for_test(postgres_settings)};

    f.pg = postgres_reached(f.loop, f.config, url);
    ask(&f, pg_batch_new(f.pg), "DROP SCHEMA IF EXISTS " SCHEMA " CASCADE", "CREATE SCHEMA " SCHEMA);
    assert_false(f.failed);
    postgres_close(f.pg);
    config_free(f.config);
    loop_free(f.loop);
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    const char *url = getenv("STEWARD_TEST_POSTGRES_URL");
    struct error err;

    *state = f;
    if (!url || !*url)
        return 0;
    setenv("STEWARD_POSTGRES_POOL", "1", 1); /* so that the next batch has what the last one has left */
    make_schema(url);
    url = url_of_schema(url, SCHEMA);
    if (!migrate(url, "test", schema, PATIENCE_MS, &err))
        fail_msg("%s", err.text);
    f->config = config_for_test(postgres_settings);
    f->loop = loop_new();
    f->pg = postgres_reached(f->loop, f->config, url);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    if (f->loop) {
        postgres_close(f->pg);
        config_free(f->config);
        loop_free(f->loop);
    }
    mem_free(f);
    return 0;
}

static const char sum[] = "SELECT coalesce(sum(n), 0)::bigint FROM things";

static void who_sees_what(void **state)
{
    static const struct {
        const char *tenants;
        int64_t sum;
    } cases[] = {
        {"a", 30}, {"b", 30},   {"a,b", 60}, {"c,a", 70},    {"*", 100}, {"", 0},
        {"x", 0},  {"a,*", 30}, {"A", 0},    {"a,b,c", 100}, {" a", 0},  {"a b", 0},
    };
    struct fixture *f = *state;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(ask(f, pg_batch_for(f->pg, str_of(cases[i].tenants)), sum, NULL), cases[i].sum);
        assert_int_equal(f->count, 1); /* the setting is not among the results */
        assert_int_equal(ask(f, pg_batch_new(f->pg), sum, NULL), 0); /* nor does it last */
    }
}

static void nobody_writes_anothers_rows(void **state)
{
    static const char insert_a[] = "INSERT INTO things VALUES ('new', 'a', 1)";
    static const char take_over[] = "UPDATE things SET tenant_id = 'a'";
    static const char upsert_a[] =
        "INSERT INTO things VALUES ('a1', 'b', 0) ON CONFLICT (id) DO UPDATE SET n = 0";
    static const char change_all[] = "UPDATE things SET n = 0";
    static const char remove_all[] = "DELETE FROM things";
    static const char *const refused[] = {insert_a, take_over, upsert_a};
    struct fixture *f = *state;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        ask(f, pg_batch_for(f->pg, STR("b")), sum, refused[i]);
        assert_true(f->failed);
        assert_string_equal(f->sqlstate, "42501");
        assert_int_equal(f->failed_statement, 1); /* as the caller counts them */
    }
    ask(f, pg_batch_for(f->pg, STR("b")), change_all, remove_all);
    assert_false(f->failed);
    ask(f, pg_batch_new(f->pg), change_all, remove_all);
    assert_false(f->failed);
    assert_int_equal(ask(f, pg_batch_for(f->pg, PG_ALL_TENANTS), sum, NULL), 70);
    ask(f, pg_batch_new(f->pg), insert_a, NULL);
    assert_true(f->failed);
}

static void the_role_is_bound(void **state)
{
    const char *url = server_or_skip("STEWARD_TEST_POSTGRES_URL");
    struct error err;
    bool is_bound = false;

    assert_true(role_is_bound(url, PATIENCE_MS, &is_bound, &err));
    assert_true(is_bound);
    assert_false(role_is_bound("postgresql://nobody@127.0.0.1:1/none", 300, &is_bound, &err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_sees_what),
        TEST(nobody_writes_anothers_rows),
        cmocka_unit_test(the_role_is_bound),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("store/tenants", tests, NULL, NULL);
}
