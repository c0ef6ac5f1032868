/* listing_figures: the figures of a title: bare, with a unit, of a pack, at the end of a word. */
#include "base/map.h"
#include "base/mem.h"
#include "offers/listing_parts.h"

void listing_take_number(struct listing *l, struct str text)
{
    double value;

    if (!str_to_double(text, &value) || (value >= 1990 && value < 2040) ||
        l->number_count == LISTING_CODES_MAX)
        return;
    l->numbers[l->number_count++] = value;
}

bool listing_is_variant(struct str text)
{
    return listing_is_count(text) && !str_has_char("0123456789kpx", text.data[text.len - 1]) &&
           str_span(text, "0123456789") == text.len - 1;
}

void listing_take_variant(struct listing *l, struct str text)
{
    listing_take_number(l, str_sub(text, 0, text.len - 1));
    listing_add_once(l->grades, &l->grade_count, COUNT_OF(l->grades),
                     hash_bytes(text.data + text.len - 1, 1));
}

void listing_take_measure(struct listing *l, struct str text)
{
    size_t digits = str_span(text, "0123456789.");
    struct str unit = str_sub(text, digits, text.len);
    double value;

    if (str_is(unit, "st") || str_is(unit, "nd") || str_is(unit, "rd"))
        unit = STR("th");
    if (!str_to_double(str_sub(text, 0, digits), &value) || l->measure_count == LISTING_CODES_MAX)
        return;
    l->measures[l->measure_count].unit = hash_bytes(unit.data, unit.len);
    l->measures[l->measure_count++].value = value;
}

void listing_take_tail(struct listing *l, struct str text)
{
    size_t letters = str_span(text, "abcdefghijklmnopqrstuvwxyz");
    double value;

    if (letters && l->tail_count < LISTING_CODES_MAX &&
        str_to_double(str_sub(text, letters, text.len), &value))
        l->tails[l->tail_count++] = value;
}

int listing_pack_at(const struct token *tokens, size_t count, size_t i)
{
    struct str text = tokens[i].text;
    double value = 0;

    if (str_is(text, "lot") || str_is(text, "pack") || str_is(text, "bundle")) {
        size_t next = i + 1 < count && str_is(tokens[i + 1].text, "of") ? i + 2 : i + 1;

        if (next < count && str_to_double(tokens[next].text, &value) && value >= 2 && value < 100)
            return (int)value;
        return i && str_to_double(tokens[i - 1].text, &value) && value >= 2 && value < 100 ? (int)value : 0;
    }
    if (str_is(text, "x") && i && str_to_double(tokens[i - 1].text, &value) && value >= 2 && value < 100)
        return (int)value;
    if (text.len >= 2 && text.len <= 3 && text.data[0] == 'x' &&
        str_to_double(str_sub(text, 1, text.len), &value))
        return (int)value;
    return 0;
}
