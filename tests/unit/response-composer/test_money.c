/* Amounts as people of a country write them. The expectations are CLDR's, as Intl.NumberFormat of Node.js
 * has them, which brings ICU data of its own. */
#include "found.h"
#include "money.h"
#include "numerals.h"

#include <math.h>

#define NB  "\xc2\xa0"
#define NNB "\xe2\x80\xaf"
#define RLM "\xe2\x80\x8f"

static const struct {
    const char *locale, *currency;
    int64_t minor;
    const char *full, *brief;
} amounts[] = {
    {"en-US", "USD", 10000, "$100.00", "$100"},
    {"en-US", "USD", 1999, "$19.99", "$19.99"},
    {"en-US", "USD", 0, "$0.00", "$0"},
    {"en-US", "USD", 5, "$0.05", "$0.05"},
    {"en-US", "USD", 123456789, "$1,234,567.89", "$1,234,567.89"},
    {"en-US", "USD", -150, "-$1.50", "-$1.50"},
    {"en-US", "EUR", 123450, "€1,234.50", "€1,234.50"},
    {"en-US", "CAD", 100, "CA$1.00", "CA$1"},
    {"en-US", "JPY", 1500, "¥1,500", "¥1,500"},
    {"en-US", "KWD", 1500, "KWD" NB "1.500", "KWD" NB "1.500"},
    {"en-US", "KWD", 2000, "KWD" NB "2.000", "KWD" NB "2"},
    {"en-US", "CHF", 100, "CHF" NB "1.00", "CHF" NB "1"},
    {"en-GB", "USD", 123450, "US$1,234.50", "US$1,234.50"},
    {"en-GB", "GBP", 123450, "£1,234.50", "£1,234.50"},
    {"en-CA", "CAD", 123450, "$1,234.50", "$1,234.50"},
    {"en-IN", "INR", 123456750, "₹12,34,567.50", "₹12,34,567.50"},
    {"de-DE", "EUR", 123450, "1.234,50" NB "€", "1.234,50" NB "€"},
    {"de-DE", "EUR", 10000, "100,00" NB "€", "100" NB "€"},
    {"de-AT", "EUR", 123450, "€" NB "1.234,50", "€" NB "1.234,50"},
    {"fr-FR", "EUR", 123450, "1" NNB "234,50" NB "€", "1" NNB "234,50" NB "€"},
    {"es-ES", "EUR", 123450, "1234,50" NB "€", "1234,50" NB "€"},
    {"es-ES", "EUR", 1234550, "12.345,50" NB "€", "12.345,50" NB "€"},
    {"nl-NL", "EUR", 123450, "€" NB "1.234,50", "€" NB "1.234,50"},
    {"pt-BR", "BRL", 123450, "R$" NB "1.234,50", "R$" NB "1.234,50"},
    {"pl-PL", "PLN", 123450, "1234,50" NB "zł", "1234,50" NB "zł"},
    {"sv-SE", "SEK", 123450, "1" NB "234,50" NB "kr", "1" NB "234,50" NB "kr"},
    {"da-DK", "DKK", 123450, "1.234,50" NB "kr.", "1.234,50" NB "kr."},
    {"ko-KR", "KRW", 50000, "₩50,000", "₩50,000"},
    {"zh-CN", "CNY", 123450, "¥1,234.50", "¥1,234.50"},
    {"ja-JP", "JPY", 1500, "￥1,500", "￥1,500"},
    {"ja-JP", "USD", 123450, "$1,234.50", "$1,234.50"},
    {"de-CH", "CHF", 123450, "CHF" NB "1’234.50", "CHF" NB "1’234.50"},
    {"tr-TR", "TRY", 123450, "₺1.234,50", "₺1.234,50"},
    {"he-IL", "ILS", 10000, RLM "100.00" NB RLM "₪", RLM "100" NB RLM "₪"},
    {"ar-EG", "EGP", 123450, RLM "١٬٢٣٤٫٥٠" NB "ج.م." RLM, RLM "١٬٢٣٤٫٥٠" NB "ج.م." RLM},
    {"hi-IN", "INR", 123456750, "₹12,34,567.50", "₹12,34,567.50"},
    /* tags as people send them */
    {"de", "EUR", 150, "1,50" NB "€", "1,50" NB "€"},
    {"DE_de", "EUR", 150, "1,50" NB "€", "1,50" NB "€"},
    {"de-LU", "EUR", 150, "1,50" NB "€", "1,50" NB "€"},
    {"de-DE-u-nu-latn", "EUR", 150, "1,50" NB "€", "1,50" NB "€"},
    {"de_DE.UTF-8", "EUR", 150, "1,50" NB "€", "1,50" NB "€"},
    {"den", "USD", 150, "$1.50", "$1.50"},
    {"", "USD", 150, "$1.50", "$1.50"},
    {"x", "USD", 150, "$1.50", "$1.50"},
    {"tlh-KX", "USD", 150, "$1.50", "$1.50"},
    /* currencies that are none */
    {"en-US", "", 150, "1.50", "1.50"},
    {"en-US", "usd", 150, "1.50", "1.50"},
    {"en-US", "DOLLARS", 150, "1.50", "1.50"},
    {"en-US", "\x1b[2", 150, "1.50", "1.50"},
    {"en-US", "XYZ", 150, "XYZ" NB "1.50", "XYZ" NB "1.50"},
    {"de-DE", "XYZ", 150, "1,50" NB "XYZ", "1,50" NB "XYZ"},
    {"en-US", "USD", INT64_MIN, "-$92,233,720,368,547,758.08", "-$92,233,720,368,547,758.08"},
    {"fr-FR", "JPY", INT64_MAX, "9" NNB "223" NNB "372" NNB "036" NNB "854" NNB "775" NNB "807" NB "JPY",
     "9" NNB "223" NNB "372" NNB "036" NNB "854" NNB "775" NNB "807" NB "JPY"},
};

static void amounts_are_written_as_the_reader_writes_them(void **state)
{
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        Steward__V1__Money money = STEWARD__V1__MONEY__INIT;

        money.currency_code = str_c(*state, str_of(amounts[i].currency));
        money.amount_minor = amounts[i].minor;
        assert_string_equal(money_text(*state, &money, str_of(amounts[i].locale)), amounts[i].full);
        assert_string_equal(money_text_short(*state, &money, str_of(amounts[i].locale)), amounts[i].brief);
    }
}

static void no_amount_is_no_text(void **state)
{
    Steward__V1__Money money = STEWARD__V1__MONEY__INIT;

    assert_string_equal(money_text(*state, NULL, STR("en-US")), "");
    money.currency_code = NULL;
    assert_string_equal(money_text(*state, &money, STR_NONE), "0.00");
}

static void numbers_are_grouped(void **state)
{
    static const struct {
        const char *locale;
        int64_t number;
        const char *text;
    } cases[] = {
        {"en-US", 0, "0"},          {"en-US", 999, "999"},         {"en-US", 19406, "19,406"},
        {"de-DE", 19406, "19.406"}, {"es-ES", 1234, "1234"},       {"es-ES", 12345, "12.345"},
        {"en-US", -1234, "-1,234"}, {"en-IN", 100000, "1,00,000"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(number_text(*state, cases[i].number, str_of(cases[i].locale)), cases[i].text);
}

static void decimals_have_one_digit(void **state)
{
    assert_string_equal(decimal_text(*state, 4.64, STR("en-US")), "4.6");
    assert_string_equal(decimal_text(*state, 4.66, STR("de-DE")), "4,7");
    assert_string_equal(decimal_text(*state, 5, STR("en-US")), "5.0");
    assert_string_equal(decimal_text(*state, -0.26, STR("en-US")), "-0.3");
    assert_string_equal(decimal_text(*state, (double)NAN, STR("en-US")), "");
    assert_string_equal(decimal_text(*state, 1e300, STR("en-US")), "");
}

/* However many locales are asked for, what is written stays right and what is kept has a bound. */
static void formatters_that_were_let_go_are_made_again(void **state)
{
    Steward__V1__Money money = STEWARD__V1__MONEY__INIT;

    money.currency_code = str_c(*state, STR("EUR"));
    money.amount_minor = 123450;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 3 * NUMERALS_KEPT; i++) {
            char *locale = str_printf(*state, "de-x-reader%d", i);

            assert_string_equal(money_text(*state, &money, str_of(locale)), "1.234,50" NB "€");
        }
        assert_string_equal(money_text(*state, &money, STR("en-US")), "€1,234.50");
    }
}

static void figures_have_the_digits_they_need(void **state)
{
    static const struct {
        double number;
        const char *locale, *text;
    } cases[] = {
        {38, "en-US", "38"},         {0.48, "en-US", "0.48"},      {1250.5, "de-DE", "1.250,5"},
        {1.23456, "en-US", "1.235"}, {-2.5, "de-DE", "-2,5"},      {0, "en-US", "0"},
        {1e300, "en-US", ""},        {1234.5, "ar-EG", "١٬٢٣٤٫٥"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(figure_text(*state, cases[i].number, str_of(cases[i].locale)), cases[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(amounts_are_written_as_the_reader_writes_them),
        TEST(no_amount_is_no_text),
        TEST(numbers_are_grouped),
        TEST(decimals_have_one_digit),
        TEST(figures_have_the_digits_they_need),
        TEST(formatters_that_were_let_go_are_made_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
