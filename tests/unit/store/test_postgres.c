/* Batches against a real server: what is promised when all goes well, when a statement fails, when the
 * connection goes and when time runs out. STEWARD_TEST_POSTGRES_URL names a database in which tables may be
 * made. */
#include "servers.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/id.h"
#include "store/postgres.h"

struct fixture {
    struct loop *loop;
    struct config *config;
    struct postgres *pg;
};

/* What became of a batch. */
struct ending {
    int calls;
    bool failed, is_unknown;
    enum error_policy policy;
    char text[240];
    char sqlstate[6];
    int failed_statement;
    size_t count;
    int64_t first; /* the first value of the last result that has rows */
};

static void on_ended(void *owner, const struct pg_outcome *outcome)
{
    struct ending *e = owner;

    e->calls++;
    e->failed = outcome->err != NULL;
    e->is_unknown = outcome->is_unknown;
    e->failed_statement = outcome->failed_statement;
    e->count = outcome->count;
    snprintf(e->sqlstate, sizeof(e->sqlstate), "%s", outcome->sqlstate);
    if (outcome->err) {
        e->policy = outcome->err->policy;
        snprintf(e->text, sizeof(e->text), "%s", outcome->err->text);
    }
    for (size_t i = 0; i < outcome->count; i++)
        if (pg_rows(outcome->results[i]) > 0)
            e->first = pg_int(outcome->results[i], 0, 0);
}

static void run(struct fixture *f, struct pg_batch *batch, struct ending *e)
{
    memset(e, 0, sizeof(*e));
    pg_send(batch, PATIENCE_MS, on_ended, e);
    assert_int_equal(e->calls, 0); /* never inside the call */
    turn_until(f->loop, e->calls);
}

static void must_run(struct fixture *f, const char *sql)
{
    struct pg_batch *batch = pg_batch_new(f->pg);
    struct ending e;

    pg_add(batch, sql, NULL, 0);
    run(f, batch, &e);
    if (e.failed)
        fail_msg("%s: %s", sql, e.text);
}

static int64_t ask_int(struct fixture *f, const char *sql)
{
    struct pg_batch *batch = pg_batch_new(f->pg);
    struct ending e;

    pg_add(batch, sql, NULL, 0);
    run(f, batch, &e);
    if (e.failed)
        fail_msg("%s: %s", sql, e.text);
    return e.first;
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    const char *url = getenv("STEWARD_TEST_POSTGRES_URL");

    *state = f;
    if (!url || !*url)
        return 0;
    setenv("STEWARD_POSTGRES_POOL", "2", 1);
    f->config = config_for_test(postgres_settings);
    f->loop = loop_new();
    f->pg = postgres_open(f->loop, f->config, url);
    turn_until(f->loop, postgres_is_ready(f->pg));
    must_run(f, "DROP TABLE IF EXISTS store_test");
    must_run(f,
             "CREATE TABLE store_test (id bigint PRIMARY KEY, version bigint NOT NULL DEFAULT 1, name text,"
             " state bytea, flag bool)");
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    if (f->loop) {
        postgres_close(f->pg);
        loop_free(f->loop);
        config_free(f->config);
    }
    mem_free(f);
    return 0;
}

static const char insert[] = "INSERT INTO store_test (id, name, state, flag) VALUES ($1, $2, $3, $4)";
static const char compare_and_set[] =
    "WITH u AS (UPDATE store_test SET version = version + 1 WHERE id = $1 AND version ="
    " $2 RETURNING 1) SELECT 1 / count(*) FROM u";
static const char slow[] = "SELECT 1::bigint FROM pg_sleep($1::bigint)";

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
    PG_ADD(batch, insert, PG_I64(-5), PG_STR(str_of(name)), PG_BLOB(str_n("\0\xff\n", 3)), PG_FLAG(true));
    PG_ADD(batch, insert, PG_I64(INT64_MAX), PG_STR(STR_NONE), PG_BLOB(STR_NONE), PG_FLAG(false));
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
        PG_ADD(batch, insert, PG_I64(id == 7 ? 3 : id), PG_STR(STR("a")), PG_BLOB(STR("b")), PG_FLAG(false));
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
    PG_ADD(batch, insert, PG_I64(1), PG_STR(STR("same")), PG_BLOB(STR("")), PG_FLAG(false));
    PG_ADD(batch, insert, PG_I64(2), PG_STR(STR("same")), PG_BLOB(STR("")), PG_FLAG(false));
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
    PG_ADD(batch, insert, PG_I64(1), PG_STR(STR("a\0b")), PG_BLOB(STR("")), PG_FLAG(false));
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
        PG_ADD(batch, insert, PG_I64(i), PG_STR(STR("n")), PG_BLOB(STR("")), PG_FLAG(false));
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
    PG_ADD(batch, slow, PG_I64(30));
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
        PG_ADD(batch, slow, PG_I64(i < 8 ? 1 : 0));
        pg_send(batch, PATIENCE_MS, on_ended, &busy[i]);
    }
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, insert, PG_I64(1), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
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

/* Cuts every connection of this process to `port`, without a word from the server. */
static void cut_connections(int port)
{
    for (int fd = 3; fd < 256; fd++) {
        struct sockaddr_in peer = {0};
        socklen_t len = sizeof(peer);

        if (getpeername(fd, (struct sockaddr *)&peer, &len) == 0 && peer.sin_family == AF_INET &&
            ntohs(peer.sin_port) == port)
            shutdown(fd, SHUT_RDWR);
    }
}

static void test_connection_lost_in_mid_batch(void **state)
{
    struct fixture *f = *state;
    struct ending running = {0}, next = {0};
    struct pg_batch *batch;
    int port;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    port = (int)ask_int(f, "SELECT inet_server_port()");
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, insert, PG_I64(1), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
    PG_ADD(batch, slow, PG_I64(1));
    pg_send(batch, PATIENCE_MS, on_ended, &running);
    loop_run_once(f->loop, 20);
    cut_connections(port);
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, insert, PG_I64(2), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
    pg_send(batch, PATIENCE_MS, on_ended, &next);
    turn_until(f->loop, running.calls && next.calls);
    assert_true(running.failed && running.is_unknown);
    assert_int_equal(running.policy, ERROR_RETRY);
    turn_until(f->loop, postgres_is_ready(f->pg));
    assert_null(postgres_trouble(f->pg));
}

/* Each batch writes a row of its own; connections are cut again and again meanwhile. What was said to have
 * happened has, what was said not to have happened has not, and of the rest it was said that nobody knows. */
enum { CUT_BATCHES = 600 };

struct cut {
    int number;
    struct ending ending;
};

static void check_row(struct fixture *f, const struct cut *cut)
{
    struct pg_batch *batch = pg_batch_new(f->pg);
    struct ending e;

    PG_ADD(batch, "SELECT count(*) FROM store_test WHERE id = $1", PG_I64(cut->number));
    run(f, batch, &e);
    if (e.failed)
        fail_msg("%s", e.text);
    if (!cut->ending.is_unknown && e.first != !cut->ending.failed)
        fail_msg("batch %d: said %s, but has %d rows", cut->number, cut->ending.failed ? "failed" : "done",
                 (int)e.first);
}

static void test_outcomes_are_true(void **state)
{
    struct fixture *f = *state;
    struct cut *cuts;
    int port, unknown = 0, done = 0;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    cuts = mem_array(CUT_BATCHES, sizeof(*cuts));
    port = (int)ask_int(f, "SELECT inet_server_port()");
    random_seed(7);
    for (int i = 0; i < CUT_BATCHES; i++) {
        struct pg_batch *batch = pg_batch_new(f->pg);

        cuts[i].number = i;
        PG_ADD(batch, insert, PG_I64(i), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
        PG_ADD(batch, "SELECT 1 / $1", PG_I64((int64_t)random_below(10))); /* every tenth breaks by itself */
        pg_send(batch, PATIENCE_MS, on_ended, &cuts[i].ending);
        if (random_below(4) == 0)
            loop_run_once(f->loop, 5);
        if (random_below(25) == 0)
            cut_connections(port);
    }
    for (int i = 0; i < CUT_BATCHES; i++) {
        turn_until(f->loop, cuts[i].ending.calls);
        assert_int_equal(cuts[i].ending.calls, 1);
        unknown += cuts[i].ending.is_unknown;
        done += !cuts[i].ending.failed;
    }
    turn_until(f->loop, ask_int(f, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                   " AND datname = current_database()") == 1);
    for (int i = 0; i < CUT_BATCHES; i++)
        check_row(f, &cuts[i]);
    assert_in_range(unknown, 1, CUT_BATCHES / 2);
    assert_in_range(done, CUT_BATCHES / 4, CUT_BATCHES);
    mem_free(cuts);
}

static void test_server_ends_the_connection(void **state)
{
    struct fixture *f = *state, asker = *f; /* asks elsewhere, so as not to queue behind the slow statement */
    struct ending running = {0};
    struct pg_batch *batch;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    asker.pg = postgres_open(f->loop, f->config, getenv("STEWARD_TEST_POSTGRES_URL"));
    turn_until(f->loop, postgres_is_ready(asker.pg));
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, insert, PG_I64(1), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
    PG_ADD(batch, slow, PG_I64(30));
    pg_send(batch, PATIENCE_MS, on_ended, &running);
    /* Again and again: a statement that an earlier test left behind may be asleep, too. */
    turn_until(f->loop,
               ask_int(&asker, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                               " query LIKE 'SELECT 1::bigint FROM pg_sleep%' AND state = 'active'") >= 0 &&
                   running.calls);
    postgres_close(asker.pg);
    assert_string_equal(running.sqlstate, "57P01");
    assert_false(running.is_unknown); /* the statement failed, so nothing was committed */
    assert_int_equal(running.failed_statement, 1);
    assert_int_equal(ask_int(f, "SELECT count(*) FROM store_test"), 0);
}

static void test_close_answers_what_is_pending(void **state)
{
    struct fixture *f = *state;
    struct ending endings[20] = {0};

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    for (int i = 0; i < 20; i++) {
        struct pg_batch *batch = pg_batch_new(f->pg);

        PG_ADD(batch, slow, PG_I64(30));
        pg_send(batch, PATIENCE_MS, on_ended, &endings[i]);
    }
    postgres_close(f->pg);
    f->pg = NULL;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(endings[i].calls, 1);
        assert_true(endings[i].failed);
    }
}

static void close_it(void *owner, const struct pg_outcome *outcome)
{
    struct fixture *f = owner;

    postgres_close(f->pg);
    f->pg = NULL;
}

static void test_close_from_within_an_answer(void **state)
{
    struct fixture *f = *state;
    struct ending other = {0};
    struct pg_batch *batch;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, slow, PG_I64(0));
    pg_send(batch, PATIENCE_MS, close_it, f);
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, slow, PG_I64(30));
    pg_send(batch, PATIENCE_MS, on_ended, &other);
    turn_until(f->loop, !f->pg);
    assert_int_equal(other.calls, 1);
    assert_true(other.failed);
}

/* Names are looked up in a thread. */
static void test_by_name(void **state)
{
    static const struct {
        const char *url, *trouble;
    } cases[] = {
        {"postgresql://nobody@nowhere.invalid:1/none", "cannot find nowhere.invalid"},
        {"postgresql://nobody@localhost:1/none", "refused"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct loop *loop = loop_new();
        struct config *config = config_for_test(postgres_settings);
        struct postgres *pg = postgres_open(loop, config, cases[i].url);

        turn_until(loop, strstr(postgres_trouble(pg), cases[i].trouble));
        postgres_close(pg);
        config_free(config);
        loop_free(loop);
    }
}

static void test_no_server(void **state)
{
    struct loop *loop = loop_new();
    struct config *config = config_for_test(postgres_settings);
    struct postgres *pg = postgres_open(loop, config, "postgresql://nobody@127.0.0.1:1/none");
    struct pg_batch *batch = pg_batch_new(pg);
    struct ending e = {0};

    pg_add(batch, "SELECT 1", NULL, 0);
    pg_send(batch, 200, on_ended, &e);
    turn_until(loop, e.calls);
    assert_true(e.failed && !e.is_unknown);
    assert_int_equal(e.policy, ERROR_RETRY);
    assert_string_equal(e.text, "the database cannot be reached"); /* no addresses: clients may read it */
    assert_false(postgres_is_ready(pg));
    assert_non_null(strstr(postgres_trouble(pg), "refused"));
    pg_batch_drop(pg_batch_new(pg));
    postgres_close(pg);
    config_free(config);
    loop_free(loop);
}

/* Nobody waits out a long deadline for a server that cannot be reached. */
static void test_server_is_away(void **state)
{
    struct loop *loop = loop_new();
    struct config *config = config_for_test(postgres_settings);
    struct postgres *pg = postgres_open(loop, config, "postgresql://nobody@127.0.0.1:1/none");
    int64_t deadline = clock_mono_ms() + PATIENCE_MS;
    struct ending waiting = {0}, later = {0};
    struct pg_batch *batch = pg_batch_new(pg);

    pg_add(batch, "SELECT 1", NULL, 0);
    pg_send(batch, 10 * PATIENCE_MS, on_ended, &waiting);
    turn_until(loop, waiting.calls);
    batch = pg_batch_new(pg);
    pg_add(batch, "SELECT 1", NULL, 0);
    pg_send(batch, 10 * PATIENCE_MS, on_ended, &later);
    assert_int_equal(later.calls, 0);
    turn_until(loop, later.calls);
    assert_true(clock_mono_ms() < deadline);
    assert_true(later.failed && !later.is_unknown);
    assert_int_equal(later.policy, ERROR_RETRY);
    postgres_close(pg);
    config_free(config);
    loop_free(loop);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

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
        TEST(test_connection_lost_in_mid_batch),
        TEST(test_outcomes_are_true),
        TEST(test_server_ends_the_connection),
        TEST(test_close_answers_what_is_pending),
        TEST(test_close_from_within_an_answer),
        TEST(test_ten_thousand_batches),
        cmocka_unit_test(test_by_name),
        cmocka_unit_test(test_no_server),
        cmocka_unit_test(test_server_is_away),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("store/postgres", tests, NULL, NULL);
}
