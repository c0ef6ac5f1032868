/* label: what is printed on things has few forms. A model number has letters and figures; a size is one of a
 * few signs, or a figure with a unit, or stands behind "size". */
#include "picture/label.h"

#include <ctype.h>

#include "base/mem.h"

#define MODEL_LEAST 3
#define MODEL_MOST  24

static const char *const sizes[] = {"XXS", "XS",   "S",   "M",   "L",   "XL",
                                    "XXL", "XXXL", "2XL", "3XL", "4XL", "5XL"};
static const char *const units[] = {"ml", "cl", "l",  "g",  "kg", "oz", "lb", "mm",  "cm", "m",
                                    "in", "ft", "gb", "tb", "mb", "w",  "v",  "mah", "wh", "hz"};
static const char *const before_sizes[] = {"size", "eu", "us", "uk", "taille"};
static const char *const before_models[] = {"model", "model:", "no",   "no.", "nr.", "art.",
                                            "ref",   "ref.",   "type", "sku", "p/n"};

static bool is_one_of(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(word, str_of(list[i])))
            return true;
    return false;
}

#define IS_ONE_OF(word, list) is_one_of((word), (list), COUNT_OF(list))

static struct str without_marks(struct str word)
{
    while (word.len && !isalnum((unsigned char)word.data[0]))
        word = str_sub(word, 1, word.len);
    while (word.len && !isalnum((unsigned char)word.data[word.len - 1]))
        word = str_sub(word, 0, word.len - 1);
    return word;
}

static size_t figures_at(struct str s)
{
    return str_span(s, "0123456789");
}

static bool has_figure(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (isdigit((unsigned char)s.data[i]))
            return true;
    return false;
}

/* "500ml", "1.5l", "16GB" */
static bool is_measure(struct str word)
{
    size_t at = str_span(word, "0123456789.,");

    return at && isdigit((unsigned char)word.data[0]) && IS_ONE_OF(str_sub(word, at, word.len), units);
}

/* "90x200", "10x15x3" */
static bool is_extent(struct str word)
{
    size_t parts = 0;

    while (word.len) {
        size_t at = figures_at(word);

        if (!at || at > 4)
            return false;
        parts++;
        word = str_sub(word, at, word.len);
        if (word.len && word.data[0] != 'x' && word.data[0] != 'X')
            return false;
        if (word.len == 1)
            return false;
        word = str_sub(word, 1, word.len);
    }
    return parts >= 2 && parts <= 3;
}

static bool is_model(struct str word)
{
    size_t letters = 0, figures = 0, small = 0;

    if (word.len < MODEL_LEAST || word.len > MODEL_MOST)
        return false;
    if (word.len == MODEL_LEAST && !isupper((unsigned char)word.data[0])) /* a measure, rather */
        return false;
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.data[i];

        if (isdigit(c))
            figures++;
        else if (isalpha(c))
            islower(c) ? small++ : letters++;
        else if (c != '-' && c != '/' && c != '.')
            return false;
    }
    return figures >= 2 && letters >= 1 && small <= 2;
}

static bool is_figure(struct str s, size_t at)
{
    return at < s.len && isdigit((unsigned char)s.data[at]);
}

/* "Vv490": one letter, seen in both its sizes. */
static bool is_seen_twice(struct str word, size_t at)
{
    return at && islower((unsigned char)word.data[at]) &&
           toupper((unsigned char)word.data[at]) == (unsigned char)word.data[at - 1];
}

struct str label_model(struct str word, struct arena *arena)
{
    char *spelt = arena_alloc(arena, word.len + 1);
    struct str model = {spelt, 0};

    for (size_t i = 0; i < word.len; i++) {
        char letter = (char)toupper((unsigned char)word.data[i]);

        if (is_seen_twice(word, i))
            continue;
        if (letter == 'O' && model.len && is_figure(model, model.len - 1))
            letter = '0';
        spelt[model.len++] = letter;
    }
    return model;
}

bool label_goes_on(struct str word, struct str next)
{
    return word.len && isalnum((unsigned char)word.data[word.len - 1]) && next.len > 1 &&
           next.data[0] == '-' && is_figure(next, 1);
}

enum label_kind label_kind_of(struct str word, struct str before, struct str *ret_value)
{
    struct str w = without_marks(word);

    *ret_value = w;
    if (IS_ONE_OF(before, before_sizes) && w.len <= 4 && (figures_at(w) || IS_ONE_OF(w, sizes)))
        return LABEL_SIZE;
    if (is_measure(w) || is_extent(w))
        return LABEL_SIZE;
    if (w.len >= 2 && w.len == word.len && IS_ONE_OF(w, sizes) && isupper((unsigned char)w.data[w.len - 1]))
        return LABEL_SIZE;
    if (is_model(w) || (IS_ONE_OF(before, before_models) && w.len >= 3 && has_figure(w)))
        return LABEL_MODEL;
    return LABEL_WORD;
}
