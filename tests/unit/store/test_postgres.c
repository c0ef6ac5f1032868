/* Batches against a real server: what is promised when all goes well, when a statement fails and when time
 * runs out. STEWARD_TEST_POSTGRES_URL names a database in which tables may be made. */
#include "pg_fixture.h"

static const char compare_and_set[] =
    "WITH u AS (UPDATE store_test SET version = version + 1 WHERE id = $1 AND version ="
    " $2 RETURNING 1) SELECT 1 / count(*) FROM u";

static void test_arrays(void **state)
{
    static const char sql[] =
        "INSERT INTO store_test (id, name, state, flag) SELECT * FROM unnest($1, $2, $3, $4)";
    struct fixture *f = *state;
    struct pg_array columns[4] = {0};
    struct pg_batch *batch;
    struct ending e;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (int i = 0; i < 1000; i++) {
        pg_array_add(&columns[0], PG_I64(i));
        pg_array_add(&columns[1], PG_STR(i % 2 ? STR("Grüße") : STR_NONE));
        pg_array_add(&columns[2], PG_BLOB(i % 3 ? str_n("\0\xff\n", 3) : STR("")));
        pg_array_add(&columns[3], PG_FLAG(i % 5 == 0));
    }
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, sql, pg_array_param(&columns[0]), pg_array_param(&columns[1]), pg_array_param(&columns[2]),
           pg_array_param(&columns[3]));
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        pg_array_free(&columns[i]); /* it was copied */
    run(f, batch, &e);
    assert_string_equal(e.text, "");
    assert_int_equal(ask_int(f, "SELECT count(*) FROM store_test WHERE flag = (id % 5 = 0) AND"
                                " (name IS NULL) = (id % 2 = 0) AND coalesce(name, 'Grüße') = 'Grüße' AND"
                                " state = CASE WHEN id % 3 = 0 THEN ''::bytea ELSE '\\x00ff0a'::bytea END"),
                     1000);
}

static void test_an_array_with_a_nul(void **state)
{
    static const char sql[] = "SELECT cardinality($1)::bigint";
    struct fixture *f = *state;
    struct pg_array names = {0};
    struct pg_batch *batch;
    struct ending e;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    pg_array_add(&names, PG_STR(STR("good")));
    pg_array_add(&names, PG_STR(str_n("a\0b", 3)));
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, sql, pg_array_param(&names));
    pg_array_free(&names);
    run(f, batch, &e);
    assert_true(e.failed);
    assert_int_equal(e.policy, ERROR_SKIP);
}

static void on_typed_row(void *owner, const struct pg_outcome *outcome)
{
    const struct pg_result *row;

    *(int *)owner += 1;
    assert_null(outcome->err);
    assert_int_equal(outcome->count, 3);
    assert_int_equal(pg_affected(outcome->results[0]), 1);
    assert_int_equal(pg_affected(outcome->results[1]), 1);
    row = outcome->results[2];
    assert_int_equal(pg_rows(row), 2);
    assert_int_equal(pg_int(row, 0, 0), -5);
    assert_true(str_is(pg_text(row, 0, 1), "Grüße"));
    assert_int_equal(pg_text(row, 0, 2).len, 3);
    assert_memory_equal(pg_text(row, 0, 2).data, "\0\xff\n", 3);
    assert_int_equal(pg_int(row, 0, 3), 1);
    assert_int_equal(pg_int(row, 0, 4), -7);
    assert_int_equal(pg_int(row, 0, 5), -8);
    assert_false(pg_is_null(row, 0, 1));
    assert_true(pg_is_null(row, 1, 1));
    assert_true(pg_is_null(row, 1, 2));
    assert_null(pg_text(row, 1, 2).data);
    assert_int_equal(pg_int(row, 1, 0), INT64_MAX);
    assert_int_equal(pg_int(row, 1, 3), 0);
}

static void test_values_come_back_as_they_went(void **state)
{
    struct fixture *f = *state;
    struct pg_batch *batch;
    int calls = 0;
    char name[] = "Grüße";

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, INSERT, PG_I64(-5), PG_STR(str_of(name)), PG_BLOB(str_n("\0\xff\n", 3)), PG_FLAG(true));
    PG_ADD(batch, INSERT, PG_I64(INT64_MAX), PG_STR(STR_NONE), PG_BLOB(STR_NONE), PG_FLAG(false));
    pg_add(batch, "SELECT id, name, state, flag, (-7)::int, (-8)::smallint FROM store_test ORDER BY id", NULL,
           0);
    pg_send(batch, PATIENCE_MS, on_typed_row, &calls);
    memset(name, 'x', sizeof(name) - 1); /* parameters are borrowed only until now */
    turn_until(f->loop, calls);
    assert_int_equal(calls, 1);
}

static void test_nothing_of_a_failed_batch_happens(void **state)
{
    struct fixture *f = *state;
    struct pg_batch *batch;
    struct ending e;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    batch = pg_batch_new(f->pg);
    for (int64_t id = 1; id <= 10; id++)
        PG_ADD(batch, INSERT, PG_I64(id == 7 ? 3 : id), PG_STR(STR("a")), PG_BLOB(STR("b")), PG_FLAG(false));
    run(f, batch, &e);
    assert_true(e.failed);
    assert_string_equal(e.sqlstate, "23505");
    assert_int_equal(e.failed_statement, 6);
    assert_int_equal(e.policy, ERROR_SKIP);
    assert_false(e.is_unknown);
    assert_int_equal(e.count, 0);
    assert_int_equal(ask_int(f, "SELECT count(*) FROM store_test"), 0);
}

static void test_compare_and_set_names_the_loser(void **state)
{
    struct fixture *f = *state;
    struct pg_batch *batch;
    struct ending e;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    must_run(f, "INSERT INTO store_test (id) SELECT generate_series(1, 64)");
    must_run(f, "UPDATE store_test SET version = 2 WHERE id = 40");
    batch = pg_batch_new(f->pg);
    for (int64_t id = 1; id <= 64; id++)
        PG_ADD(batch, compare_and_set, PG_I64(id), PG_I64(1));
    run(f, batch, &e);
    assert_string_equal(e.sqlstate, "22012");
    assert_int_equal(e.failed_statement, 39);
    assert_int_equal(ask_int(f, "SELECT max(version) FROM store_test WHERE id <> 40"), 1);
}

static void test_a_commit_can_be_refused(void **state)
{
    struct fixture *f = *state;
    struct pg_batch *batch;
    struct ending e;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    must_run(f, "ALTER TABLE store_test ADD CONSTRAINT one_name UNIQUE (name) DEFERRABLE INITIALLY DEFERRED");
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, INSERT, PG_I64(1), PG_STR(STR("same")), PG_BLOB(STR("")), PG_FLAG(false));
    PG_ADD(batch, INSERT, PG_I64(2), PG_STR(STR("same")), PG_BLOB(STR("")), PG_FLAG(false));
    run(f, batch, &e);
    assert_string_equal(e.sqlstate, "23505");
    assert_int_equal(e.failed_statement, -1);
    assert_false(e.is_unknown);
    assert_int_equal(ask_int(f, "SELECT count(*) FROM store_test"), 0);
}

static void test_text_is_never_cut_at_a_nul(void **state)
{
    struct fixture *f = *state;
    struct pg_batch *batch;
    struct ending e;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, INSERT, PG_I64(1), PG_STR(STR("a\0b")), PG_BLOB(STR("")), PG_FLAG(false));
    run(f, batch, &e);
    assert_string_equal(e.sqlstate, "22021");
    assert_int_equal(e.policy, ERROR_SKIP);
}

static void test_a_statement_that_cannot_be_prepared(void **state)
{
    struct fixture *f = *state;
    static const char missing[] = "SELECT 1 FROM not_there";
    struct ending first, second, third;
    struct pg_batch *batch;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    batch = pg_batch_new(f->pg);
    pg_add(batch, "SELECT 1::bigint", NULL, 0);
    pg_add(batch, missing, NULL, 0);
    run(f, batch, &first);
    assert_string_equal(first.sqlstate, "42P01");
    assert_int_equal(first.failed_statement, 1);
    assert_int_equal(first.policy, ERROR_FATAL);
    batch = pg_batch_new(f->pg);
    pg_add(batch, missing, NULL, 0);
    run(f, batch, &second);
    assert_string_equal(second.sqlstate, "42P01");
    must_run(f, "CREATE TABLE not_there ()");
    batch = pg_batch_new(f->pg);
    pg_add(batch, missing, NULL, 0);
    run(f, batch, &third);
    must_run(f, "DROP TABLE not_there");
    assert_false(third.failed);
}

/* A failing batch in front must not take the preparation of the next batch's statements with it. */
static void test_batches_behind_a_failed_one(void **state)
{
    struct fixture *f = *state;
    struct ending endings[8] = {0};
    int ended = 0;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (int i = 0; i < 8; i++) {
        struct pg_batch *batch = pg_batch_new(f->pg);

        if (i % 2 == 0)
            pg_add(batch, "SELECT 1 / (count(*) - 1) FROM pg_sleep(0.05)", NULL, 0);
        PG_ADD(batch, INSERT, PG_I64(i), PG_STR(STR("n")), PG_BLOB(STR("")), PG_FLAG(false));
        pg_send(batch, PATIENCE_MS, on_ended, &endings[i]);
    }
    while (ended < 8) {
        ended = 0;
        loop_run_once(f->loop, 100);
        for (int i = 0; i < 8; i++)
            ended += endings[i].calls;
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(endings[i].calls, 1);
        assert_int_equal(endings[i].failed, i % 2 == 0);
        assert_string_equal(endings[i].sqlstate, i % 2 == 0 ? "22012" : "");
    }
    assert_int_equal(ask_int(f, "SELECT count(*) FROM store_test"), 4);
}

static void test_deadline_while_running(void **state)
{
    struct fixture *f = *state;
    struct pg_batch *batch;
    struct ending e = {0};

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, SLOW, PG_I64(30));
    pg_send(batch, 100, on_ended, &e);
    turn_until(f->loop, e.calls);
    assert_true(e.failed && e.is_unknown);
    assert_int_equal(e.policy, ERROR_RETRY);
    assert_int_equal(ask_int(f, "SELECT 5::bigint"), 5);
    turn_until(f->loop,
               ask_int(f, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
                          " 'SELECT 1::bigint FROM pg_sleep%'") == 0);
}

static void test_deadline_while_waiting(void **state)
{
    struct fixture *f = *state;
    struct ending busy[16] = {0}, late = {0};
    struct pg_batch *batch;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (int i = 0; i < 16; i++) { /* more than two connections take at a time */
        batch = pg_batch_new(f->pg);
        PG_ADD(batch, SLOW, PG_I64(i < 8 ? 1 : 0));
        pg_send(batch, PATIENCE_MS, on_ended, &busy[i]);
    }
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, INSERT, PG_I64(1), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
    pg_send(batch, 50, on_ended, &late);
    turn_until(f->loop, late.calls);
    assert_true(late.failed);
    assert_false(late.is_unknown);
    assert_int_equal(late.policy, ERROR_RETRY);
    for (int i = 0; i < 16; i++) {
        turn_until(f->loop, busy[i].calls);
        assert_false(busy[i].failed);
    }
    assert_int_equal(ask_int(f, "SELECT count(*) FROM store_test"), 0);
}

/* Many batches with several in flight: each answered once, all counted in the end. */
struct flood {
    struct fixture *f;
    int sent, answered, failed;
};

static void send_one(struct flood *flood);

static void on_flood(void *owner, const struct pg_outcome *outcome)
{
    struct flood *flood = owner;

    flood->answered++;
    if (outcome->err)
        flood->failed++;
    if (flood->sent < 10000)
        send_one(flood);
}

static void send_one(struct flood *flood)
{
    struct pg_batch *batch = pg_batch_new(flood->f->pg);

    for (int i = 0; i < 4; i++)
        PG_ADD(batch, "UPDATE store_test SET version = version + 1, name = $2 WHERE id = $1",
               PG_I64((flood->sent * 4 + i) % 64 + 1), PG_STR(STR("name")));
    flood->sent++;
    pg_send(batch, PATIENCE_MS, on_flood, flood);
}

static void test_ten_thousand_batches(void **state)
{
    struct fixture *f = *state;
    struct flood flood = {.f = f};

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    must_run(f, "INSERT INTO store_test (id, version) SELECT generate_series(1, 64), 0");
    for (int i = 0; i < 6; i++)
        send_one(&flood);
    while (flood.answered < 10000)
        loop_run_once(f->loop, 100);
    /* Two connections may lock the same rows in different orders; that is an answer, too. */
    assert_int_equal(flood.answered, flood.sent);
    assert_int_equal(ask_int(f, "SELECT sum(version)::bigint FROM store_test"), (10000 - flood.failed) * 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_arrays),
        TEST(test_an_array_with_a_nul),
        TEST(test_values_come_back_as_they_went),
        TEST(test_nothing_of_a_failed_batch_happens),
        TEST(test_compare_and_set_names_the_loser),
        TEST(test_a_commit_can_be_refused),
        TEST(test_text_is_never_cut_at_a_nul),
        TEST(test_a_statement_that_cannot_be_prepared),
        TEST(test_batches_behind_a_failed_one),
        TEST(test_deadline_while_running),
        TEST(test_deadline_while_waiting),
        TEST(test_ten_thousand_batches),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("store/postgres", tests, NULL, NULL);
}
