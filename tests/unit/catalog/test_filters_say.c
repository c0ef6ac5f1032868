/* filters_say: a limit without a currency is said in that of the shop. */
#include "base/mem.h"
#include "search/filters.h"
#include "unit.h"

static void put(struct index *index, const char *currency)
{
    Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;
    Steward__V1__Money price = STEWARD__V1__MONEY__INIT;

    p.product_id = p.title = (char[]){"kettle"};
    price.currency_code = (char[4]){currency[0], currency[1], currency[2]};
    price.amount_minor = 3000;
    p.price = &price;
    catalog_index_put(index, &p);
}

static void prices_are_said_as_on_the_labels(void **state)
{
    static const struct {
        const char *shops, *limits, *said;
    } cases[] = {
        {"USD", "", "price up to 50.00"},     {"USD", "USD", "price up to 50.00 USD"},
        {"JPY", "", "price up to 5000 JPY"},  {"JPY", "EUR", "price up to 50.00 EUR"},
        {"KWD", "", "price up to 5.000 KWD"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct index *index = index_new();
        Steward__V1__Money max = STEWARD__V1__MONEY__INIT;
        Steward__V1__MoneyRange range = STEWARD__V1__MONEY_RANGE__INIT;
        Steward__V1__Filters ticked = STEWARD__V1__FILTERS__INIT;
        const char *too_many;
        char *said[1];

        put(index, cases[i].shops);
        max.currency_code = str_c(arena, str_of(cases[i].limits));
        max.amount_minor = 5000;
        range.max = &max;
        ticked.price = &range;
        assert_int_equal(filters_say(filters_of(index, &ticked, NULL, arena, &too_many), FAILS_PRICE, said, 1,
                                     arena),
                         1);
        assert_string_equal(said[0], cases[i].said);
        index_free(index);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_are_said_as_on_the_labels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
