/* guard: which URLs and which addresses are taken, with which settings. */
#include "http/guard.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/str.h"
#include "unit.h"

static const struct setting settings[] = {GUARD_SETTINGS, {0}};
static const struct setting *const tables[] = {settings, NULL};

static bool guard_of(const char *takes_http, const char *inside, struct http_guard **ret_guard,
                     struct error *err)
{
    struct config *config;
    bool is_good;

    setenv("STEWARD_FETCH_HTTP", takes_http, 1);
    setenv("STEWARD_FETCH_INSIDE", inside, 1);
    assert_true(config_load(tables, NULL, &config, err));
    is_good = http_guard_new(config, ret_guard, err);
    config_free(config);
    return is_good;
}

static struct http_guard *guard_new(const char *takes_http, const char *inside)
{
    struct http_guard *guard;
    struct error err;

    assert_true(guard_of(takes_http, inside, &guard, &err));
    return guard;
}

static void urls_are_taken_or_not(void **state)
{
    static const struct {
        const char *url, *refused; /* NULL: it is taken */
    } cases[] = {
        {"https://shop.example/a.jpg?x=1#y", NULL},
        {"https://shop.example:8443/", NULL}, /* the port is looked at with the address */
        {"HTTPS://SHOP.EXAMPLE", NULL},
        {"https://127.0.0.1/", NULL}, /* so is the address */
        {"https://[::1]/", NULL},
        {"http://shop.example/", "only https://"},
        {"ftp://shop.example/", "only https://"},
        {"file:///etc/passwd", "only https://"},
        {"gopher://shop.example/_x", "only https://"},
        {"data:text/plain,x", ""},
        {"//shop.example/", ""},
        {"shop.example/a.jpg", ""},
        {"", "no URL"},
        {"https://user@shop.example/", "a name or a password"},
        {"https://user:secret@shop.example/", "a name or a password"},
        {"https://shop.example\r\nHost: inside/", "no URL"},
        {"https://shop.example /", "no URL"},
        {"https://shop.example:99999/", "no URL"},
    };
    struct http_guard *guard = guard_new("false", "");
    bool is_inside;
    struct error err;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool is_taken = http_guard_takes_url(guard, cases[i].url, &is_inside, &err);

        if (is_taken != !cases[i].refused)
            fail_msg("\"%s\" is %s", cases[i].url, is_taken ? "taken" : err.text);
        assert_false(is_taken && is_inside);
        assert_true(is_taken || (err.policy == ERROR_SKIP && strstr(err.text, cases[i].refused)));
        assert_true(is_taken || !strstr(err.text, "secret"));
    }
    http_guard_free(guard);
}

static void a_url_has_an_end(void **state)
{
    struct http_guard *guard = guard_new("false", "");
    char url[GUARD_URL_MAX_BYTES + 2] = "https://shop.example/";
    struct error err;
    bool is_inside;

    memset(url + strlen(url), 'a', sizeof(url) - strlen(url) - 1);
    assert_false(http_guard_takes_url(guard, url, &is_inside, &err));
    url[GUARD_URL_MAX_BYTES] = '\0';
    assert_true(http_guard_takes_url(guard, url, &is_inside, &err));
    http_guard_free(guard);
}

static bool takes(const struct http_guard *guard, const char *address, int port)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};

    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
        return http_guard_takes_peer(guard, (const struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
    return http_guard_takes_peer(guard, (const struct sockaddr *)&v6);
}

static void addresses_are_taken_by_what_is_told(void **state)
{
    static const struct {
        const char *inside, *address;
        int port;
        bool is_taken;
    } cases[] = {
        {"", "93.184.216.34", 443, true},
        {"", "93.184.216.34", 80, true},
        {"", "93.184.216.34", 22, false},
        {"", "93.184.216.34", 8443, false},
        {"", "2606:4700::1", 443, true},
        {"", "127.0.0.1", 443, false},
        {"", "::1", 443, false},
        {"", "::ffff:127.0.0.1", 443, false},
        {"10.1.0.0/16", "10.1.2.3", 8080, true},
        {"10.1.0.0/16", "10.2.2.3", 443, false},
        {"10.1.0.0/16", "::ffff:10.1.2.3", 443, true},
        {"shop.internal  fd00::/8 127.0.0.1", "127.0.0.1", 9000, true},
        {"shop.internal  fd00::/8 127.0.0.1", "127.0.0.2", 9000, false},
        {"shop.internal  fd00::/8 127.0.0.1", "fd12::1", 9000, true},
        {"93.184.216.0/24", "93.184.216.34", 22, true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct http_guard *guard = guard_new("false", cases[i].inside);

        if (takes(guard, cases[i].address, cases[i].port) != cases[i].is_taken)
            fail_msg("%s port %d with \"%s\"", cases[i].address, cases[i].port, cases[i].inside);
        http_guard_free(guard);
    }
}

static void names_and_http_are_taken_where_told(void **state)
{
    struct http_guard *guard = guard_new("true", "pictures.internal 10.0.0.1");
    struct error err;
    bool is_inside;

    assert_true(http_guard_takes_url(guard, "http://Pictures.INTERNAL:8080/a", &is_inside, &err));
    assert_true(is_inside);
    assert_true(http_guard_takes_url(guard, "http://more.pictures.internal/a", &is_inside, &err));
    assert_false(is_inside);
    assert_false(http_guard_takes_url(guard, "ftp://pictures.internal/a", &is_inside, &err));
    http_guard_free(guard);
}

static void what_cannot_be_read_is_said(void **state)
{
    struct http_guard *guard;
    struct error err;

    assert_false(guard_of("false", "10.0.0.0/33", &guard, &err));
    assert_non_null(strstr(err.text, "STEWARD_FETCH_INSIDE: \"10.0.0.0/33\""));
    assert_null(guard);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_taken_or_not),
        cmocka_unit_test(a_url_has_an_end),
        cmocka_unit_test(addresses_are_taken_by_what_is_told),
        cmocka_unit_test(names_and_http_are_taken_where_told),
        cmocka_unit_test(what_cannot_be_read_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
