/* currency: amounts in words, and in which currency they are meant. */
#include "words/currency.h"

#include "base/mem.h"
#include "unit.h"

static Steward__V1__Money *money(struct arena *arena, const char *code, int64_t amount)
{
    Steward__V1__Money *m = arena_new_of(arena, Steward__V1__Money);

    steward__v1__money__init(m);
    m->currency_code = str_c(arena, str_of(code));
    m->amount_minor = amount;
    return m;
}

static void ranges_are_said(void **state)
{
    static const struct {
        const char *code;
        int64_t min, max; /* -1: none */
        const char *said;
    } cases[] = {
        {"", 2000, 5050, "20.00 to 50.50"},  {"USD", 2000, 5000, "20.00 to 50.00 USD"},
        {"JPY", -1, 5000, "up to 5000 JPY"}, {"KWD", 5000, -1, "from 5.000 KWD"},
        {"CLF", 1, -1, "from 0.0001 CLF"},   {"USD", -1, -1, ""},
    };
    struct arena *arena = arena_new(1 << 16);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__MoneyRange range = STEWARD__V1__MONEY_RANGE__INIT;

        range.min = cases[i].min < 0 ? NULL : money(arena, cases[i].code, cases[i].min);
        range.max = cases[i].max < 0 ? NULL : money(arena, cases[i].code, cases[i].max);
        assert_string_equal(money_range_said(&range, arena), cases[i].said);
    }
    arena_free(arena);
}

static void what_is_not_said_is_the_shops(void **state)
{
    static const struct {
        const char *said, *shops, *meant;
    } cases[] = {
        {"", NULL, ""}, {"", "", ""}, {"", "USD", ""}, {"", "JPY", "JPY"}, {"EUR", "JPY", "EUR"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(currency_meant(cases[i].said, cases[i].shops), cases[i].meant);
}

static void what_can_be_one_range(void **state)
{
    assert_true(currencies_agree("", ""));
    assert_true(currencies_agree("", "EUR"));
    assert_true(currencies_agree("JPY", "JPY"));
    assert_false(currencies_agree("USD", "EUR"));
    assert_false(currencies_agree("JPY", "KRW"));
    assert_false(currencies_agree("", "JPY"));
    assert_false(currencies_agree("KWD", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_said),
        cmocka_unit_test(what_is_not_said_is_the_shops),
        cmocka_unit_test(what_can_be_one_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
