/* currency: see currency.h. */
#include "words/currency.h"

#include "base/currency_digits.h"

double currency_minor(const char *code)
{
    static const double powers[] = {1, 10, 100, 1000, 10000};

    return powers[currency_digits(str_of(code))];
}

const char *currency_meant(const char *said, const char *shops)
{
    return said[0] || !shops || currency_digits(str_of(shops)) == currency_digits(STR_NONE) ? said : shops;
}

bool currencies_agree(const char *one, const char *other)
{
    return str_eq(str_of(one), str_of(other)) ||
           ((!one[0] || !other[0]) && currency_digits(str_of(one)) == currency_digits(str_of(other)));
}

static char *amount_said(const Steward__V1__Money *money, struct arena *arena)
{
    const char *code = money->currency_code;

    return str_printf(arena, "%.*f", currency_digits(str_of(code)),
                      (double)money->amount_minor / currency_minor(code));
}

char *money_said(const Steward__V1__Money *money, struct arena *arena)
{
    return str_printf(arena, "%s%s%s", amount_said(money, arena), money->currency_code[0] ? " " : "",
                      money->currency_code);
}

char *money_range_said(const Steward__V1__MoneyRange *range, struct arena *arena)
{
    if (range->min && range->max)
        return str_printf(arena, "%s to %s", amount_said(range->min, arena), money_said(range->max, arena));
    if (range->max)
        return str_printf(arena, "up to %s", money_said(range->max, arena));
    return range->min ? str_printf(arena, "from %s", money_said(range->min, arena)) : str_c(arena, STR_NONE);
}
