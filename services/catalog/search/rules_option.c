/* rules_option: lists go where the facet's filter is; what is no facet of its own is an attribute. */
#include "search/rules_option.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "words/currency.h"

#define UNITS_MAX 9e13 /* of a currency */

struct list {
    char **texts;
    size_t count;
};

static struct list split(struct str value, struct arena *arena)
{
    struct list list = {.texts = arena_array(arena, OPTION_VALUES_MAX, sizeof(char *))};
    struct str part;

    while (list.count < OPTION_VALUES_MAX && str_split(&value, '|', &part)) {
        if (part.len)
            list.texts[list.count++] = str_c(arena, part);
    }
    return list;
}

/* "16" is from 16 to 16. */
static bool read_range(struct str value, double *ret_min, double *ret_max)
{
    ptrdiff_t dash = str_find(value, STR("-"));
    struct str high = dash < 0 ? value : str_sub(value, (size_t)dash + 1, value.len);

    *ret_max = INFINITY;
    return str_to_double(str_sub(value, 0, dash < 0 ? value.len : (size_t)dash), ret_min) && *ret_min >= 0 &&
           (!high.len || str_to_double(high, ret_max));
}

static Steward__V1__Money *money_of(double units, const char *currency, struct arena *arena)
{
    Steward__V1__Money *money = arena_new_of(arena, Steward__V1__Money);

    steward__v1__money__init(money);
    money->currency_code = str_c(arena, str_of(currency));
    money->amount_minor = llround(fmin(units, UNITS_MAX) * currency_minor(currency));
    return money;
}

static bool apply_price(struct str value, const char *currency, Steward__V1__Filters *f, struct arena *arena)
{
    double min, max;

    if (!read_range(value, &min, &max))
        return false;
    f->price = arena_new_of(arena, Steward__V1__MoneyRange);
    steward__v1__money_range__init(f->price);
    f->price->min = min > 0 ? money_of(min, currency, arena) : NULL;
    f->price->max = isfinite(max) ? money_of(max, currency, arena) : NULL;
    return true;
}

/* The filter about it, or a new one. NULL: there is no room for it. */
static Steward__V1__AttributeFilter *filter_about(const char *name, Steward__V1__Filters *f,
                                                  struct arena *arena)
{
    Steward__V1__AttributeFilter **more;
    Steward__V1__AttributeFilter *filter;

    for (size_t i = 0; i < f->n_attributes; i++) {
        if (str_eq_nocase(str_of(f->attributes[i]->name), str_of(name)))
            return f->attributes[i];
    }
    more = arena_array(arena, f->n_attributes + 1, sizeof(*more));
    if (f->n_attributes)
        memcpy(more, f->attributes, f->n_attributes * sizeof(*more));
    filter = arena_new_of(arena, Steward__V1__AttributeFilter);
    steward__v1__attribute_filter__init(filter);
    filter->name = str_c(arena, str_of(name));
    f->attributes = more;
    f->attributes[f->n_attributes++] = filter;
    return filter;
}

/* Whether the attribute is one of words or of numbers is the product's business: both are asked for. */
static bool apply_attribute(const char *name, struct str value, const char *unit, Steward__V1__Filters *f,
                            struct arena *arena)
{
    Steward__V1__AttributeFilter *filter;
    struct list list = split(value, arena);
    double min, max;

    if (!list.count || !name[0])
        return false;
    filter = filter_about(name, f, arena);
    filter->any_of = list.texts;
    filter->n_any_of = list.count;
    filter->range = NULL;
    if (!read_range(value, &min, &max))
        return true;
    filter->range = arena_new_of(arena, Steward__V1__AttributeFilter__Range);
    steward__v1__attribute_filter__range__init(filter->range);
    filter->range->min = min;
    filter->range->max = isfinite(max) ? max : min - 1; /* below min: no upper end */
    filter->range->unit = str_c(arena, str_of(unit));
    return true;
}

bool option_apply(const char *about, const char *value, const char *unit, Steward__V1__Filters *f,
                  struct arena *arena)
{
    const struct {
        const char *about;
        char ***texts;
        size_t *count;
        char ***not_texts;
        size_t *not_count;
    } lists[] = {
        {"brand", &f->brands, &f->n_brands, &f->not_brands, &f->n_not_brands},
        {"colour", &f->colours, &f->n_colours, &f->not_colours, &f->n_not_colours},
        {"category", &f->categories, &f->n_categories, NULL, NULL},
        {"size", &f->sizes, &f->n_sizes, NULL, NULL},
    };
    struct str text = str_of(value);
    bool opposite = str_starts(text, STR("!"));
    struct list list;

    if (str_is(str_of(about), "price"))
        return apply_price(text, unit, f, arena);
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (strcmp(lists[i].about, about) != 0)
            continue;
        list = split(str_sub(text, opposite, text.len), arena);
        if (!list.count || (opposite && !lists[i].not_texts))
            return false;
        *(opposite ? lists[i].not_texts : lists[i].texts) = list.texts;
        *(opposite ? lists[i].not_count : lists[i].count) = list.count;
        return true;
    }
    return !opposite && apply_attribute(about, text, unit, f, arena);
}
