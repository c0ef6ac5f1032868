/* What tests of postgres.h share: a pool of two connections, a table, and what became of a batch. */
#pragma once

#include "reached.h"

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

static inline void on_ended(void *owner, const struct pg_outcome *outcome)
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

static inline void run(struct fixture *f, struct pg_batch *batch, struct ending *e)
{
    memset(e, 0, sizeof(*e));
    pg_send(batch, PATIENCE_MS, on_ended, e);
    assert_int_equal(e->calls, 0); /* never inside the call */
    turn_until(f->loop, e->calls);
}

static inline int64_t ask_int(struct fixture *f, const char *sql)
{
    struct pg_batch *batch = pg_batch_new(f->pg);
    struct ending e;

    pg_add(batch, sql, NULL, 0);
    run(f, batch, &e);
    if (e.failed)
        fail_msg("%s: %s", sql, e.text);
    return e.first;
}

static inline void must_run(struct fixture *f, const char *sql)
{
    ask_int(f, sql);
}

static inline int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    const char *url = getenv("STEWARD_TEST_POSTGRES_URL");

    *state = f;
    if (!url || !*url)
        return 0;
    setenv("STEWARD_POSTGRES_POOL", "2", 1);
    f->config = config_for_test(postgres_settings);
    f->loop = loop_new();
    f->pg = postgres_reached(f->loop, f->config, url);
    must_run(f, "DROP TABLE IF EXISTS store_test");
    must_run(f,
             "CREATE TABLE store_test (id bigint PRIMARY KEY, version bigint NOT NULL DEFAULT 1, name text,"
             " state bytea, flag bool)");
    return 0;
}

static inline int tear_down(void **state)
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

#define INSERT "INSERT INTO store_test (id, name, state, flag) VALUES ($1, $2, $3, $4)"
#define SLOW   "SELECT 1::bigint FROM pg_sleep($1::bigint)"

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
