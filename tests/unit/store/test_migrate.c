/* Migrations: once each, all or nothing, never changed afterwards. */
#include "reached.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/migrate.h"

#define MAKE_TABLE "CREATE TABLE migrate_test (id int); INSERT INTO migrate_test VALUES (1);"

static const struct migration one[] = {{1, "001_first", MAKE_TABLE}, {0}};
static const struct migration two[] = {
    {1, "001_first", MAKE_TABLE},
    {2, "002_second", "INSERT INTO migrate_test VALUES (2);"},
    {0},
};
static const struct migration changed[] = {{1, "001_first", "CREATE TABLE migrate_test (id bigint);"}, {0}};
static const struct migration broken[] = {
    {1, "001_first", MAKE_TABLE},
    {3, "003_broken", "INSERT INTO migrate_test VALUES (3); SELECT 1 / 0;"},
    {0},
};

/* One connection of its own: what a session holds, it holds until it is closed. */
struct session {
    struct loop *loop;
    struct config *config;
    struct postgres *pg;
    int answered;
    int64_t value;
};

static void on_value(void *owner, const struct pg_outcome *outcome)
{
    struct session *s = owner;

    s->answered++;
    if (outcome->err)
        print_message("%s\n", outcome->err->text);
    s->value = outcome->err ? -1 : pg_rows(outcome->results[0]) > 0 ? pg_int(outcome->results[0], 0, 0) : 0;
}

static void session_open(struct session *s, const char *url)
{
    setenv("STEWARD_POSTGRES_POOL", "1", 1);
    *s = (struct session){.loop = loop_new(), .config = config_for_test(postgres_settings)};
    s->pg = postgres_reached(s->loop, s->config, url);
}

static int64_t session_run(struct session *s, const char *sql)
{
    struct pg_batch *batch = pg_batch_new(s->pg);
    int before = s->answered;

    pg_add(batch, sql, NULL, 0);
    pg_send(batch, PATIENCE_MS, on_value, s);
    turn_until(s->loop, s->answered > before);
    return s->value;
}

static void session_close(struct session *s)
{
    postgres_close(s->pg);
    config_free(s->config);
    loop_free(s->loop);
}

static int64_t run_once(const char *url, const char *sql)
{
    struct session s;
    int64_t value;

    session_open(&s, url);
    value = session_run(&s, sql);
    session_close(&s);
    return value;
}

static int64_t count_rows(const char *url)
{
    return run_once(url, "SELECT count(*) FROM migrate_test");
}

static int clean(void **state)
{
    const char *url = getenv("STEWARD_TEST_POSTGRES_URL");

    if (!url || !*url)
        return 0;
    if (run_once(url, "CREATE SCHEMA IF NOT EXISTS test_migrate") < 0)
        return -1;
    return (int)run_once(url_of_schema(url, "test_migrate"),
                         "DROP TABLE IF EXISTS migrate_test, steward_migrations");
}

static void test_once_each(void **state)
{
    const char *url = url_of_schema(server_or_skip("STEWARD_TEST_POSTGRES_URL"), "test_migrate");
    struct error err = {0};

    assert_true(migrate(url, "test", one, PATIENCE_MS, &err));
    assert_true(migrate(url, "test", one, PATIENCE_MS, &err));
    assert_int_equal(count_rows(url), 1);
    assert_true(migrate(url, "test", two, PATIENCE_MS, &err));
    assert_int_equal(count_rows(url), 2);
    assert_true(migrate(url, "test", one, PATIENCE_MS, &err)); /* the database is ahead: left alone */
    assert_int_equal(count_rows(url), 2);
}

static void test_a_changed_file_stops(void **state)
{
    const char *url = url_of_schema(server_or_skip("STEWARD_TEST_POSTGRES_URL"), "test_migrate");
    struct error err = {0};

    assert_true(migrate(url, "test", one, PATIENCE_MS, &err));
    assert_false(migrate(url, "test", changed, PATIENCE_MS, &err));
    assert_int_equal(err.policy, ERROR_FATAL);
    assert_non_null(strstr(err.text, "001_first was changed"));
}

static void test_all_or_nothing(void **state)
{
    const char *url = url_of_schema(server_or_skip("STEWARD_TEST_POSTGRES_URL"), "test_migrate");
    struct error err = {0};

    assert_false(migrate(url, "test", broken, PATIENCE_MS, &err));
    assert_non_null(strstr(err.text, "003_broken"));
    assert_non_null(strstr(err.text, "division by zero"));
    assert_int_equal(count_rows(url), 1);
    assert_true(migrate(url, "test", two, PATIENCE_MS, &err));
}

static void test_copies_that_start_together(void **state)
{
    const char *url = url_of_schema(server_or_skip("STEWARD_TEST_POSTGRES_URL"), "test_migrate");
    pid_t copies[4];

    for (int i = 0; i < 4; i++) {
        copies[i] = fork();
        if (copies[i] == 0) {
            struct error err;

            _exit(migrate(url, "test", two, PATIENCE_MS, &err) ? 0 : 1);
        }
    }
    for (int i = 0; i < 4; i++) {
        int status = -1;

        assert_int_equal(waitpid(copies[i], &status, 0), copies[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_rows(url), 2);
}

static void test_lock_held_by_another(void **state)
{
    const char *url = url_of_schema(server_or_skip("STEWARD_TEST_POSTGRES_URL"), "test_migrate");
    struct session holder;
    struct error err = {0};

    session_open(&holder, url);
    session_run(&holder, "SELECT pg_advisory_lock(hashtext('steward_migrations'))");
    assert_false(migrate(url, "test", one, 300, &err));
    assert_int_equal(err.policy, ERROR_RETRY);
    assert_non_null(strstr(err.text, "lock"));
    session_close(&holder);
    assert_true(migrate(url, "test", one, PATIENCE_MS, &err));
}

static void test_nobody_answers(void **state)
{
    int64_t began = clock_mono_ms();
    struct error err = {0};

    assert_false(migrate("postgresql://nobody@127.0.0.1:1/none", "test", one, 500, &err));
    assert_int_equal(err.policy, ERROR_RETRY);
    assert_non_null(strstr(err.text, "refused"));
    assert_true(clock_mono_ms() - began >= 500); /* it has tried until then */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_once_each),
        TEST(test_a_changed_file_stops),
        TEST(test_all_or_nothing),
        TEST(test_copies_that_start_together),
        TEST(test_lock_held_by_another),
        cmocka_unit_test(test_nobody_answers),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("store/migrate", tests, NULL, NULL);
}
