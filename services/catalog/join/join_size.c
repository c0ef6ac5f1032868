/* join_size: letters are compared by what they stand for, figures as figures. The word "size" before counts
 * for nothing. */
#include "join/join_size.h"

#include "base/mem.h"
#include "join/join_wish.h"

#define LARGE_FIGURES 20 /* from here on a figure is of another system than those below */

static const struct {
    const char *name, *as;
} letters[] = {
    {"xxs", "xxs"},  {"xs", "xs"},    {"s", "s"},     {"small", "s"},   {"m", "m"},
    {"medium", "m"}, {"l", "l"},      {"large", "l"}, {"xl", "xl"},     {"xxl", "xxl"},
    {"2xl", "xxl"},  {"xxxl", "3xl"}, {"3xl", "3xl"}, {"xxxxl", "4xl"}, {"4xl", "4xl"},
};

static struct str bare(struct str size)
{
    ptrdiff_t blank = str_find(size, STR(" "));

    return blank < 0 ? size : str_trim(str_sub(size, (size_t)blank, size.len));
}

/* NULL: it is no letter. */
static const char *letter_of(struct str size)
{
    for (size_t i = 0; i < COUNT_OF(letters); i++)
        if (str_eq_nocase(bare(size), str_of(letters[i].name)))
            return letters[i].as;
    return NULL;
}

static bool figure_of(struct str size, double *ret)
{
    return str_to_double(bare(size), ret);
}

struct named size_in(struct str text, named_by by, const struct join_lexicon *lexicon, struct arena *arena)
{
    struct join_wish first;
    size_t count = join_wishes_in(text, WISH_SIZE, lexicon, arena, &first, 1);

    return (struct named){by, count ? str_copy(arena, first.said) : STR_NONE};
}

/* Nobody knows which figure is which letter, nor that a small figure of one system is not a large one of
 * another: US 9 is EU 42. */
static enum { UNKNOWN, SAME, OTHER } compare(struct str a, struct str b)
{
    const char *one = letter_of(a), *other = letter_of(b);
    double x, y;

    if (one && other)
        return strcmp(one, other) ? OTHER : SAME;
    if (!figure_of(a, &x) || !figure_of(b, &y))
        return UNKNOWN;
    if (x == y)
        return SAME;
    return (x < LARGE_FIGURES) == (y < LARGE_FIGURES) ? OTHER : UNKNOWN;
}

bool sizes_differ(struct str a, struct str b)
{
    return compare(a, b) == OTHER;
}

bool sizes_agree(struct str a, struct str b)
{
    return compare(a, b) == SAME;
}

bool size_is_worn(struct str size)
{
    double figure;

    return letter_of(size) || figure_of(size, &figure);
}
