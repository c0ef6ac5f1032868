/* rules_same: listing.c takes each apart; here two are compared.
 *
 * The complication: sellers leave words out, add others and misspell them, and siblings differ in one word
 * only. So the word after the brand must be there, and what is left over on both sides counts more than what
 * is left over on one. */
#include "offers/rules_same.h"

#include <string.h>

#include "base/mem.h"

static const double least_alike = 0.5,
                    least_both = 0.65, /* both: where each has a word that the other has not */
    weight_of_added = 0.25;
static const size_t least_names = 6; /* of so many words that name a product one may be missing */
static const size_t least_words = 3; /* where nobody tells whose brand it is, and then all of them */

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
    for (size_t i = 0; i < l->tail_count; i++) {
        if (l->tails[i] == value)
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

    if (!one->is_plain || !other->is_plain || one->len < 5 || other->len < 5 || one->len > other->len + 1 ||
        other->len > one->len + 1 ||
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
    return a->stem == b->stem || a->joined == b->whole || a->whole == b->joined || is_slip(a, b);
}

/* Two listings, and the words of either's brand, which do not count in the titles. */
struct pair {
    const struct listing *ours, *theirs;
};

static bool counts(const struct pair *pair, const struct listing_word *word)
{
    return !word->is_noise && !has(pair->ours->brand, pair->ours->brand_count, word->stem) &&
           !has(pair->theirs->brand, pair->theirs->brand_count, word->stem);
}

/* The word of `of` in `title`; what it is for does not name it. */
static bool has_word(const struct listing *title, const struct listing *of, size_t i)
{
    const struct listing_word *word = &of->words[i];

    for (size_t k = 0; k < title->word_count; k++) {
        const struct listing_word *other = &title->words[k];

        if ((word->names || word->is_kind) && other->is_behind_for != word->is_behind_for)
            continue;
        if (is_word_like(other, word) || (i && of->words[i - 1].joined == other->whole))
            return true;
    }
    return false;
}

/* Words of a title beside the brand, and those of them that the other one has not. */
struct words {
    size_t count, missing;
    size_t names, names_missing;
    bool is_kind_missing;
};

static struct words compare_words(const struct pair *pair, const struct listing *a, const struct listing *b)
{
    struct words words = {0};

    for (size_t i = 0; i < a->word_count; i++) {
        bool is_missing;

        if (!counts(pair, &a->words[i]))
            continue;
        is_missing = !has_word(b, a, i);
        words.count++;
        words.missing += is_missing;
        words.names += a->words[i].names;
        words.names_missing += a->words[i].names && is_missing;
        words.is_kind_missing |= a->words[i].is_kind && is_missing;
    }
    return words;
}

static bool names_it(const struct pair *pair)
{
    for (size_t i = 0; i < pair->ours->word_count; i++) {
        if (counts(pair, &pair->ours->words[i]))
            return has_word(pair->theirs, pair->ours, i);
    }
    return false;
}

enum brands { BRAND_SAME, BRAND_UNKNOWN, BRAND_OTHER };

static bool title_has_word(const struct listing *l, uint64_t stem)
{
    for (size_t i = 0; i < l->word_count; i++) {
        if (l->words[i].stem == stem || l->words[i].joined == stem)
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

/* Where we name a colour and they do not, a name of theirs behind what it is is one: "Shoes Volt". */
static bool ends_in_colour(const struct pair *pair)
{
    const struct listing *ours = pair->ours, *theirs = pair->theirs;
    const struct listing_word *last;

    if (!ours->colour_count || theirs->colour_count || theirs->word_count < 2 ||
        !theirs->words[theirs->word_count - 2].is_kind)
        return false;
    last = &theirs->words[theirs->word_count - 1];
    return last->names && last->is_plain && counts(pair, last) &&
           !has_word(ours, theirs, theirs->word_count - 1);
}

/* A tumbler is no mug; a title that does not say what it is may be either. */
static bool kinds_differ(const struct pair *pair, const struct words *added)
{
    return added->is_kind_missing && pair->ours->kind < pair->ours->word_count &&
           !has_word(pair->theirs, pair->ours, pair->ours->kind);
}

static bool titles_agree(const struct listing *ours, const struct listing *theirs, enum brands brands)
{
    const struct pair pair = {ours, theirs};
    struct words kept, added;
    double alike;

    if (!names_it(&pair))
        return false;
    kept = compare_words(&pair, ours, theirs);
    if (kept.names_missing > kept.names / least_names || ends_in_colour(&pair))
        return false;
    added = compare_words(&pair, theirs, ours);
    if (kinds_differ(&pair, &added))
        return false;
    if (brands == BRAND_UNKNOWN)
        return kept.count >= least_words && !kept.missing && !added.missing;
    if (kept.names &&
        !kept.names_missing) /* what it is like is told in part, less of it beside other things */
        return kept.names == 1 && added.missing ? 3 * kept.missing < kept.count
                                                : 2 * kept.missing <= kept.count;
    alike =
        (double)(kept.count - kept.missing) / ((double)kept.count + weight_of_added * (double)added.missing);
    return alike >= (kept.missing && added.missing ? least_both : least_alike);
}

/* One that has the other and a country or a colour behind it is neither the same for sure nor another. */
static bool models_differ(const struct listing *a, const struct listing *b)
{
    return a->model_count && b->model_count && !shares(a->models, a->model_count, b->roots, b->root_count) &&
           !shares(a->roots, a->root_count, b->models, b->model_count);
}

bool listing_is_same(const struct listing *ours, const struct listing *theirs)
{
    enum brands brands;

    if (ours->is_used != theirs->is_used)
        return false;
    if (shares(ours->trade, ours->trade_count, theirs->trade, theirs->trade_count))
        return true;
    if (ours->trade_count && theirs->trade_count)
        return false;
    brands = compare_brands(ours, theirs);
    if (brands == BRAND_OTHER || is_another(ours, theirs))
        return false;
    if (shares(ours->models, ours->model_count, theirs->models, theirs->model_count))
        return true;
    if (models_differ(ours, theirs))
        return false;
    return titles_agree(ours, theirs, brands);
}
