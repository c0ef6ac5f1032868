/* proxies: what is an address, whose it is, and who is believed. */
#include "http/proxies.h"

#include <stdio.h>

#include "wire.h"

static struct proxies *known(const char *list)
{
    struct proxies *proxies;
    struct error err;

    assert_true(proxies_read(list, &proxies, &err));
    return proxies;
}

static void networks_hold_addresses(void **state)
{
    static const struct {
        const char *list, *address;
        bool is_known;
    } cases[] = {
        {"192.0.2.7", "192.0.2.7", true},        {"192.0.2.7", "192.0.2.8", false},
        {"10.0.0.0/8", "10.255.255.255", true},  {"10.0.0.0/8", "11.0.0.0", false},
        {"10.1.2.128/25", "10.1.2.127", false},  {"10.1.2.128/25", "10.1.2.200", true},
        {"10.0.0.0/8", "::ffff:10.1.1.1", true}, {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},     {"::/0", "2001:db8::1", true},
        {"fd00::/7", "fdff::1", true},           {"fd00::/7", "fe00::1", false},
        {"  10.0.0.0/8   ::1 ", "::1", true},    {"10.0.0.0/8", "", false},
        {"10.0.0.0/8", "unknown", false},        {"", "127.0.0.1", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct proxies *proxies = known(cases[i].list);

        if (proxies_know(proxies, str_of(cases[i].address)) != cases[i].is_known)
            fail_msg("%s in %s", cases[i].address, cases[i].list);
        proxies_free(proxies);
    }
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const lists[] = {"10.0.0.0/33",     "::1/129",       "10.0.0.0/-1", "10.0.0.0/",
                                        "10.0.0.0/8,::1",  "proxy.example", "10.0.0",      "/8",
                                        "10.0.0.0/8 [::1]"};

    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct proxies *proxies;
        struct error err;

        if (proxies_read(lists[i], &proxies, &err))
            fail_msg("taken: %s", lists[i]);
        assert_null(proxies);
    }
}

static void so_many_and_no_more(void **state)
{
    struct buf list = {0};
    struct proxies *proxies;
    struct error err;

    for (int i = 0; i < PROXIES_MAX; i++)
        buf_printf(&list, "10.0.0.%d ", i);
    proxies_free(known(list.data));
    buf_str(&list, STR("10.0.1.1"));
    assert_false(proxies_read(list.data, &proxies, &err));
    buf_free(&list);
}

static void one_step_back(void **state)
{
    static const struct {
        const char *said, *address; /* NULL: no address */
        bool goes_on;
    } cases[] = {
        {"10.0.0.7", "10.0.0.7", true},
        {" 203.0.113.9 ", "203.0.113.9", false},
        {"203.0.113.9:4711", "203.0.113.9", false},
        {"[2001:DB8::0:1]:80", "2001:db8::1", false},
        {"[2001:db8::1]", "2001:db8::1", false},
        {"2001:db8::1", "2001:db8::1", false},
        {"::ffff:10.0.0.7", "10.0.0.7", true},
        {"unknown", NULL, false},
        {"_hidden", NULL, false},
        {"", NULL, false},
        {"[", NULL, false},
        {"203.0.113.9999", NULL, false},
        {"for=203.0.113.9", NULL, false},
    };
    struct proxies *proxies = known("10.0.0.0/8");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char address[HTTP_ADDRESS_SIZE] = "before";
        bool goes_on = proxies_step(proxies, str_of(cases[i].said), address);

        assert_string_equal(address, cases[i].address ? cases[i].address : "before");
        assert_int_equal(goes_on, cases[i].goes_on);
    }
    proxies_free(proxies);
}

/* ---- a request ---- */

static char asked_by[HTTP_ADDRESS_SIZE];

static void note_client(void *owner, struct http_request *request)
{
    snprintf(asked_by, sizeof(asked_by), "%s", http_client(request).data);
    http_reply(request, 200, NULL, STR("fine"));
}

static void the_client_is_the_first_that_is_no_proxy(void **state)
{
    static const struct {
        const char *proxies, *headers, *client;
    } cases[] = {
        {"", "X-Forwarded-For: 203.0.113.9\r\n", "127.0.0.1"},
        {"10.0.0.0/8", "X-Forwarded-For: 203.0.113.9\r\n", "127.0.0.1"},
        {"127.0.0.1", "", "127.0.0.1"},
        {"127.0.0.1", "X-Forwarded-For: 203.0.113.9\r\n", "203.0.113.9"},
        {"127.0.0.1", "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n", "203.0.113.9"},
        {"127.0.0.1 10.0.0.0/8", "X-Forwarded-For: 198.51.100.1, 203.0.113.9,10.0.0.7\r\n", "203.0.113.9"},
        {"127.0.0.1", "x-forwarded-for: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\n", "203.0.113.9"},
        {"127.0.0.1 10.0.0.0/8", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 10.0.0.7\r\n",
         "203.0.113.9"},
        {"127.0.0.1 10.0.0.0/8", "X-Forwarded-For: 198.51.100.1, unknown, 10.0.0.7\r\n", "10.0.0.7"},
        {"127.0.0.1 10.0.0.0/8", "X-Forwarded-For: 10.0.0.8, 10.0.0.7\r\n", "10.0.0.8"},
        {"127.0.0.1", "X-Forwarded-For: \r\n", "127.0.0.1"},
        {"127.0.0.1", "X-Forwarded-For: ,,\r\n", "127.0.0.1"},
        {"127.0.0.1 10.0.0.0/8",
         "X-Forwarded-For: "
         "203.0.113.9,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.7,10.0.0.8,10.0.0.9,"
         "10.0.1.0,10.0.1.1,10.0.1.2,10.0.1.3,10.0.1.4,10.0.1.5,10.0.1.6,10.0.1.7,10.0.1.8\r\n",
         "10.0.0.3"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct proxies *proxies = known(cases[i].proxies);
        struct http_server_options options = wire_options(note_client);
        struct buf seen = {0}, text = {0};

        options.proxies = proxies;
        wire_open(&options);
        buf_printf(&text, "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", cases[i].headers);
        wire_ask(buf_as_str(&text), "fine", &seen);
        assert_string_equal(asked_by, cases[i].client);
        wire_close();
        proxies_free(proxies);
        buf_free(&seen);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(networks_hold_addresses),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(so_many_and_no_more),
        cmocka_unit_test(one_step_back),
        cmocka_unit_test(the_client_is_the_first_that_is_no_proxy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
