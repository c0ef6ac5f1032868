/* currency_digits: how an amount's smallest unit is read. */
#include "base/currency_digits.h"

#include "base/mem.h"
#include "unit.h"

static void as_the_standard_says(void **state)
{
    static const struct {
        const char *code;
        int digits;
    } cases[] = {
        {"USD", 2}, {"EUR", 2}, {"JPY", 0}, {"KRW", 0}, {"KWD", 3},  {"TND", 3},     {"CLF", 4},
        {"UYW", 4}, {"", 2},    {"jpy", 2}, {"P D", 2}, {"CLPX", 2}, {"BIF CLP", 2},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (currency_digits(str_of(cases[i].code)) != cases[i].digits)
            fail_msg("%s", cases[i].code);
}

static void those_that_have_others_are_known_in_any_case(void **state)
{
    assert_string_equal(currency_unlike(STR("kwd")), "KWD");
    assert_string_equal(currency_unlike(STR("JPY")), "JPY");
    assert_string_equal(currency_unlike(STR("USD")), "");
    assert_string_equal(currency_unlike(STR("KW")), "");
    assert_string_equal(currency_unlike(STR_NONE), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_the_standard_says),
                                       cmocka_unit_test(those_that_have_others_are_known_in_any_case)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
