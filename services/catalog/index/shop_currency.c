/* shop_currency: the place of one that no product has any more is free for another. */
#include "index/shop_currency.h"

void shop_currency_count(struct shop_currency *shop, uint32_t text, int change)
{
    int at = 0, empty = SHOP_CURRENCIES;

    if (!text)
        return;
    for (; at < SHOP_CURRENCIES && !(shop->all[at].products && shop->all[at].text == text); at++)
        if (!shop->all[at].products && empty == SHOP_CURRENCIES)
            empty = at;
    if (at == SHOP_CURRENCIES && change > 0)
        at = empty;
    if (at == SHOP_CURRENCIES)
        return;
    shop->all[at].text = text;
    shop->all[at].products += (uint32_t)change;
}

uint32_t shop_currency_most(const struct shop_currency *shop)
{
    int most = 0;

    for (int i = 1; i < SHOP_CURRENCIES; i++)
        if (shop->all[i].products > shop->all[most].products)
            most = i;
    return shop->all[most].products ? shop->all[most].text : 0;
}
