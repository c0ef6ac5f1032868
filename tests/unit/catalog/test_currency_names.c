/* currency_names: one table, by what is said and where. */
#include "words/currency_names.h"

#include "base/mem.h"
#include "unit.h"

static void a_word_names_one(void **state)
{
    static const struct {
        const char *word, *shops, *code;
    } cases[] = {
        {"$", NULL, "USD"},        {"$", "EUR", "USD"},     {"$", "CAD", "CAD"},    {"$", "CLP", "CLP"},
        {"dollars", "", "USD"},    {"bucks", "AUD", "AUD"}, {"us$", "CAD", "USD"},  {"dinars", NULL, "KWD"},
        {"dinars", "TND", "TND"},  {"pesos", "PHP", "PHP"}, {"won", NULL, "KRW"},   {"francs", "XOF", "XOF"},
        {"kr", "NOK", "NOK"},      {"kroner", NULL, "NOK"}, {"nok", "DKK", "NOK"},  {"kwd", NULL, "KWD"},
        {"clf", NULL, "CLF"},      {"vuv", NULL, "VUV"},    {"zł", NULL, "PLN"},    {"€", "JPY", "EUR"},
        {"liras", NULL, "TRY"},    {"try", NULL, ""},       {"try", "TRY", ""},     {"pen", NULL, ""},
        {"dinar", "dinar", "KWD"}, {"", NULL, ""},          {"dollarss", NULL, ""}, {"us", NULL, ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *code = currency_named(str_of(cases[i].word), cases[i].shops);

        if (strcmp(code, cases[i].code) != 0)
            fail_msg("%s: %s", cases[i].word, code);
    }
}

static void what_is_joined_to_an_amount_is_taken_off(void **state)
{
    static const struct {
        const char *said, *shops, *left, *code;
    } cases[] = {
        {"$50", NULL, "50", "USD"},
        {"50$", "CAD", "50", "CAD"},
        {"us$50", "CAD", "50", "USD"},
        {"a$50", NULL, "50", "AUD"},
        {"5kwd", NULL, "5", "KWD"},
        {"kwd5.5", NULL, "5.5", "KWD"},
        {"$1.5k", NULL, "1.5k", "USD"},
        {"50", NULL, "50", ""},
        {"kwd", NULL, "kwd", ""},
        {"$", NULL, "$", ""},
        {"dollars", NULL, "dollars", ""},
        {"8php", NULL, "8php", ""},
        {"", NULL, "", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str word = str_of(cases[i].said);
        const char *code = currency_taken_off(&word, cases[i].shops);

        if (strcmp(code, cases[i].code) != 0 || !str_is(word, cases[i].left))
            fail_msg("%s: %s %.*s", cases[i].said, code, STR_ARGS(word));
    }
}

static void one_letter_off_is_near(void **state)
{
    assert_true(str_is(currency_name_near(STR("dolars")), "dollars"));
    assert_true(str_is(currency_name_near(STR("dinrs")), "dinars"));
    assert_int_equal(currency_name_near(STR("wan")).len, 0);
    assert_int_equal(currency_name_near(STR("winners")).len, 0);
    assert_int_equal(currency_name_near(STR_NONE).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_names_one),
        cmocka_unit_test(what_is_joined_to_an_amount_is_taken_off),
        cmocka_unit_test(one_letter_off_is_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
