/* spoken: figures, units and signs as words. */
#include "spoken.h"

#include <ctype.h>

#include "base/mem.h"

static const char *const ones[] = {"zero",    "one",     "two",       "three",    "four",
                                   "five",    "six",     "seven",     "eight",    "nine",
                                   "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                   "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                   "fifty", "sixty", "seventy", "eighty", "ninety"};

/* Behind a number; anywhere else they are words like others. */
static const struct {
    const char *written, *spoken;
} units[] = {
    {"gb", "gigabytes"},   {"tb", "terabyte"},
    {"mb", "megabytes"},   {"mm", "millimeters"},
    {"cm", "centimeters"}, {"m", "meters"},
    {"km", "kilometers"},  {"ml", "milliliters"},
    {"l", "liters"},       {"kg", "kilograms"},
    {"g", "grams"},        {"w", "watts"},
    {"v", "volts"},        {"mah", "milliamp hours"},
    {"mp", "megapixels"},  {"hz", "hertz"},
    {"khz", "kilohertz"},  {"h", "hours"},
    {"min", "minutes"},    {"s", "seconds"},
    {"in", "inch"},        {"lm", "lumens"},
    {"db", "decibels"},    {"litres", "liters"},
    {"metres", "meters"},  {"pa", "pascal"},
    {"oz", "ounces"},
};

static void add_word(struct buf *out, struct str word)
{
    if (!word.len)
        return;
    if (out->len)
        buf_char(out, ' ');
    buf_str(out, word);
}

static void add_text(struct buf *out, const char *word)
{
    add_word(out, str_of(word));
}

static void below_thousand(struct buf *out, int64_t number)
{
    if (number >= 100) {
        add_text(out, ones[number / 100]);
        add_text(out, "hundred");
        number %= 100;
        if (!number)
            return;
    }
    if (number < 20) {
        add_text(out, ones[number]);
        return;
    }
    add_text(out, tens[number / 10]);
    if (number % 10)
        add_text(out, ones[number % 10]);
}

void spoken_number(struct buf *out, int64_t number)
{
    static const struct {
        int64_t of;
        const char *name;
    } groups[] = {{1000000, "million"}, {1000, "thousand"}};

    for (size_t i = 0; i < COUNT_OF(groups); i++)
        if (number >= groups[i].of) {
            below_thousand(out, number / groups[i].of);
            add_text(out, groups[i].name);
            number %= groups[i].of;
            if (!number)
                return;
        }
    below_thousand(out, number);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A whole number with its commas; a longer one than can be spoken is told digit by digit. */
static size_t add_whole(struct buf *out, struct str at)
{
    int64_t number = 0;
    size_t len = 0;

    for (; len < at.len && (is_digit(at.data[len]) ||
                            (at.data[len] == ',' && len + 3 < at.len && is_digit(at.data[len + 1]) &&
                             is_digit(at.data[len + 2]) && is_digit(at.data[len + 3])));
         len++)
        if (at.data[len] != ',' && number <= SPOKEN_NUMBER_MAX)
            number = number * 10 + (at.data[len] - '0');
    if (number <= SPOKEN_NUMBER_MAX)
        spoken_number(out, number);
    else
        for (size_t i = 0; i < len; i++)
            if (at.data[i] != ',')
                add_text(out, ones[at.data[i] - '0']);
    return len;
}

static size_t letters(struct str at)
{
    size_t len = 0;

    while (len < at.len && (isalpha((unsigned char)at.data[len]) || (at.data[len] == '\'' && len)))
        len++;
    while (len && at.data[len - 1] == '\'')
        len--;
    return len;
}

static const char *unit_of(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (str_eq_nocase(word, str_of(units[i].written)))
            return units[i].spoken;
    return NULL;
}

static size_t add_number(struct buf *out, struct str at)
{
    size_t len = add_whole(out, at);
    size_t blanks = 0, word;
    const char *unit;

    if (len + 1 < at.len && at.data[len] == '.' && is_digit(at.data[len + 1])) {
        add_text(out, "point");
        for (len++; len < at.len && is_digit(at.data[len]); len++)
            add_text(out, ones[at.data[len] - '0']);
    }
    blanks = str_span(str_sub(at, len, at.len), " -");
    word = letters(str_sub(at, len + blanks, at.len));
    unit = unit_of(str_sub(at, len + blanks, len + blanks + word));
    if (!unit)
        return len;
    add_text(out, unit);
    return len + blanks + word;
}

static size_t add_letters(struct buf *out, struct str at)
{
    size_t len = letters(at);

    add_word(out, str_sub(at, 0, len));
    for (size_t i = out->len - len; i < out->len; i++)
        out->data[i] = (char)tolower((unsigned char)out->data[i]);
    return len;
}

void spoken_add(struct buf *out, struct str written)
{
    for (size_t at = 0; at < written.len;) {
        struct str rest = str_sub(written, at, written.len);

        if (is_digit(*rest.data))
            at += add_number(out, rest);
        else if (letters(rest))
            at += add_letters(out, rest);
        else {
            if (*rest.data == '&')
                add_text(out, "and");
            else if (*rest.data == '%')
                add_text(out, "percent");
            at++;
        }
    }
}
