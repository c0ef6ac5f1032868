/* The connection goes, the server is away, the pool is closed: what is then said of a batch is true. */
#include "pg_fixture.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/id.h"

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
    PG_ADD(batch, INSERT, PG_I64(1), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
    PG_ADD(batch, SLOW, PG_I64(1));
    pg_send(batch, PATIENCE_MS, on_ended, &running);
    loop_run_once(f->loop, 20);
    cut_connections(port);
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, INSERT, PG_I64(2), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
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
        PG_ADD(batch, INSERT, PG_I64(i), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
        PG_ADD(batch, "SELECT 1 / $1", PG_I64((int64_t)random_below(10))); /* every tenth breaks by itself */
        pg_send(batch, PATIENCE_MS, on_ended, &cuts[i].ending);
        if (random_below(4) == 0)
            loop_run_once(f->loop, 5);
        if (random_below(25) != 0)
            continue;
        cut_connections(port);
        if (random_below(2)) { /* else where connecting again takes long, hardly anything would be done */
            loop_run_once(f->loop, 20);
            turn_until(f->loop, postgres_is_ready(f->pg));
        }
    }
    for (int i = 0; i < CUT_BATCHES; i++) {
        turn_until(f->loop, cuts[i].ending.calls);
        assert_int_equal(cuts[i].ending.calls, 1);
        unknown += cuts[i].ending.is_unknown;
        done += !cuts[i].ending.failed;
    }
    turn_until(f->loop,
               postgres_is_ready(f->pg)); /* on a slow machine the last cut may have made it "away" */
    turn_until(f->loop, ask_int(f, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND"
                                   " application_name = current_setting('application_name')") == 1);
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
    PG_ADD(batch, INSERT, PG_I64(1), PG_STR(STR("")), PG_BLOB(STR("")), PG_FLAG(false));
    PG_ADD(batch, SLOW, PG_I64(30));
    pg_send(batch, PATIENCE_MS, on_ended, &running);
    /* Again and again: a statement that an earlier test left behind may be asleep, too. Active it is already
     * while it is prepared. */
    turn_until(f->loop,
               ask_int(&asker,
                       "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                       " query LIKE 'SELECT 1::bigint FROM pg_sleep%' AND wait_event = 'PgSleep'") >= 0 &&
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

        PG_ADD(batch, SLOW, PG_I64(30));
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
    PG_ADD(batch, SLOW, PG_I64(0));
    pg_send(batch, PATIENCE_MS, close_it, f);
    batch = pg_batch_new(f->pg);
    PG_ADD(batch, SLOW, PG_I64(30));
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

/* Whoever connects to it is let in, and hears nothing. */
static int silent_server(int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

/* `url` with one more server before its own. */
static const char *with_first(const char *url, const char *server)
{
    static char text[1024];
    const char *hosts = strrchr(url, '@');

    assert_non_null(hosts);
    snprintf(text, sizeof(text), "%.*s%s,%s", (int)(hosts + 1 - url), url, server, hosts + 1);
    return text;
}

/* The second server is found, whatever has become of the first. */
static void test_second_server(void **state)
{
    const char *url = server_or_skip("STEWARD_TEST_POSTGRES_URL");
    char silent[32];
    int port, fd = silent_server(&port);
    const char *const firsts[] = {silent, "127.0.0.1:1", "nowhere.invalid:1"};

    snprintf(silent, sizeof(silent), "127.0.0.1:%d", port);
    setenv("STEWARD_POSTGRES_CONNECT_TIMEOUT_MS", "1000", 1);
    for (size_t i = 0; i < COUNT_OF(firsts); i++) {
        struct loop *loop = loop_new();
        struct config *config = config_for_test(postgres_settings);
        struct postgres *pg = postgres_open(loop, config, with_first(url, firsts[i]));

        turn_until(loop, postgres_is_ready(pg));
        postgres_close(pg);
        config_free(config);
        loop_free(loop);
    }
    unsetenv("STEWARD_POSTGRES_CONNECT_TIMEOUT_MS");
    close(fd);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_connection_lost_in_mid_batch), TEST(test_outcomes_are_true),
        TEST(test_server_ends_the_connection),   TEST(test_close_answers_what_is_pending),
        TEST(test_close_from_within_an_answer),  cmocka_unit_test(test_by_name),
        cmocka_unit_test(test_second_server),    cmocka_unit_test(test_no_server),
        cmocka_unit_test(test_server_is_away),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("store/postgres_lost", tests, NULL, NULL);
}
