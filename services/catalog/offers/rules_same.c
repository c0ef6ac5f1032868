/* rules_same: listing.c takes each apart; here two are compared.
 *
 * The complication: sellers leave words out, add others and misspell them, and siblings differ in one word
 * only. So the word after the brand must be there, and what is left over on both sides counts more than what
 * is left over on one. */
#include "offers/rules_same.h"

#include <string.h>

#include "base/mem.h"

static const double least_alike = 0.5,
                    least_both = 0.65; /* both: where each has a word that the other has not */
static const size_t least_words = 3;   /* where nobody tells whose brand it is, and then all of them */

static bool has(const uint64_t *all, size_t count, uint64_t one)
{
    for (size_t i = 0; i < count; i++) {
        if (all[i] == one)
            return true;
    }
    return false;
}

static bool shares(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count)
{
    for (size_t i = 0; i < a_count; i++) {
        if (has(b, b_count, a[i]))
            return true;
    }
    return false;
}

static bool has_all_of(const uint64_t *all, size_t count, const uint64_t *some, size_t some_count)
{
    for (size_t i = 0; i < some_count; i++) {
        if (!has(all, count, some[i]))
            return false;
    }
    return true;
}

/* ---- what tells products of one name apart ---- */

static bool has_measure(const struct listing *l, uint64_t unit, double value)
{
    for (size_t i = 0; i < l->measure_count; i++) {
        if (l->measures[i].unit == unit && l->measures[i].value == value)
            return true;
    }
    return false;
}

/* Of a unit that both use, one has all that the other has. */
static bool lacks_measure_of(const struct listing *a, const struct listing *b, uint64_t unit)
{
    for (size_t i = 0; i < a->measure_count; i++) {
        if (a->measures[i].unit == unit && !has_measure(b, unit, a->measures[i].value))
            return true;
    }
    return false;
}

static bool measures_differ(const struct listing *a, const struct listing *b)
{
    for (size_t i = 0; i < a->measure_count; i++) {
        uint64_t unit = a->measures[i].unit;
        bool is_in_both = false;

        for (size_t k = 0; k < b->measure_count; k++)
            is_in_both |= b->measures[k].unit == unit;
        if (is_in_both && lacks_measure_of(a, b, unit) && lacks_measure_of(b, a, unit))
            return true;
    }
    return false;
}

static bool has_figure(const struct listing *l, double value)
{
    for (size_t i = 0; i < l->number_count; i++) {
        if (l->numbers[i] == value)
            return true;
    }
    for (size_t i = 0; i < l->measure_count; i++) {
        if (l->measures[i].value == value)
            return true;
    }
    return false;
}

static bool lacks_number(const struct listing *a, const struct listing *b)
{
    for (size_t i = 0; i < a->number_count; i++) {
        if (!has_figure(b, a->numbers[i]))
            return true;
    }
    return false;
}

static bool lacks_figure(const struct listing *a, const struct listing *b)
{
    for (size_t i = 0; i < a->measure_count; i++) {
        if (!has_figure(b, a->measures[i].value))
            return true;
    }
    return lacks_number(a, b);
}

/* A number that names a product must be there; a figure of it that is left out may be written without its
 * unit, so another number in its place counts as another figure. */
static bool numbers_differ(const struct listing *ours, const struct listing *theirs)
{
    return (lacks_number(ours, theirs) && (lacks_number(theirs, ours) || !theirs->number_count)) ||
           (lacks_figure(ours, theirs) && lacks_number(theirs, ours));
}

static bool grades_differ(const struct listing *a, const struct listing *b)
{
    return !has_all_of(a->grades, a->grade_count, b->grades, b->grade_count) ||
           !has_all_of(b->grades, b->grade_count, a->grades, a->grade_count);
}

static bool colours_differ(const struct listing *a, const struct listing *b)
{
    return a->colour_count && b->colour_count &&
           !has_all_of(a->colours, a->colour_count, b->colours, b->colour_count) &&
           !has_all_of(b->colours, b->colour_count, a->colours, a->colour_count);
}

static bool audiences_differ(const struct listing *a, const struct listing *b)
{
    return a->audience && b->audience && !(a->audience & b->audience);
}

/* "Filter for Acme Vacuum" is none of Acme's vacuums. */
static bool is_for_brand(const struct listing *a, const struct listing *b)
{
    return shares(b->serves, b->serve_count, a->brand, a->brand_count) &&
           !shares(a->serves, a->serve_count, a->brand, a->brand_count);
}

/* `b` names a part that `a` does not: it is for it. */
static bool is_another(const struct listing *a, const struct listing *b)
{
    return !has_all_of(a->parts, a->part_count, b->parts, b->part_count) || a->pack != b->pack ||
           is_for_brand(a, b) || measures_differ(a, b) || numbers_differ(a, b) || grades_differ(a, b) ||
           colours_differ(a, b) || audiences_differ(a, b);
}

/* ---- words ---- */

static bool are_swapped(const char *a, const char *b, size_t at)
{
    return a[at] == b[at + 1] && a[at + 1] == b[at] && a[at] && a[at + 1] && !strcmp(a + at + 2, b + at + 2);
}

/* One letter more, less, other, or two changed about; of long words only. */
static bool is_slip(const struct listing_word *one, const struct listing_word *other)
{
    const char *a = one->text, *b = other->text;
    size_t at = 0;

    if (one->len < 5 || other->len < 5 || one->len > other->len + 1 || other->len > one->len + 1 ||
        __builtin_popcount(one->letters ^ other->letters) > 2) /* most words: at little cost */
        return false;
    while (a[at] && a[at] == b[at])
        at++;
    if (one->len == other->len)
        return !strcmp(a + at + (a[at] != 0), b + at + (b[at] != 0)) || are_swapped(a, b, at);
    return one->len > other->len ? !strcmp(a + at + 1, b + at) : !strcmp(a + at, b + at + 1);
}

static bool is_word_like(const struct listing_word *a, const struct listing_word *b)
{
    return a->stem == b->stem || is_slip(a, b);
}

static bool has_word(const struct listing *l, const struct listing_word *word)
{
    for (size_t i = 0; i < l->word_count; i++) {
        if (is_word_like(&l->words[i], word))
            return true;
    }
    return false;
}

/* Two listings, and the words of either's brand, which do not count in the titles. */
struct pair {
    const struct listing *ours, *theirs;
};

static bool is_of_brand(const struct pair *pair, const struct listing_word *word)
{
    return has(pair->ours->brand, pair->ours->brand_count, word->stem) ||
           has(pair->theirs->brand, pair->theirs->brand_count, word->stem);
}

/* Words of `a` beside the brand: how many, and how many of them `b` has not. */
static size_t left_over(const struct pair *pair, const struct listing *a, const struct listing *b,
                        size_t *ret_missing)
{
    size_t count = 0;

    *ret_missing = 0;
    for (size_t i = 0; i < a->word_count; i++) {
        if (is_of_brand(pair, &a->words[i]))
            continue;
        count++;
        *ret_missing += !has_word(b, &a->words[i]);
    }
    return count;
}

static bool names_it(const struct pair *pair)
{
    for (size_t i = 0; i < pair->ours->word_count; i++) {
        if (!is_of_brand(pair, &pair->ours->words[i]))
            return has_word(pair->theirs, &pair->ours->words[i]);
    }
    return false;
}

enum brands { BRAND_SAME, BRAND_UNKNOWN, BRAND_OTHER };

static bool title_has_word(const struct listing *l, uint64_t stem)
{
    for (size_t i = 0; i < l->word_count; i++) {
        if (l->words[i].stem == stem)
            return true;
    }
    return false;
}

static bool title_has_brand(const struct listing *of, const struct listing *title)
{
    size_t found = 0;

    for (size_t i = 0; i < of->brand_count; i++)
        found += title_has_word(title, of->brand[i]);
    return of->brand_count && found == of->brand_count;
}

static enum brands compare_brands(const struct listing *ours, const struct listing *theirs)
{
    if (shares(ours->brand, ours->brand_count, theirs->brand, theirs->brand_count) ||
        title_has_brand(ours, theirs) || (!ours->brand_count && title_has_brand(theirs, ours)))
        return BRAND_SAME;
    return theirs->brand_count && ours->brand_count ? BRAND_OTHER : BRAND_UNKNOWN;
}

static bool titles_agree(const struct listing *ours, const struct listing *theirs, enum brands brands)
{
    const struct pair pair = {ours, theirs};
    size_t missing, extra, count = left_over(&pair, ours, theirs, &missing);
    double alike;

    left_over(&pair, theirs, ours, &extra);
    if (!count || !names_it(&pair))
        return false;
    if (brands == BRAND_UNKNOWN)
        return count >= least_words && !missing && !extra;
    alike = (double)(count - missing) / ((double)count + 0.25 * (double)extra);
    return alike >= (missing && extra ? least_both : least_alike);
}

bool listing_is_same(const struct listing *ours, const struct listing *theirs)
{
    enum brands brands = compare_brands(ours, theirs);

    if (shares(ours->trade, ours->trade_count, theirs->trade, theirs->trade_count))
        return true;
    if ((ours->trade_count && theirs->trade_count) || brands == BRAND_OTHER || is_another(ours, theirs))
        return false;
    if (ours->model_count && theirs->model_count)
        return shares(ours->models, ours->model_count, theirs->models, theirs->model_count);
    return titles_agree(ours, theirs, brands);
}
