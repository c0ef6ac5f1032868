/* filters: a product against each of the conditions, and which of these to give up. */
#include <ctype.h>
#include <math.h>

#include "base/mem.h"
#include "search/filters_parts.h"
#include "words/measures.h"

bool filters_are_none(const struct filters *f)
{
    return !f->brands.given && !f->categories.given && !f->colours.given && !f->sizes.given &&
           !f->ticked_price.given && !f->asked_price.given && f->min_rating <= 0 && !f->in_stock &&
           !f->attribute_count && !f->exclusion_count && !f->not_brands.given && !f->has_not_colours;
}

static uint32_t all_attributes(const struct filters *f)
{
    return (uint32_t)((UINT64_C(1) << f->attribute_count) - 1) * FAILS_ATTRIBUTE;
}

uint32_t filters_given(const struct filters *f)
{
    const struct {
        bool given;
        uint32_t condition;
    } conditions[] = {
        {f->brands.given, FAILS_BRAND},
        {f->categories.given, FAILS_CATEGORY},
        {f->colours.given, FAILS_COLOUR},
        {f->sizes.given, FAILS_SIZE},
        {f->ticked_price.given || f->asked_price.given, FAILS_PRICE},
        {f->min_rating > 0, FAILS_RATING},
        {f->in_stock, FAILS_STOCK},
    };
    uint32_t given = all_attributes(f);

    for (size_t i = 0; i < COUNT_OF(conditions); i++)
        given |= conditions[i].given ? conditions[i].condition : 0;
    return given;
}

static bool has_any(const struct values *values, const uint32_t *texts, size_t count)
{
    if (!values->given)
        return true;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < values->count; k++) {
            if (values->texts[k] == texts[i])
                return true;
        }
    }
    return false;
}

static bool price_fits(const struct range *range, const struct product *p)
{
    return !range->given ||
           (p->price_minor != PRICE_UNKNOWN && p->price_minor >= range->min && p->price_minor <= range->max &&
            (!range->currency || range->currency == p->currency));
}

static bool range_has(const struct attribute_filter *f, const struct attribute *a)
{
    float number = f->unit ? (float)((double)a->number * unit_scale((uint8_t)a->unit)) : a->number;

    float slack = f->unit ? fabsf(number) * 5e-7F : 0; /* what a conversion may cost */

    return number >= f->min - slack && (f->is_below ? number < f->max - slack : number <= f->max + slack) &&
           (!f->unit || unit_same_kind(f->unit, (uint8_t)a->unit));
}

static bool attribute_fits(const struct attribute_filter *f, const struct attribute *a)
{
    switch (a->kind) {
    case ATTRIBUTE_FLAG:
        return a->flag ? f->may_be_true : f->may_be_false;
    case ATTRIBUTE_NUMBER:
        return f->has_range && range_has(f, a);
    default:
        return f->any_of.given && has_any(&f->any_of, &a->text, 1);
    }
}

static bool has_attribute(const struct attribute_filter *f, const struct product *p)
{
    const struct attribute *attributes = product_attributes(p);

    for (size_t i = 0; f->name && i < p->attributes; i++) {
        if (attributes[i].name == f->name && attribute_fits(f, &attributes[i]))
            return true;
    }
    return false;
}

/* Whether the colour is one of those that are not wanted: "dark green" is, where green is not. */
static bool is_unwanted_colour(const struct filters *f, struct str colour)
{
    for (size_t i = 0; i < f->ticked->n_not_colours; i++) {
        struct str unwanted = str_of(f->ticked->not_colours[i]);
        size_t before = colour.len - unwanted.len;

        if (!unwanted.len || unwanted.len > colour.len)
            continue;
        if (str_eq_nocase(str_sub(colour, before, colour.len), unwanted) &&
            (!before || colour.data[before - 1] == ' '))
            return true;
    }
    return false;
}

static bool title_has_word(struct str title, struct str word)
{
    for (size_t i = 0; word.len && i + word.len <= title.len; i++) {
        size_t end = i + word.len;

        if ((i == 0 || !isalnum((unsigned char)title.data[i - 1])) &&
            (end == title.len || !isalnum((unsigned char)title.data[end])) &&
            str_eq_nocase(str_sub(title, i, end), word))
            return true;
    }
    return false;
}

/* A product in several colours is left out only if it can be had in none other, or if its title says that it
 * is of that colour. */
static bool is_only_unwanted(const struct filters *f, const struct product *p)
{
    size_t unwanted = 0;

    for (size_t i = 0; i < f->ticked->n_not_colours; i++) {
        if (title_has_word(str_of(product_title(p)), str_of(f->ticked->not_colours[i])))
            return true;
    }
    for (size_t i = 0; i < p->colours; i++)
        unwanted += is_unwanted_colour(f, str_of(texts_get(index_texts(f->index), product_colours(p)[i])));
    return p->colours && unwanted == p->colours;
}

static bool is_excluded(const struct filters *f, uint32_t product)
{
    const struct vocabulary *v = index_vocabulary(f->index);
    const struct product *p = index_product(f->index, product);

    if (f->not_brands.given && p->brand && has_any(&f->not_brands, &p->brand, 1))
        return true;
    if (f->has_not_colours && is_only_unwanted(f, p))
        return true;
    for (size_t i = 0; i < f->exclusion_count; i++) {
        size_t has = 0;

        while (has < f->exclusions[i].count &&
               postings_find(vocabulary_word(v, f->exclusions[i].stems[has]), product))
            has++;
        if (has == f->exclusions[i].count)
            return true;
    }
    return false;
}

/* By a category's name, at whatever level, or by its place in the tree. */
static bool is_in_category(const struct filters *f, const struct product *p)
{
    return has_any(&f->categories, product_categories(p), p->categories) ||
           has_any(&f->categories, product_paths(p), p->paths);
}

uint32_t filters_failed(const struct filters *f, uint32_t product)
{
    const struct product *p = index_product(f->index, product);
    uint32_t failed = 0;

    failed |= has_any(&f->brands, &p->brand, 1) ? 0 : FAILS_BRAND;
    failed |= is_in_category(f, p) ? 0 : FAILS_CATEGORY;
    failed |= has_any(&f->colours, product_colours(p), p->colours) ? 0 : FAILS_COLOUR;
    failed |= has_any(&f->sizes, product_sizes(p), p->sizes) ? 0 : FAILS_SIZE;
    failed |= price_fits(&f->ticked_price, p) && price_fits(&f->asked_price, p) ? 0 : FAILS_PRICE;
    failed |= f->min_rating <= 0 || p->stars >= (float)f->min_rating ? 0 : FAILS_RATING;
    failed |= !f->in_stock || p->stock > 0 ? 0 : FAILS_STOCK;
    failed |= is_excluded(f, product) ? FAILS_EXCLUDED : 0;
    for (size_t i = 0; i < f->attribute_count; i++)
        failed |= has_attribute(&f->attributes[i], p) ? 0 : (uint32_t)FAILS_ATTRIBUTE << i;
    return failed;
}

uint32_t filters_attribute(const struct filters *f, size_t which)
{
    return which < f->attribute_count ? f->attributes[which].name : 0;
}

static bool leaves_any(const uint32_t *failed, size_t count, uint32_t given_up)
{
    for (size_t i = 0; i < count; i++) {
        if (!(failed[i] & ~given_up))
            return true;
    }
    return false;
}

/* One condition if one will do, the least telling first; else more of them in that order. */
uint32_t filters_loosen(const struct filters *f, const uint32_t *failed, size_t count)
{
    static const uint32_t order[] = {FAILS_RATING, FAILS_PRICE, FAILS_SIZE,    FAILS_COLOUR,
                                     FAILS_STOCK,  FAILS_BRAND, FAILS_CATEGORY};
    uint32_t given_up;

    for (size_t i = 0; i < f->attribute_count; i++) {
        if (leaves_any(failed, count, (uint32_t)FAILS_ATTRIBUTE << i))
            return (uint32_t)FAILS_ATTRIBUTE << i;
    }
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        if (leaves_any(failed, count, order[i]))
            return order[i];
    }
    given_up = all_attributes(f);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        given_up |= order[i];
        if (leaves_any(failed, count, given_up))
            return given_up;
    }
    return 0;
}
