/* shop_currency: what most products have, as they come and go. */
#include "index/shop_currency.h"

#include "unit.h"

static void the_most_frequent_one(void **state)
{
    struct shop_currency shop = {0};

    assert_int_equal(shop_currency_most(&shop), 0);
    shop_currency_count(&shop, 0, 1); /* without a price */
    assert_int_equal(shop_currency_most(&shop), 0);
    shop_currency_count(&shop, 7, 1);
    shop_currency_count(&shop, 8, 1);
    shop_currency_count(&shop, 8, 1);
    assert_int_equal(shop_currency_most(&shop), 8);
    shop_currency_count(&shop, 8, -1);
    shop_currency_count(&shop, 8, -1);
    assert_int_equal(shop_currency_most(&shop), 7);
    shop_currency_count(&shop, 9, -1); /* that was never counted */
    shop_currency_count(&shop, 7, -1);
    assert_int_equal(shop_currency_most(&shop), 0);
}

static void so_many_and_no_more(void **state)
{
    struct shop_currency shop = {0};

    for (uint32_t text = 1; text <= SHOP_CURRENCIES + 5; text++)
        shop_currency_count(&shop, text, 1);
    for (int i = 0; i < 3; i++)
        shop_currency_count(&shop, SHOP_CURRENCIES + 1, 1);
    assert_int_equal(shop_currency_most(&shop), 1);
    shop_currency_count(&shop, 1, -1);
    for (int i = 0; i < 3; i++)
        shop_currency_count(&shop, SHOP_CURRENCIES + 1, 1);
    assert_int_equal(shop_currency_most(&shop), SHOP_CURRENCIES + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_frequent_one),
        cmocka_unit_test(so_many_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
