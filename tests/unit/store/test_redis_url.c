/* The address of a Redis, from its URL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/redis_url.h"

static void test_good(void **state)
{
    static const struct {
        const char *url;
        struct redis_address is;
    } cases[] = {
        {"redis://localhost", {"localhost", 6379}},
        {"redis://localhost/", {"localhost", 6379}},
        {"redis://10.0.0.1:7000/3", {"10.0.0.1", 7000, .database = 3}},
        {"redis://:secret@cache:6380/1", {"cache", 6380, "", "secret", 1}},
        {"redis://steward:p%40ss%3a@cache", {"cache", 6379, "steward", "p@ss:", 0}},
        {"redis://:a:b@cache", {"cache", 6379, "", "a:b", 0}},
        {"redis://[::1]:6380/2", {"::1", 6380, .database = 2}},
        {"redis://[::1]", {"::1", 6379}},
        {"rediss://cache:6380/1", {"cache", 6380, .database = 1, .is_secure = true}},
        {"rediss://steward:secret@cache", {"cache", 6379, "steward", "secret", .is_secure = true}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct redis_address got;

        if (!redis_url_parse(cases[i].url, &got))
            fail_msg("refused: %s", cases[i].url);
        assert_string_equal(got.host, cases[i].is.host);
        assert_int_equal(got.port, cases[i].is.port);
        assert_string_equal(got.user, cases[i].is.user);
        assert_string_equal(got.password, cases[i].is.password);
        assert_int_equal(got.database, cases[i].is.database);
        assert_int_equal(got.is_secure, cases[i].is.is_secure);
    }
}

static void test_bad(void **state)
{
    static const char *const cases[] = {
        "",
        "localhost:6379",
        "rediss:/localhost",
        "redisss://localhost",
        "redis://",
        "redis://:6379",
        "redis://host:0",
        "redis://host:65536",
        "redis://host:x",
        "redis://host/x",
        "redis://host/-1",
        "redis://lone@host",
        "redis://:%zz@host",
        "redis://:%4@host",
        "redis://:%00@host",
        "redis://[::1",
        "redis://[::1]6379",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct redis_address got;

        if (redis_url_parse(cases[i], &got))
            fail_msg("accepted: %s", cases[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_good), cmocka_unit_test(test_bad)};

    return cmocka_run_group_tests_name("store/redis_url", tests, NULL, NULL);
}
