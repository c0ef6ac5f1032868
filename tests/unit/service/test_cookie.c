/* cookie: which header holds one, and which page may change something with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the above */
#include <cmocka.h>

#include "base/mem.h"
#include "service/cookie.h"

#define ID     "01a1ff6e-f705-7000-8000-0242ac110002"
#define SECRET "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define VALUE  ID "." SECRET

static void the_cookie_of_this_host_is_found(void **state)
{
    static const struct {
        const char *header, *host;
        bool is_there;
    } cases[] = {
        {"steward=" VALUE, "127.0.0.1:8000", true},
        {"steward=" VALUE, "localhost", true},
        {"a=b; steward=" VALUE "; c", "localhost", true},
        {"__Host-steward=" VALUE, "shop.example", true},
        {"steward=" VALUE, "shop.example", false},
        {"__Host-steward=" VALUE, "localhost", false},
        {"xsteward=" VALUE, "localhost", false},
        {"steward=" VALUE "0", "localhost", false},
        {"steward=" ID "," SECRET, "localhost", false},
        {"steward=", "localhost", false},
        {"steward", "localhost", false},
        {"", "localhost", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cookie cookie;
        bool is_there = cookie_read(str_of(cases[i].header), str_of(cases[i].host), &cookie);

        assert_int_equal(is_there, cases[i].is_there);
        if (is_there)
            assert_true(str_is(cookie.id, ID));
    }
}

static void what_is_made_is_read(void **state)
{
    char value[COOKIE_VALUE_SIZE];
    struct cookie made, read;
    struct buf line = {0};

    cookie_make(value, &made);
    cookie_write(str_of(value), STR("shop.example"), 60, &line);
    assert_true(cookie_read(str_sub(buf_as_str(&line), 0, (size_t)str_find(buf_as_str(&line), STR(";"))),
                            STR("shop.example"), &read));
    assert_true(str_eq(made.id, read.id));
    assert_memory_equal(made.digest, read.digest, sizeof(made.digest));
    buf_free(&line);
}

static void only_pages_of_this_host_change_something(void **state)
{
    static const struct {
        const char *origin, *site; /* NULL: not sent */
        bool may;
    } cases[] = {
        {"https://shop.example", NULL, true},
        {"https://shop.example", "same-origin", true},
        {NULL, "same-origin", true},
        {NULL, NULL, false},
        {"https://shop.example", "cross-site", false},
        {"https://evil.example", NULL, false},
        {"https://evil.example", "same-origin", false},
        {"https://shop.example.evil", NULL, false},
        {"null", NULL, false},
        {NULL, "same-site", false},
        {NULL, "none", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (cookie_may_change(str_of(cases[i].origin), str_of(cases[i].site), STR("shop.example")) !=
            cases[i].may)
            fail_msg("case %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cookie_of_this_host_is_found),
        cmocka_unit_test(what_is_made_is_read),
        cmocka_unit_test(only_pages_of_this_host_change_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
