/* money: what a locale changes is in one table, what a currency changes in another; the rest puts digits
 * together. */
#include "money.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

#include "base/mem.h"

#define NO_BREAK        "\xc2\xa0"
#define NARROW_NO_BREAK "\xe2\x80\xaf"
#define APOSTROPHE      "\xe2\x80\x99"

#define DIGITS_MAX 64 /* of an amount: 19 digits, 6 separators of up to 3 bytes, the minor digits */

enum layout { SYMBOL_BEFORE, SYMBOL_BEFORE_BLANK, SYMBOL_AFTER };

struct reader {
    const char *tag;
    const char *decimal;
    const char *group;
    enum layout layout;
    int group_from; /* digits before the separator from which groups are made: 4, or 5 where 1234 stays whole
                     */
    bool groups_of_two; /* above the thousands: 12,34,567 */
    const char *home;   /* the currency whose symbol needs no country in front */
};

/* The first of a language speaks for those of it that are not here. */
static const struct reader readers[] = {
    {"en-US", ".", ",", SYMBOL_BEFORE, 4, false, "USD"},
    {"en-GB", ".", ",", SYMBOL_BEFORE, 4, false, "GBP"},
    {"en-AU", ".", ",", SYMBOL_BEFORE, 4, false, "AUD"},
    {"en-CA", ".", ",", SYMBOL_BEFORE, 4, false, "CAD"},
    {"en-IE", ".", ",", SYMBOL_BEFORE, 4, false, "EUR"},
    {"en-IN", ".", ",", SYMBOL_BEFORE, 4, true, "INR"},
    {"en-NZ", ".", ",", SYMBOL_BEFORE, 4, false, "NZD"},
    {"de-DE", ",", ".", SYMBOL_AFTER, 4, false, "EUR"},
    {"de-AT", ",", ".", SYMBOL_BEFORE_BLANK, 4, false, "EUR"},
    {"de-CH", ".", APOSTROPHE, SYMBOL_BEFORE_BLANK, 4, false, "CHF"},
    {"fr-FR", ",", NARROW_NO_BREAK, SYMBOL_AFTER, 4, false, "EUR"},
    {"fr-CA", ",", NO_BREAK, SYMBOL_AFTER, 4, false, "CAD"},
    {"fr-CH", ".", NARROW_NO_BREAK, SYMBOL_AFTER, 4, false, "CHF"},
    {"es-ES", ",", ".", SYMBOL_AFTER, 5, false, "EUR"},
    {"es-MX", ".", ",", SYMBOL_BEFORE, 4, false, "MXN"},
    {"it-IT", ",", ".", SYMBOL_AFTER, 5, false, "EUR"},
    {"nl-NL", ",", ".", SYMBOL_BEFORE_BLANK, 4, false, "EUR"},
    {"pt-BR", ",", ".", SYMBOL_BEFORE_BLANK, 4, false, "BRL"},
    {"pt-PT", ",", NO_BREAK, SYMBOL_AFTER, 5, false, "EUR"},
    {"pl-PL", ",", NO_BREAK, SYMBOL_AFTER, 5, false, "PLN"},
    {"sv-SE", ",", NO_BREAK, SYMBOL_AFTER, 4, false, "SEK"},
    {"da-DK", ",", ".", SYMBOL_AFTER, 4, false, "DKK"},
    {"nb-NO", ",", NO_BREAK, SYMBOL_AFTER, 4, false, "NOK"},
    {"fi-FI", ",", NO_BREAK, SYMBOL_AFTER, 4, false, "EUR"},
    {"cs-CZ", ",", NO_BREAK, SYMBOL_AFTER, 4, false, "CZK"},
    {"tr-TR", ",", ".", SYMBOL_BEFORE, 4, false, "TRY"},
    {"ru-RU", ",", NO_BREAK, SYMBOL_AFTER, 4, false, "RUB"},
    {"uk-UA", ",", NO_BREAK, SYMBOL_AFTER, 4, false, "UAH"},
    {"ja-JP", ".", ",", SYMBOL_BEFORE, 4, false, "JPY"},
    {"zh-CN", ".", ",", SYMBOL_BEFORE, 4, false, "CNY"},
    {"ko-KR", ".", ",", SYMBOL_BEFORE, 4, false, "KRW"},
};

struct currency {
    const char *code;
    int digits;          /* of the minor unit, ISO 4217 */
    const char *at_home; /* NULL: the code is written */
    const char *abroad;  /* NULL: as at home */
};

/* What is not here has two digits and no symbol. */
static const struct currency currencies[] = {
    {"USD", 2, "$", "US$"},   {"EUR", 2, "€", NULL},   {"GBP", 2, "£", NULL},   {"JPY", 0, "¥", NULL},
    {"CNY", 2, "¥", "CN¥"},   {"INR", 2, "₹", NULL},   {"AUD", 2, "$", "A$"},   {"CAD", 2, "$", "CA$"},
    {"NZD", 2, "$", "NZ$"},   {"MXN", 2, "$", "MX$"},  {"BRL", 2, "R$", NULL},  {"HKD", 2, "HK$", NULL},
    {"TWD", 2, "NT$", NULL},  {"KRW", 0, "₩", NULL},   {"ILS", 2, "₪", NULL},   {"VND", 0, "₫", NULL},
    {"PLN", 2, "zł", "PLN"},  {"CZK", 2, "Kč", "CZK"}, {"SEK", 2, "kr", "SEK"}, {"NOK", 2, "kr", "NOK"},
    {"DKK", 2, "kr.", "DKK"}, {"TRY", 2, "₺", "TRY"},  {"UAH", 2, "₴", "UAH"},  {"RUB", 2, "₽", "RUB"},
    {"BIF", 0, NULL, NULL},   {"CLP", 0, NULL, NULL},  {"DJF", 0, NULL, NULL},  {"GNF", 0, NULL, NULL},
    {"ISK", 0, NULL, NULL},   {"KMF", 0, NULL, NULL},  {"PYG", 0, NULL, NULL},  {"RWF", 0, NULL, NULL},
    {"UGX", 0, NULL, NULL},   {"UYI", 0, NULL, NULL},  {"VUV", 0, NULL, NULL},  {"XAF", 0, NULL, NULL},
    {"XOF", 0, NULL, NULL},   {"XPF", 0, NULL, NULL},  {"BHD", 3, NULL, NULL},  {"IQD", 3, NULL, NULL},
    {"JOD", 3, NULL, NULL},   {"KWD", 3, NULL, NULL},  {"LYD", 3, NULL, NULL},  {"OMR", 3, NULL, NULL},
    {"TND", 3, NULL, NULL},   {"CLF", 4, NULL, NULL},  {"UYW", 4, NULL, NULL},
};

static bool same_tag(struct str tag, const char *known, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = tag.data[i] == '_' ? '-' : tag.data[i];

        if (tolower((unsigned char)c) != tolower((unsigned char)known[i]))
            return false;
    }
    return tag.len == len || tag.data[len] == '-' || tag.data[len] == '_' || tag.data[len] == '.';
}

static const struct reader *reader_of(struct str locale)
{
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        if (locale.len >= 5 && same_tag(locale, readers[i].tag, 5))
            return &readers[i];
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        if (locale.len >= 2 && same_tag(locale, readers[i].tag, 2))
            return &readers[i];
    return &readers[0];
}

static bool is_currency_code(const char *code)
{
    for (int i = 0; i < 3; i++)
        if (!code || code[i] < 'A' || code[i] > 'Z')
            return false;
    return code[3] == 0;
}

static const struct currency *currency_of(const char *code)
{
    for (size_t i = 0; i < COUNT_OF(currencies); i++)
        if (code && strcmp(code, currencies[i].code) == 0)
            return &currencies[i];
    return NULL;
}

static const char *symbol_of(const char *code, const struct currency *currency, const struct reader *reader)
{
    if (!is_currency_code(code))
        return "";
    if (!currency || !currency->at_home)
        return code;
    return currency->abroad && strcmp(reader->home, code) != 0 ? currency->abroad : currency->at_home;
}

static bool group_ends_before(const struct reader *reader, int digits_left)
{
    if (reader->groups_of_two && digits_left > 3)
        return digits_left % 2 == 1;
    return digits_left % 3 == 0;
}

/* The digits of `whole` in groups; returns how many bytes. */
static size_t put_groups(char out[DIGITS_MAX], uint64_t whole, const struct reader *reader)
{
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)whole);
    size_t len = 0;

    for (int i = 0; i < count; i++) {
        int left = count - i;

        if (i > 0 && count >= reader->group_from && group_ends_before(reader, left))
            len += (size_t)snprintf(out + len, DIGITS_MAX - len, "%s", reader->group);
        out[len++] = digits[i];
    }
    out[len] = 0;
    return len;
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

static void put_amount(char out[DIGITS_MAX], int64_t minor, int digits, bool is_short,
                       const struct reader *reader)
{
    uint64_t unit = 1, amount = magnitude(minor);
    size_t len;

    for (int i = 0; i < digits; i++)
        unit *= 10;
    len = put_groups(out, amount / unit, reader);
    if (digits > 0 && !(is_short && amount % unit == 0))
        snprintf(out + len, DIGITS_MAX - len, "%s%0*llu", reader->decimal, digits,
                 (unsigned long long)(amount % unit));
}

static char *money_write(struct arena *arena, const Steward__V1__Money *money, struct str locale,
                         bool is_short)
{
    const struct reader *reader = reader_of(locale);
    const struct currency *currency;
    const char *symbol, *sign;
    char digits[DIGITS_MAX];
    bool is_code;

    if (!money)
        return str_printf(arena, "%s", "");
    currency = currency_of(money->currency_code);
    symbol = symbol_of(money->currency_code, currency, reader);
    sign = money->amount_minor < 0 ? "-" : "";
    put_amount(digits, money->amount_minor, currency ? currency->digits : 2, is_short, reader);
    if (!*symbol)
        return str_printf(arena, "%s%s", sign, digits);
    if (reader->layout == SYMBOL_AFTER)
        return str_printf(arena, "%s%s" NO_BREAK "%s", sign, digits, symbol);
    is_code = is_currency_code(symbol);
    return str_printf(arena, "%s%s%s%s", sign, symbol,
                      is_code || reader->layout == SYMBOL_BEFORE_BLANK ? NO_BREAK : "", digits);
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
    char digits[DIGITS_MAX];

    put_groups(digits, magnitude(number), reader_of(locale));
    return str_printf(arena, "%s%s", number < 0 ? "-" : "", digits);
}

char *decimal_text(struct arena *arena, double number, struct str locale)
{
    int64_t tenths;

    if (!(fabs(number) < 1e15))
        return str_printf(arena, "%s", "");
    tenths = llround(number * 10);
    return str_printf(arena, "%s%llu%s%llu", tenths < 0 ? "-" : "",
                      (unsigned long long)(magnitude(tenths) / 10), reader_of(locale)->decimal,
                      (unsigned long long)(magnitude(tenths) % 10));
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
