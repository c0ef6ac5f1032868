/* Exchange rates: what a table may be, and what amounts become. */
#include "base/mem.h"
#include "offers/rules_exchange.h"
#include "unit.h"

#define TABLE                                                                                                \
    "{\"base\":\"EUR\",\"date\":\"2026-11-20\",\"rates\":{\"USD\":1.25,\"JPY\":160,\"KWD\":0.32,\"XAF\":"    \
    "655.957}}"

static void amounts_are_converted(void **state)
{
    static const struct {
        const char *from;
        int64_t amount;
        const char *to;
        int64_t becomes; /* -1: nothing */
    } cases[] = {
        {"EUR", 2000, "USD", 2500}, {"USD", 2500, "EUR", 2000}, {"EUR", 2000, "JPY", 3200},
        {"JPY", 3200, "KWD", 6400}, {"USD", 1, "JPY", 1},       {"USD", 100, "USD", 100},
        {"CHF", 100, "CHF", 100},   {"CHF", 100, "USD", -1},    {"USD", 100, "CHF", -1},
        {"USD", 0, "EUR", 0},       {"USD", 3, "EUR", 2},       {"KWD", 8000000000000000, "XAF", -1},
        {"", 100, "USD", -1},
    };
    struct arena *arena = arena_new(1 << 16);
    struct exchange *table;
    struct error err;

    assert_true(exchange_read(STR(TABLE), arena, &table, &err));
    assert_string_equal(exchange_date(table), "2026-11-20");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__Money money = STEWARD__V1__MONEY__INIT;
        int64_t amount = -1;

        money.currency_code = (char *)cases[i].from;
        money.amount_minor = cases[i].amount;
        assert_int_equal(exchange_convert(table, &money, cases[i].to, &amount), cases[i].becomes >= 0);
        assert_int_equal(amount, cases[i].becomes);
    }
    arena_free(arena);
}

static void without_a_table_only_the_same_currency_is_known(void **state)
{
    Steward__V1__Money money = STEWARD__V1__MONEY__INIT;
    int64_t amount;

    money.currency_code = (char *)"USD";
    money.amount_minor = 5;
    assert_true(exchange_convert(NULL, &money, "USD", &amount));
    assert_int_equal(amount, 5);
    assert_false(exchange_convert(NULL, &money, "EUR", &amount));
}

static void bad_tables_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{\"rates\":{\"USD\":1}}",
        "{\"base\":\"EUR\"}",
        "{\"base\":\"EUR\",\"rates\":{}}",
        "{\"base\":\"EUR\",\"rates\":[1]}",
        "{\"base\":\"euro\",\"rates\":{\"USD\":1}}",
        "{\"base\":\"EUR\",\"rates\":{\"usd\":1}}",
        "{\"base\":\"EUR\",\"rates\":{\"USD\":0}}",
        "{\"base\":\"EUR\",\"rates\":{\"USD\":-1}}",
        "{\"base\":\"EUR\",\"rates\":{\"USD\":\"1\"}}",
        "{\"base\":\"EUR\",\"rates\":{\"USD\":1e300}}",
    };

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct arena *arena = arena_new(1 << 16);
        struct exchange *table;
        struct error err;

        if (exchange_read(str_of(bad[i]), arena, &table, &err))
            fail_msg("taken: %s", bad[i]);
        assert_true(err.text[0]);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_converted),
        cmocka_unit_test(without_a_table_only_the_same_currency_is_known),
        cmocka_unit_test(bad_tables_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
