/* Redis as a cache that may go away, and the rate limit on top of it. STEWARD_TEST_REDIS_URL names a server
 * that may be written to. */
#include "servers.h"

#include <string.h>

#include "base/id.h"
#include "store/rate_limit.h"
#include "store/redis.h"

struct fixture {
    struct loop *loop;
    struct config *config;
    struct redis *redis;
    char key[ID_SIZE];
};

struct answer {
    int calls;
    bool is_null;
    int kind;
    int64_t integer;
    char text[200];
    size_t count;
    int64_t second; /* of a list */
};

static void on_answer(void *owner, const struct redis_reply *reply)
{
    struct answer *a = owner;

    a->calls++;
    a->is_null = !reply;
    if (!reply)
        return;
    a->kind = reply->kind;
    a->integer = reply->integer;
    a->count = reply->count;
    snprintf(a->text, sizeof(a->text), "%.*s", STR_ARGS(reply->text));
    if (reply->count > 1)
        a->second = reply->items[1].integer;
}

static void open_redis(struct fixture *f, const char *url)
{
    setenv("STEWARD_REDIS_URL", url, 1);
    f->loop = loop_new();
    f->config = config_for_test(redis_settings);
    f->redis = redis_open(f->loop, f->config);
}

static int set_up_with(const char *timeout_ms, void **state)
{
    struct fixture *f = mem_new(struct fixture);
    const char *url = getenv("STEWARD_TEST_REDIS_URL");

    *state = f;
    id_new(f->key);
    setenv("STEWARD_REDIS_TIMEOUT_MS", timeout_ms, 1);
    if (url && *url) {
        open_redis(f, url);
        turn_until(f->loop, redis_is_ready(f->redis));
    }
    return 0;
}

static int set_up(void **state) /* with patience for a busy machine */
{
    return set_up_with("20000", state);
}

static int set_up_impatient(void **state)
{
    return set_up_with("300", state);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    if (f->loop) {
        redis_close(f->redis);
        loop_free(f->loop);
        config_free(f->config);
    }
    mem_free(f);
    return 0;
}

static struct answer ask(struct fixture *f, const struct str *words, size_t count)
{
    struct answer a = {0};

    redis_command(f->redis, words, count, on_answer, &a);
    assert_int_equal(a.calls, 0); /* never inside the call */
    turn_until(f->loop, a.calls);
    return a;
}
#define ASK(f, ...) ask(f, (struct str[]){__VA_ARGS__}, COUNT_OF(((struct str[]){__VA_ARGS__})))

static void test_replies(void **state)
{
    struct fixture *f = *state;
    struct answer a;

    server_or_skip("STEWARD_TEST_REDIS_URL");
    a = ASK(f, STR("GET"), str_of(f->key));
    assert_true(a.calls == 1 && !a.is_null && a.kind == REDIS_NIL);
    a = ASK(f, STR("SET"), str_of(f->key), STR("a\0b"), STR("PX"), STR("60000"));
    assert_true(a.kind == REDIS_TEXT && strcmp(a.text, "OK") == 0);
    a = ASK(f, STR("STRLEN"), str_of(f->key));
    assert_true(a.kind == REDIS_INTEGER && a.integer == 3);
    a = ASK(f, STR("LPUSH"), str_of(f->key), STR("x"));
    assert_true(a.kind == REDIS_ERROR && strncmp(a.text, "WRONGTYPE", 9) == 0);
    a = ASK(f, STR("EVAL"), STR("return {1, 22, {3}}"), STR("0"));
    assert_true(a.kind == REDIS_LIST && a.count == 3 && a.second == 22);
    a = ASK(f, STR("DEL"), str_of(f->key));
    assert_int_equal(a.integer, 1);
}

static void test_a_loss_answers_all_and_heals(void **state)
{
    struct fixture *f = *state;
    struct answer answers[100] = {0}, after = {0};
    int ended = 0;

    server_or_skip("STEWARD_TEST_REDIS_URL");
    for (int i = 0; i < 100; i++)
        redis_command(f->redis, (struct str[]){STR("BLPOP"), str_of(f->key), STR("5")}, 3, on_answer,
                      &answers[i]);
    turn_until(f->loop, answers[0].calls); /* no answer in time: the connection is given up */
    for (int i = 0; i < 100; i++)
        ended += answers[i].calls == 1 && answers[i].is_null;
    assert_int_equal(ended, 100);
    assert_false(redis_is_ready(f->redis));
    assert_non_null(redis_trouble(f->redis));
    redis_command(f->redis, (struct str[]){STR("PING")}, 1, on_answer, &after);
    turn_until(f->loop, after.calls);
    assert_true(after.is_null);
    turn_until(f->loop, strcmp(ASK(f, STR("PING")).text, "PONG") == 0);
}

static void test_killed_by_the_server(void **state)
{
    struct fixture *f = *state;
    struct answer pending = {0};

    server_or_skip("STEWARD_TEST_REDIS_URL");
    redis_command(f->redis, (struct str[]){STR("CLIENT"), STR("KILL"), STR("SKIPME"), STR("no")}, 4,
                  on_answer, &pending);
    turn_until(f->loop, !redis_is_ready(f->redis));
    assert_int_equal(pending.calls, 1);
    turn_until(f->loop, redis_is_ready(f->redis));
}

static void close_it(void *owner, const struct redis_reply *reply)
{
    struct fixture *f = owner;

    redis_close(f->redis);
    f->redis = NULL;
}

static void test_close_from_within_an_answer(void **state)
{
    struct fixture *f = *state;
    struct answer pending[3] = {0};

    server_or_skip("STEWARD_TEST_REDIS_URL");
    redis_command(f->redis, (struct str[]){STR("PING")}, 1, close_it, f);
    for (int i = 0; i < 3; i++)
        redis_command(f->redis, (struct str[]){STR("PING")}, 1, on_answer, &pending[i]);
    turn_until(f->loop, !f->redis);
    for (int i = 0; i < 3; i++)
        assert_true(pending[i].calls == 1 && pending[i].is_null);
}

/* The same, while hiredis is giving up the connection. */
static void test_close_from_within_a_loss(void **state)
{
    struct fixture *f = *state;
    struct answer pending[3] = {0};

    server_or_skip("STEWARD_TEST_REDIS_URL");
    redis_command(f->redis, (struct str[]){STR("BLPOP"), str_of(f->key), STR("5")}, 3, close_it, f);
    for (int i = 0; i < 3; i++)
        redis_command(f->redis, (struct str[]){STR("PING")}, 1, on_answer, &pending[i]);
    turn_until(f->loop, !f->redis);
    for (int i = 0; i < 3; i++)
        assert_true(pending[i].calls == 1 && pending[i].is_null);
}

static void test_away(void **state)
{
    static const char *const urls[] = {"redis://127.0.0.1:1", "redis://[::1]:1", "redis://nowhere.invalid:1"};

    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct fixture f = {0};

        open_redis(&f, urls[i]);
        assert_true(ASK(&f, STR("PING")).is_null);
        assert_false(redis_is_ready(f.redis));
        turn_until(f.loop, strcmp(redis_trouble(f.redis), "not connected yet") != 0);
        redis_close(f.redis);
        loop_free(f.loop);
        config_free(f.config);
    }
}

static void test_wrong_password(void **state)
{
    struct fixture *f = *state, other = {0};
    char url[300];
    const char *at = strrchr(server_or_skip("STEWARD_TEST_REDIS_URL"), '@');

    if (!at) {
        print_message("skipped: the Redis for tests has no password\n");
        skip();
    }
    snprintf(url, sizeof(url), "redis://:wrong%s", at);
    open_redis(&other, url);
    turn_until(other.loop, strstr(redis_trouble(other.redis), "WRONGPASS"));
    assert_false(redis_is_ready(other.redis));
    redis_close(other.redis);
    loop_free(other.loop);
    config_free(other.config);
    assert_true(redis_is_ready(f->redis));
}

struct decision {
    int calls, allowed;
    struct rate_verdict last;
};

static void on_decided(void *owner, const struct rate_verdict *verdict)
{
    struct decision *d = owner;

    d->calls++;
    d->allowed += verdict->allowed;
    d->last = *verdict;
}

static void ask_rules(struct loop *loop, struct rate_limit *limit, const struct rate_rule *rules,
                      size_t count, struct decision *d)
{
    int before = d->calls;

    rate_limit_ask(limit, rules, count, on_decided, d);
    assert_int_equal(d->calls, before);
    turn_until(loop, d->calls > before);
}

static struct rate_rule slow(const char *client)
{
    return (struct rate_rule){.key = str_of(client), .per_second = 0.1, .most = 5};
}

/* A burst of five, then one each ten seconds: the sixth waits, whoever decides. */
static void try_limit(struct loop *loop, struct redis *redis, const char *client)
{
    struct rate_limit *limit = rate_limit_new(loop, redis);
    struct decision d = {0}, other = {0};
    struct rate_rule rule = slow(client);
    char other_client[64];

    for (int i = 0; i < 5; i++) {
        ask_rules(loop, limit, &rule, 1, &d);
        assert_int_equal(d.last.left, 4 - i);
        assert_in_range(d.last.reset_ms, i * 10000 + 1, (i + 1) * 10000);
    }
    ask_rules(loop, limit, &rule, 1, &d);
    assert_int_equal(d.allowed, 5);
    assert_in_range(d.last.retry_after_ms, 1, 10000);
    snprintf(other_client, sizeof(other_client), "%s-other", client);
    rule.key = str_of(other_client);
    ask_rules(loop, limit, &rule, 1, &other);
    assert_int_equal(other.allowed, 1);
    rate_limit_free(limit);
}

/* A rate and a quota at once: what one refuses is not counted by the other, and the nearest is told. */
static void try_rules(struct loop *loop, struct redis *redis, const char *client)
{
    struct rate_limit *limit = rate_limit_new(loop, redis);
    struct rate_rule rules[2] = {{.key = str_of(client), .per_second = 0.1, .most = 3},
                                 {.key = str_of(client), .most = 4}};
    struct decision d = {0};

    for (int i = 0; i < 6; i++)
        ask_rules(loop, limit, rules, 2, &d);
    assert_int_equal(d.allowed, 3);
    assert_int_equal(d.last.which, 0);
    ask_rules(loop, limit, &rules[1], 1, &d); /* the fourth of the day */
    assert_true(d.last.allowed && d.last.left == 0);
    ask_rules(loop, limit, &rules[1], 1, &d);
    assert_false(d.last.allowed);
    assert_in_range(d.last.retry_after_ms, 1, 86400000);
    ask_rules(loop, limit, rules, 2, &d); /* both refuse: the day is longer */
    assert_int_equal(d.last.which, 1);
    rate_limit_free(limit);
}

/* A quota of what costs more than one each, and turns out to have cost less, or more. */
static void try_costs(struct loop *loop, struct redis *redis, const char *client)
{
    static const struct {
        int64_t correct, cost;
        bool is_allowed;
        int64_t left;
    } cases[] = {
        {0, 60, true, 40},     {0, 41, false, 0}, {0, 40, true, 0},  {-70, 70, true, 0},
        {-1000, 100, true, 0}, {50, 1, false, 0}, {-51, 1, true, 0}, {0, 1, false, 0},
    };
    struct rate_limit *limit = rate_limit_new(loop, redis);
    struct decision d = {0};
    char key[80];

    snprintf(key, sizeof(key), "%s-costs", client);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct rate_rule rule = {.key = str_of(key), .most = 100, .cost = cases[i].cost};

        rate_limit_correct(limit, rule.key, cases[i].correct);
        ask_rules(loop, limit, &rule, 1, &d);
        if (d.last.allowed != cases[i].is_allowed || d.last.left != cases[i].left)
            fail_msg("case %zu: %d, %lld left", i, d.last.allowed, (long long)d.last.left);
    }
    rate_limit_free(limit);
}

static void test_limit_in_redis(void **state)
{
    struct fixture *f = *state;
    char key[80];
    struct answer left;

    server_or_skip("STEWARD_TEST_REDIS_URL");
    ASK(f, STR("SCRIPT"), STR("FLUSH")); /* so that its id is not known */
    try_limit(f->loop, f->redis, f->key);
    snprintf(key, sizeof(key), "%s-both", f->key);
    try_rules(f->loop, f->redis, key);
    try_costs(f->loop, f->redis, key);
    snprintf(key, sizeof(key), "steward:rate:%s", f->key);
    left = ASK(f, STR("PTTL"), str_of(key)); /* the key goes by itself when the burst is whole again */
    assert_in_range(left.integer, 30000, 50000);
    {
        /* Another copy, with the same Redis, knows of it. */
        struct rate_limit *copy = rate_limit_new(f->loop, f->redis);
        struct rate_rule rule = slow(f->key);
        struct decision d = {0};

        ask_rules(f->loop, copy, &rule, 1, &d);
        assert_int_equal(d.allowed, 0);
        rate_limit_free(copy);
    }
}

static void test_limit_without_redis(void **state)
{
    struct loop *loop = loop_new();

    try_limit(loop, NULL, "10.0.0.1");
    try_rules(loop, NULL, "10.0.0.2");
    try_costs(loop, NULL, "10.0.0.2");
    loop_free(loop);
}

static void test_limit_while_redis_is_away(void **state)
{
    struct fixture f = {0};

    open_redis(&f, "redis://127.0.0.1:1");
    try_limit(f.loop, f.redis, "10.0.0.1");
    redis_close(f.redis);
    loop_free(f.loop);
    config_free(f.config);
}

static void test_limit_freed_while_asking(void **state)
{
    struct fixture *f = *state;
    struct rate_rule rule = slow(f->key);
    struct rate_limit *limit;
    struct decision d = {0};

    server_or_skip("STEWARD_TEST_REDIS_URL");
    limit = rate_limit_new(f->loop, f->redis);
    for (int i = 0; i < 3; i++)
        rate_limit_ask(limit, &rule, 1, on_decided, &d);
    rate_limit_free(limit);
    assert_int_equal(d.calls, 3);
    assert_string_equal(ASK(f, STR("PING")).text, "PONG");
    assert_int_equal(d.calls, 3);
}

/* More clients than the local table holds: nobody is refused for another's sake. */
static void test_many_clients(void **state)
{
    struct loop *loop = loop_new();
    struct rate_limit *limit = rate_limit_new(loop, NULL);
    struct decision d = {0};
    char client[32];

    for (int i = 0; i < 20000; i++) {
        snprintf(client, sizeof(client), "client-%d", i);
        rate_limit_ask(limit, &(struct rate_rule){.key = str_of(client), .per_second = 1, .most = 1}, 1,
                       on_decided, &d);
    }
    turn_until(loop, d.calls == 20000);
    assert_int_equal(d.allowed, 20000);
    rate_limit_free(limit);
    loop_free(loop);
}

#define TEST(name)           cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEST_IMPATIENT(name) cmocka_unit_test_setup_teardown(name, set_up_impatient, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_replies),
        TEST_IMPATIENT(test_a_loss_answers_all_and_heals),
        TEST(test_killed_by_the_server),
        TEST(test_close_from_within_an_answer),
        TEST_IMPATIENT(test_close_from_within_a_loss),
        TEST(test_wrong_password),
        TEST(test_limit_in_redis),
        TEST(test_limit_freed_while_asking),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_limit_without_redis),
        cmocka_unit_test(test_limit_while_redis_is_away),
        cmocka_unit_test(test_many_clients),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("store/redis", tests, NULL, NULL);
}
