/* The servers of a URL, turned round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/pg_hosts.h"

static void check(const char *is, const char *expected)
{
    if (expected)
        assert_string_equal(is, expected);
    else
        assert_null(is);
}

static void test_turned(void **state)
{
    static const struct {
        const char *url;
        int number;
        struct pg_hosts_order order;
    } cases[] = {
        {"postgresql://u@a:1,b:2/d", 0, {"a,b", NULL, "1,2"}},
        {"postgresql://u@a:1,b:2/d", 1, {"b,a", NULL, "2,1"}},
        {"postgresql://u@a:1,b:2/d", 2, {"a,b", NULL, "1,2"}},
        {"postgresql://u@a,b:2,c/d",
         2,
         {"c,a,b", NULL, ",,2"}}, /* a port that is not there is the usual one */
        {"postgresql://u@[::1]:1,b:2/d", 1, {"b,::1", NULL, "2,1"}},
        {"host=a,b port=7", 1, {"b,a", NULL, "7"}}, /* one port is everybody's */
        {"host=a,b hostaddr=127.0.0.1,127.0.0.2 port=1,2", 1, {"b,a", "127.0.0.2,127.0.0.1", "2,1"}},
        {"hostaddr=127.0.0.1,127.0.0.2", 1, {NULL, "127.0.0.2,127.0.0.1", NULL}},
        {"host=a,b", INT32_MAX, {"b,a", NULL, NULL}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pg_hosts *hosts = pg_hosts_new(cases[i].url);
        struct pg_hosts_order order;

        assert_non_null(hosts);
        (void)pg_hosts_from(hosts, 1, 0); /* whatever was asked before */
        order = pg_hosts_from(hosts, cases[i].number, 0);
        check(order.host, cases[i].order.host);
        check(order.hostaddr, cases[i].order.hostaddr);
        check(order.port, cases[i].order.port);
        pg_hosts_free(hosts);
    }
}

static void test_missing_are_left_out(void **state)
{
    static const struct {
        const char *url;
        int number;
        uint64_t missing;
        struct pg_hosts_order order;
    } cases[] = {
        {"postgresql://u@a:1,b:2,c:3/d", 0, 1, {"b,c", NULL, "2,3"}},
        {"postgresql://u@a:1,b:2,c:3/d", 1, 2, {"c,a", NULL, "3,1"}},
        {"postgresql://u@a:1,b:2,c:3/d", 2, 3, {"c", NULL, "3"}},
        {"postgresql://u@a:1,b,c/d", 0, 1, {"b,c", NULL, ","}},
        {"postgresql://u@a:1,b/d", 0, 1, {"b", NULL, "5432"}},
        {"host=a,b port=7", 0, 1, {"b", NULL, "7"}},
        {"host=a,b", 1, 2, {"a", NULL, NULL}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pg_hosts *hosts = pg_hosts_new(cases[i].url);
        struct pg_hosts_order order = pg_hosts_from(hosts, cases[i].number, cases[i].missing);

        check(order.host, cases[i].order.host);
        check(order.port, cases[i].order.port);
        pg_hosts_free(hosts);
    }
}

static void test_one_is_not_turned(void **state)
{
    assert_null(pg_hosts_new("postgresql://u@a:1/d"));
    assert_null(pg_hosts_new("postgresql:///d"));
    assert_null(pg_hosts_new("host=/run/postgresql"));
    assert_null(pg_hosts_new("no = such"));
    assert_null(pg_hosts_new("host=a,b port=1,2,3")); /* libpq refuses them */
    assert_null(pg_hosts_new("host=a,b,c port=1,2"));
    assert_null(pg_hosts_new("host=a port=1,2"));
    assert_null(pg_hosts_new("host=a,b hostaddr=127.0.0.1"));
    assert_null(pg_hosts_new("host=a,,b"));
    pg_hosts_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turned),
        cmocka_unit_test(test_missing_are_left_out),
        cmocka_unit_test(test_one_is_not_turned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
