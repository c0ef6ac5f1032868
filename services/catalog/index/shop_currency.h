/* shop_currency.h: in which currency a shop sells: the one that most of its products have. */
#pragma once

#include <stdint.h>

#define SHOP_CURRENCIES 16 /* that are counted; of more, those that came first */

struct shop_currency { /* begins as {0} */
    struct {
        uint32_t text, products; /* text: of texts.h */
    } all[SHOP_CURRENCIES];
};

/* `change` is 1 for a product that came, -1 for one that goes; `text` 0, of one without a price, is left out.
 */
void shop_currency_count(struct shop_currency *shop, uint32_t text, int change);
uint32_t shop_currency_most(const struct shop_currency *shop); /* 0: nothing has a price */
