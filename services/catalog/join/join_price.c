/* join_price: ends are compared in pairs. One end of each that leaves room between them is no contradiction.
 */
#include "join/join_price.h"

#include "words/currency.h"

static bool ends_agree(const Steward__V1__Money *a, const Steward__V1__Money *b)
{
    return currencies_agree(a->currency_code, b->currency_code);
}

static bool ends_differ(const Steward__V1__Money *a, const Steward__V1__Money *b)
{
    return a && b && (!ends_agree(a, b) || a->amount_minor != b->amount_minor);
}

static bool leave_nothing(const Steward__V1__Money *least, const Steward__V1__Money *most)
{
    return least && most && (!ends_agree(least, most) || least->amount_minor > most->amount_minor);
}

bool prices_differ(const Steward__V1__MoneyRange *a, const Steward__V1__MoneyRange *b)
{
    return ends_differ(a->min, b->min) || ends_differ(a->max, b->max) || leave_nothing(a->min, b->max) ||
           leave_nothing(b->min, a->max);
}

bool price_adds(const Steward__V1__MoneyRange *a, const Steward__V1__MoneyRange *b)
{
    return (b->min && !a->min) || (b->max && !a->max);
}
