/* networks: what is an address of the internet, however it is written. */
#include "http/networks.h"

#include "unit.h"

static void addresses_are_public_or_not(void **state)
{
    static const struct {
        const char *address;
        bool is_public;
    } cases[] = {
        {"93.184.216.34", true},
        {"1.1.1.1", true},
        {"9.255.255.255", true},
        {"10.0.0.0", false},
        {"10.255.255.255", false},
        {"11.0.0.0", true},
        {"0.0.0.0", false},
        {"0.1.2.3", false},
        {"100.63.255.255", true},
        {"100.64.0.1", false},
        {"100.100.100.200", false},
        {"100.127.255.255", false},
        {"100.128.0.0", true},
        {"127.0.0.1", false},
        {"127.255.255.254", false},
        {"128.0.0.0", true},
        {"168.63.129.16", false},
        {"168.63.129.17", true},
        {"169.254.169.254", false},
        {"172.15.255.255", true},
        {"172.16.0.1", false},
        {"172.31.255.255", false},
        {"172.32.0.0", true},
        {"192.0.0.192", false},
        {"192.0.2.1", false},
        {"192.88.99.1", false},
        {"192.168.1.1", false},
        {"198.19.255.255", false},
        {"198.51.100.7", false},
        {"203.0.113.7", false},
        {"224.0.0.1", false},
        {"239.255.255.255", false},
        {"240.0.0.1", false},
        {"255.255.255.255", false},
        /* IPv6 */
        {"2606:4700:4700::1111", true},
        {"2a00:1450::1", true},
        {"::", false},
        {"::1", false},
        {"fe80::1", false},
        {"fec0::1", false},
        {"fc00::1", false},
        {"fd00:ec2::254", false},
        {"ff02::1", false},
        {"100::1", false},
        {"2001:db8::1", false},
        {"3fff::1", false},
        {"4000::1", false},
        /* IPv4 in IPv6 */
        {"::ffff:127.0.0.1", false},
        {"::ffff:7f00:1", false},
        {"::ffff:10.1.2.3", false},
        {"::ffff:93.184.216.34", true},
        {"::127.0.0.1", false},
        {"::93.184.216.34", false},
        {"::ffff:0:127.0.0.1", false},
        {"64:ff9b::93.184.216.34", true},
        {"64:ff9b::127.0.0.1", false},
        {"64:ff9b::169.254.169.254", false},
        {"64:ff9b::a00:1", false},
        {"64:ff9b:1::10.0.0.1", false},
        {"2002:7f00:1::1", false},
        {"2002:5db8:d822::1", false},
        {"2001:0:4136:e378:8000:63bf:3fff:fdd2", false},
        {"2606:4700::5efe:10.0.0.1", false},
        {"2606:4700::200:5efe:93.184.216.34", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct in6_addr address;

        if (!address_read(str_of(cases[i].address), &address) ||
            address_is_public(&address) != cases[i].is_public)
            fail_msg("%s is said to be %s", cases[i].address, cases[i].is_public ? "not public" : "public");
    }
}

static void addresses_are_written_as_people_do(void **state)
{
    static const struct {
        const char *said, *written;
    } cases[] = {{"::ffff:10.1.2.3", "10.1.2.3"}, {"10.1.2.3", "10.1.2.3"}, {"2001:DB8:0::1", "2001:db8::1"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct in6_addr address;
        char text[HTTP_ADDRESS_SIZE];

        assert_true(address_read(str_of(cases[i].said), &address));
        address_write(&address, text);
        assert_string_equal(text, cases[i].written);
    }
}

static void what_is_no_address_is_none(void **state)
{
    static const char *const cases[] =
        {"",          "1.2.3",   "0x7f.1",    "2130706433", "127.1",        "1.2.3.4 ",    "[::1]",
         "1.2.3.4.5", "1::2::3", "localhost", "10.0.0.0/8", "fe80::1%eth0", "::ffff:1.2.3"};
    struct in6_addr address;

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (address_read(str_of(cases[i]), &address))
            fail_msg("\"%s\" is an address", cases[i]);
    assert_false(address_read(str_n("1.2.3.4\0x", 9), &address));
}

static void peers_of_other_families_are_refused(void **state)
{
    struct sockaddr local = {.sa_family = AF_UNIX};
    struct in6_addr address;

    assert_false(address_of_peer(&local, &address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_public_or_not),
        cmocka_unit_test(addresses_are_written_as_people_do),
        cmocka_unit_test(what_is_no_address_is_none),
        cmocka_unit_test(peers_of_other_families_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
