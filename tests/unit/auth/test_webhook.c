/* Who has signed a webhook: by examples that openssl's command line has signed. */
#include "unit.h"

#include "auth/webhook.h"

/* printf '%s' '{"id":1}' | openssl dgst -sha256 -hmac geheim -binary | base64 */
#define SIGNATURE "xaImikBS31ASk72oMZGhP+h+3Kp87X7qsHRriF/NKlg="

static void only_the_right_signature_of_this_very_body_counts(void **state)
{
    static const struct {
        const char *secret, *body, *signature;
        bool is_right;
    } cases[] = {
        {"geheim", "{\"id\":1}", SIGNATURE, true},
        {"geheim", "{\"id\":2}", SIGNATURE, false},
        {"geheim", "{\"id\":1}\n", SIGNATURE, false},
        {"another", "{\"id\":1}", SIGNATURE, false},
        {"geheim", "{\"id\":1}", "", false},
        {"geheim", "{\"id\":1}", SIGNATURE "A", false},
        {"geheim", "{\"id\":1}", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(webhook_is_signed(str_of(cases[i].secret), str_of(cases[i].body),
                                           str_of(cases[i].signature)),
                         cases[i].is_right);
}

/* As openssl signs with the empty key: a setting that is left out opens nothing. */
static void without_a_secret_nothing_is_signed(void **state)
{
    assert_false(webhook_is_signed(STR(""), STR("{}"), STR("IvjuqQlACvmK3zaBqfMZI+9rf8ukq7VT2Sgjo+nVwl4=")));
    assert_false(webhook_is_signed(STR("geheim"), STR("{}"), STR_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_right_signature_of_this_very_body_counts),
        cmocka_unit_test(without_a_secret_nothing_is_signed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
