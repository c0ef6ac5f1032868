/* base/currency_digits.c: those that do not have two. */
#include "base/currency_digits.h"

#include "base/mem.h"

static const struct {
    char code[4];
    int digits;
} unlike[] = {
    {"BIF", 0}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"ISK", 0}, {"JPY", 0}, {"KMF", 0},
    {"KRW", 0}, {"PYG", 0}, {"RWF", 0}, {"UGX", 0}, {"UYI", 0}, {"VND", 0}, {"VUV", 0},
    {"XAF", 0}, {"XOF", 0}, {"XPF", 0}, {"BHD", 3}, {"IQD", 3}, {"JOD", 3}, {"KWD", 3},
    {"LYD", 3}, {"OMR", 3}, {"TND", 3}, {"CLF", 4}, {"UYW", 4},
};

int currency_digits(struct str code)
{
    for (size_t i = 0; i < COUNT_OF(unlike); i++)
        if (code.len == 3 && memcmp(code.data, unlike[i].code, 3) == 0)
            return unlike[i].digits;
    return 2;
}

const char *currency_unlike(struct str code)
{
    for (size_t i = 0; i < COUNT_OF(unlike); i++)
        if (str_eq_nocase(code, str_of(unlike[i].code)))
            return unlike[i].code;
    return "";
}
