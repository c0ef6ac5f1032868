/* listing_codes: numbers of the trade and of models, told from sizes, counts and norms. */
#include <ctype.h>

#include "base/map.h"
#include "offers/listing_parts.h"

void listing_add_once(uint64_t *all, size_t *count, size_t most, uint64_t one)
{
    for (size_t i = 0; i < *count; i++) {
        if (all[i] == one)
            return;
    }
    if (*count < most)
        all[(*count)++] = one;
}

uint64_t listing_trade_number(struct str code)
{
    uint64_t number = 0;
    int sum = 0;

    if (code.len != 8 && code.len != 12 && code.len != 13 && code.len != 14)
        return 0;
    for (size_t i = 0; i < code.len; i++) {
        int digit = code.data[i] - '0';

        if (digit < 0 || digit > 9)
            return 0;
        number = number * 10 + (uint64_t)digit;
        sum += (code.len - i) % 2 ? digit : 3 * digit;
    }
    return sum % 10 == 0 ? number : 0;
}

bool listing_is_count(struct str text)
{
    size_t digits = str_span(text, "0123456789");

    return digits &&
           digits + str_span(str_sub(text, digits, text.len), "abcdefghijklmnopqrstuvwxyz") == text.len;
}

uint64_t listing_model_number(struct str code)
{
    char plain[48];
    size_t len = 0, letters = 0, digits = 0;

    for (size_t i = 0; i < code.len && len < sizeof(plain); i++) {
        unsigned char c = (unsigned char)code.data[i];

        if (!isalnum(c))
            continue;
        plain[len++] = (char)tolower(c);
        letters += isalpha(c) != 0;
        digits += isdigit(c) != 0;
    }
    if (letters < 2 || digits < 2 || len < 5 || listing_is_count(str_n(plain, len)))
        return 0;
    return hash_bytes(plain, len);
}

/* Where the letters at the end of a code begin. */
static size_t last_figure(struct str code)
{
    while (code.len && isalpha((unsigned char)code.data[code.len - 1]))
        code.len--;
    return code.len;
}

void listing_add_code(struct listing *l, struct str code)
{
    uint64_t number = listing_trade_number(code), model = number ? 0 : listing_model_number(code);

    if (number)
        listing_add_once(l->trade, &l->trade_count, LISTING_CODES_MAX, number);
    if (!model)
        return;
    listing_add_once(l->models, &l->model_count, LISTING_CODES_MAX, model);
    for (size_t i = 1; i < code.len; i++) {
        bool ends = str_has_char("-/.", code.data[i]) || i == last_figure(code);
        uint64_t root = ends ? listing_model_number(str_sub(code, 0, i)) : 0;

        if (root)
            listing_add_once(l->roots, &l->root_count, LISTING_CODES_MAX, root);
    }
}

void listing_take_trade_numbers(struct listing *l, const struct listing *from)
{
    for (size_t i = 0; i < from->trade_count; i++)
        listing_add_once(l->trade, &l->trade_count, LISTING_CODES_MAX, from->trade[i]);
}
