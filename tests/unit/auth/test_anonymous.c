/* anonymous: who may do what without a credential. */
#include "auth/anonymous.h"
#include "unit.h"

static void names_of_this_machine(void **state)
{
    static const struct {
        const char *host;
        bool is_loopback;
    } cases[] = {
        {"127.0.0.1", true},
        {"127.0.0.1:8000", true},
        {"127.255.0.9", true},
        {"::1", true},
        {"[::1]", true},
        {"[::1]:8000", true},
        {"localhost", true},
        {"LocalHost:80", true},
        {"", false},
        {"0.0.0.0", false},
        {"::", false},
        {"10.0.0.1", false},
        {"127.0.0.1.evil", false},
        {"127.0.0.1.evil.example", false},
        {"127.0.0", false},
        {"127.0.0.256", false},
        {"localhost.evil.example", false},
        {"[::1", false},
        {"evil.example:127", false},
        {"::1:8000", false},
        {"128.0.0.1", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (is_loopback(str_of(cases[i].host)) != cases[i].is_loopback)
            fail_msg("%s", cases[i].host);
}

static void origins_are_of_this_host_or_listed(void **state)
{
    static const struct {
        const char *origin, *host, *listed;
        bool is_allowed;
    } cases[] = {
        {"", "shop.example", "", true}, /* not a page */
        {"https://shop.example", "shop.example", "", true},
        {"http://SHOP.example:8000", "shop.example:8000", "", true},
        {"http://shop.example", "shop.example:8000", "", false},
        {"https://evil.example", "shop.example", "", false},
        {"https://shop.example.evil.example", "shop.example", "", false},
        {"null", "shop.example", "", false},
        {"null", "", "", false},
        {"https://", "", "", false},
        {"https://a.example", "shop.example", "https://a.example https://b.example", true},
        {"https://b.example", "shop.example", "https://a.example https://b.example", true},
        {"http://b.example", "shop.example", "https://a.example https://b.example", false},
        {"https://shop.example", "shop.example", "https://a.example", true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (origin_is_allowed(str_of(cases[i].origin), str_of(cases[i].host), str_of(cases[i].listed)) !=
            cases[i].is_allowed)
            fail_msg("%s at %s with %s", cases[i].origin, cases[i].host, cases[i].listed);
}

static void what_they_may(void **state)
{
    static const struct {
        enum anonymous_policy policy;
        const char *listening, *peer, *host, *origin;
        bool is_forwarded;
        enum anonymous_answer answer;
        enum role role;
    } cases[] = {
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "127.0.0.1:8000", "", false, ANONYMOUS_WELCOME,
         ROLE_OPERATOR},
        {ANONYMOUS_LOOPBACK, "::1", "::1", "[::1]:8000", "", false, ANONYMOUS_WELCOME, ROLE_OPERATOR},
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "", "", false, ANONYMOUS_WELCOME, ROLE_OPERATOR},
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "127.0.0.1:8000", "http://localhost:5173", false,
         ANONYMOUS_WELCOME, ROLE_OPERATOR},
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "localhost", "https://listed.example", false,
         ANONYMOUS_WELCOME, ROLE_OPERATOR},
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "localhost", "https://evil.example", false,
         ANONYMOUS_WRONG_ORIGIN, 0},
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "localhost", "null", false, ANONYMOUS_WRONG_ORIGIN, 0},
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "evil.example", "http://evil.example", false,
         ANONYMOUS_REFUSED, 0},
        {ANONYMOUS_LOOPBACK, "127.0.0.1", "127.0.0.1", "localhost", "", true, ANONYMOUS_REFUSED, 0},
        {ANONYMOUS_LOOPBACK, "0.0.0.0", "127.0.0.1", "localhost", "", false, ANONYMOUS_REFUSED, 0},
        {ANONYMOUS_LOOPBACK, "0.0.0.0", "10.1.2.3", "shop.example", "", false, ANONYMOUS_REFUSED, 0},
        {ANONYMOUS_LOOPBACK, "10.0.0.1", "10.0.0.1", "localhost", "", false, ANONYMOUS_REFUSED, 0},
        {ANONYMOUS_ALWAYS, "0.0.0.0", "10.1.2.3", "shop.example", "", true, ANONYMOUS_WELCOME, ROLE_VIEWER},
        {ANONYMOUS_ALWAYS, "127.0.0.1", "127.0.0.1", "localhost", "", false, ANONYMOUS_WELCOME, ROLE_VIEWER},
        {ANONYMOUS_ALWAYS, "0.0.0.0", "10.1.2.3", "shop.example", "https://shop.example", true,
         ANONYMOUS_WELCOME, ROLE_VIEWER},
        {ANONYMOUS_ALWAYS, "0.0.0.0", "10.1.2.3", "shop.example", "https://evil.example", true,
         ANONYMOUS_WRONG_ORIGIN, 0},
        {ANONYMOUS_NEVER, "127.0.0.1", "127.0.0.1", "localhost", "", false, ANONYMOUS_REFUSED, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct anonymous_ask ask = {str_of(cases[i].listening),    str_of(cases[i].peer),
                                    str_of(cases[i].host),         str_of(cases[i].origin),
                                    STR("https://listed.example"), cases[i].is_forwarded};
        const char *why = NULL;
        enum role role;
        enum anonymous_answer answer = anonymous_role(cases[i].policy, &ask, &role, &why);

        if (answer != cases[i].answer || (answer == ANONYMOUS_WELCOME && role != cases[i].role))
            fail_msg("case %zu: %d, %s", i, answer, role_name(role));
        assert_non_null(why);
    }
}

static void policies_have_names(void **state)
{
    enum anonymous_policy policy;

    assert_true(anonymous_policy_from(STR("never"), &policy) && policy == ANONYMOUS_NEVER);
    assert_true(anonymous_policy_from(STR("always"), &policy) && policy == ANONYMOUS_ALWAYS);
    assert_true(anonymous_policy_from(STR("loopback"), &policy) && policy == ANONYMOUS_LOOPBACK);
    assert_false(anonymous_policy_from(STR("yes"), &policy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_this_machine),
        cmocka_unit_test(origins_are_of_this_host_or_listed),
        cmocka_unit_test(what_they_may),
        cmocka_unit_test(policies_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
