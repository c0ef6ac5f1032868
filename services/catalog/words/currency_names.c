/* currency_names: one table of names, with the codes that each may stand for; the codes are names, too. Those
 * with other than two digits are all known by base/currency_digits.h. */
#include "words/currency_names.h"

#include <ctype.h>

#include "base/currency_digits.h"
#include "base/mem.h"
#include "words/edit_distance.h"

#define CODE_LEN 3

static const struct {
    const char *names[6];
    char codes[12][CODE_LEN + 1]; /* the one that is meant most often comes first */
} currencies[] = {
    {{"us$"}, {"USD"}},
    {{"ca$", "c$"}, {"CAD"}},
    {{"a$", "au$"}, {"AUD"}},
    {{"nz$"}, {"NZD"}},
    {{"hk$"}, {"HKD"}},
    {{"s$"}, {"SGD"}},
    {{"r$", "reais"}, {"BRL"}},
    {{"$"}, {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS", "UYU"}},
    {{"dollar", "dollars", "bucks"}, {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"}},
    {{"€", "euro", "euros"}, {"EUR"}},
    {{"£", "pound", "pounds"}, {"GBP", "EGP", "LBP"}},
    {{"quid"}, {"GBP"}},
    {{"¥"}, {"JPY", "CNY"}},
    {{"yen"}, {"JPY"}},
    {{"yuan", "rmb"}, {"CNY"}},
    {{"₩", "won"}, {"KRW"}},
    {{"₹"}, {"INR"}},
    {{"rupee", "rupees"}, {"INR", "PKR", "LKR", "NPR", "MUR"}},
    {{"₱"}, {"PHP"}},
    {{"peso", "pesos"}, {"MXN", "ARS", "CLP", "COP", "PHP", "UYU", "DOP"}},
    {{"franc", "francs"}, {"CHF", "XOF", "XAF", "XPF", "RWF", "BIF", "DJF", "GNF", "KMF"}},
    {{"dinar", "dinars"}, {"KWD", "IQD", "JOD", "BHD", "TND", "LYD", "DZD", "RSD"}},
    {{"dirham", "dirhams"}, {"AED", "MAD"}},
    {{"riyal", "riyals"}, {"SAR", "QAR", "OMR"}},
    {{"rial", "rials"}, {"OMR", "IRR", "YER"}},
    {{"krona", "kronor", "kronur"}, {"SEK", "ISK"}},
    {{"krone", "kroner"}, {"NOK", "DKK"}},
    {{"kr"}, {"SEK", "NOK", "DKK", "ISK"}},
    {{"koruna", "korunas"}, {"CZK"}},
    {{"zł", "zloty", "zlotys", "złoty"}, {"PLN"}},
    {{"forint", "forints"}, {"HUF"}},
    {{"₺", "lira", "liras"}, {"TRY"}},
    {{"₽", "ruble", "rubles", "rouble", "roubles"}, {"RUB"}},
    {{"₴", "hryvnia"}, {"UAH"}},
    {{"₪", "shekel", "shekels"}, {"ILS"}},
    {{"฿", "baht"}, {"THB"}},
    {{"₫", "dong"}, {"VND"}},
    {{"rupiah"}, {"IDR"}},
    {{"ringgit"}, {"MYR"}},
    {{"rand"}, {"ZAR"}},
    {{"₦", "naira"}, {"NGN"}},
    {{"guarani", "guaranies"}, {"PYG"}},
    {{"shilling", "shillings"}, {"KES", "UGX", "TZS"}},
};

#define NAMES      COUNT_OF(currencies[0].names)
#define CODES      COUNT_OF(currencies[0].codes)
#define NEAR_BYTES 4 /* shorter words are near to too many */

/* "Try 2 of them", "a php 8 book". */
static bool is_word_of_its_own(const char *code)
{
    static const char *const words[] = {"TRY", "PHP", "MAD", "COP", "RUB"};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_is(str_of(code), words[i]))
            return true;
    }
    return false;
}

static const char *of_code(struct str word)
{
    if (word.len != CODE_LEN)
        return "";
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        for (size_t k = 0; k < CODES && currencies[i].codes[k][0]; k++) {
            if (str_eq_nocase(word, str_of(currencies[i].codes[k])))
                return is_word_of_its_own(currencies[i].codes[k]) ? "" : currencies[i].codes[k];
        }
    }
    return currency_unlike(word);
}

/* Of the many names, most begin otherwise. */
static bool is_name(struct str word, const char *name)
{
    return word.len && word.data[0] == name[0] && str_is(word, name);
}

static const char *one_of(size_t place, const char *shops)
{
    for (size_t k = 0; k < CODES && currencies[place].codes[k][0]; k++) {
        if (str_eq(str_of(currencies[place].codes[k]), str_of(shops)))
            return currencies[place].codes[k];
    }
    return currencies[place].codes[0];
}

const char *currency_named(struct str word, const char *shops)
{
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        for (size_t k = 0; k < NAMES && currencies[i].names[k]; k++) {
            if (is_name(word, currencies[i].names[k]))
                return one_of(i, shops);
        }
    }
    return of_code(word);
}

static bool take_off(struct str *word, struct str name)
{
    if (word->len <= name.len)
        return false;
    if (str_starts(*word, name))
        *word = str_sub(*word, name.len, word->len);
    else if (str_ends(*word, name))
        *word = str_sub(*word, 0, word->len - name.len);
    else
        return false;
    return true;
}

static const char *take_off_code(struct str *word)
{
    struct str ends[] = {str_sub(*word, 0, CODE_LEN), str_sub(*word, word->len - CODE_LEN, word->len)};

    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        const char *code = of_code(ends[i]);

        if (code[0] && take_off(word, ends[i]))
            return code;
    }
    return "";
}

static bool has_digit(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (isdigit((unsigned char)word.data[i]))
            return true;
    }
    return false;
}

const char *currency_taken_off(struct str *word, const char *shops)
{
    if (!has_digit(*word))
        return "";
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        for (size_t k = 0; k < NAMES && currencies[i].names[k]; k++) {
            if (take_off(word, str_of(currencies[i].names[k])))
                return one_of(i, shops);
        }
    }
    return word->len > CODE_LEN ? take_off_code(word) : "";
}

struct str currency_name_near(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        for (size_t k = 0; k < NAMES && currencies[i].names[k]; k++) {
            struct str name = str_of(currencies[i].names[k]);

            if (word.len >= NEAR_BYTES && name.len >= NEAR_BYTES && name.data[0] == word.data[0] &&
                edit_distance(word, name, 1) <= 1)
                return name;
        }
    }
    return STR_NONE;
}
