/* show: amounts as the tool prints them. */
#include "show.h"

#include "base/arena.h"
#include "base/mem.h"
#include "unit.h"

static void amounts_have_the_digits_of_their_currency(void **state)
{
    static const struct {
        const char *code;
        int64_t amount;
        const char *shown;
    } cases[] = {
        {"USD", 1999, "19.99 USD"},
        {"USD", -5, "-0.05 USD"},
        {"JPY", 1500, "1500 JPY"},
        {"KWD", 1500, "1.500 KWD"},
        {"CLF", -1, "-0.0001 CLF"},
        {"XYZ", 250, "2.50 XYZ"},
        {"USD", INT64_MIN, "-92233720368547758.08 USD"},
    };
    struct arena *arena = arena_new(1 << 16);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__Money money = STEWARD__V1__MONEY__INIT;

        money.currency_code = str_c(arena, str_of(cases[i].code));
        money.amount_minor = cases[i].amount;
        assert_string_equal(show_money(arena, &money), cases[i].shown);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_have_the_digits_of_their_currency),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
