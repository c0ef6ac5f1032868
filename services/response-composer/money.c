/* money: a number becomes a decimal text and a skeleton that says how many digits and which currency; ICU
 * does the rest. How many digits a minor unit has is ISO 4217's, not ICU's, which leaves out what is not in
 * use. */
#include "money.h"

#include <math.h>
#include <stdio.h>

#include "base/currency_digits.h"
#include "base/mem.h"
#include "numerals.h"

#define NUMBER_MAX   64
#define DECIMALS_MAX 1e15 /* a double has no digits behind the point from here on */

static bool is_currency_code(const char *code)
{
    for (int i = 0; i < 3; i++)
        if (!code || code[i] < 'A' || code[i] > 'Z')
            return false;
    return code[3] == 0;
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

/* "-1234.50" */
static void put_decimal(char out[NUMBER_MAX], int64_t minor, int digits)
{
    uint64_t unit = 1;

    for (int i = 0; i < digits; i++)
        unit *= 10;
    snprintf(out, NUMBER_MAX, digits ? "%s%llu.%0*llu" : "%s%llu", minor < 0 ? "-" : "",
             (unsigned long long)(magnitude(minor) / unit), digits,
             (unsigned long long)(magnitude(minor) % unit));
}

static char *money_write(struct arena *arena, const Steward__V1__Money *money, struct str locale,
                         bool is_short)
{
    char number[NUMBER_MAX], skeleton[NUMBER_MAX];
    int digits;

    if (!money)
        return str_printf(arena, "%s", "");
    digits = currency_digits(str_of(money->currency_code));
    put_decimal(number, money->amount_minor, digits);
    snprintf(skeleton, sizeof(skeleton), "%s%s .%.*s%s",
             is_currency_code(money->currency_code) ? "currency/" : "",
             is_currency_code(money->currency_code) ? money->currency_code : "", digits, "0000",
             is_short && digits ? "/w" : "");
    return numerals(arena, number, skeleton, locale);
}

char *money_text(struct arena *arena, const Steward__V1__Money *money, struct str locale)
{
    return money_write(arena, money, locale, false);
}

char *money_text_short(struct arena *arena, const Steward__V1__Money *money, struct str locale)
{
    return money_write(arena, money, locale, true);
}

char *number_text(struct arena *arena, int64_t number, struct str locale)
{
    char digits[NUMBER_MAX];

    put_decimal(digits, number, 0);
    return numerals(arena, digits, ".", locale);
}

static char *decimal_write(struct arena *arena, double number, const char *skeleton, struct str locale)
{
    char digits[NUMBER_MAX];

    if (!(fabs(number) < DECIMALS_MAX))
        return str_printf(arena, "%s", "");
    put_decimal(digits, llround(number * 1000), 3);
    return numerals(arena, digits, skeleton, locale);
}

char *decimal_text(struct arena *arena, double number, struct str locale)
{
    return decimal_write(arena, number, ".0 rounding-mode-half-up", locale);
}

char *figure_text(struct arena *arena, double number, struct str locale)
{
    return decimal_write(arena, number, ".###", locale);
}

static bool names_a_currency(const Steward__V1__Money *money)
{
    return money->currency_code && money->currency_code[0];
}

bool money_comparable(const Steward__V1__Money *a, const Steward__V1__Money *b)
{
    if (!a || !b)
        return false;
    return !names_a_currency(a) || !names_a_currency(b) || strcmp(a->currency_code, b->currency_code) == 0;
}

Steward__V1__Money money_like(const Steward__V1__Money *money, const Steward__V1__Money *like)
{
    Steward__V1__Money result = *money;

    if (!names_a_currency(money) && like)
        result.currency_code = like->currency_code;
    return result;
}
