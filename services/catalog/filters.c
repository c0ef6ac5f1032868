/* filters: everything that can be is turned into numbers of `texts` once, so that a product is judged by
 * comparing numbers. */
#include "filters.h"

#include "base/mem.h"
#include "match.h"

enum { KINDS = 8, EXCLUSIONS_MAX = 16 };

struct values {
    uint32_t texts[FILTER_VALUES_MAX];
    size_t count;
    bool given;
};

struct range {
    int64_t min, max;
    uint32_t currency; /* 0: any */
    bool given;
};

struct attribute_filter {
    uint32_t name;
    struct values any_of;
    bool may_be_true, may_be_false;
    bool has_range;
    float min, max;
    const char *said;
};

struct exclusion {
    uint32_t stems[PHRASE_MAX];
    size_t count;
};

struct filters {
    const struct index *index;
    const Steward__V1__Filters *ticked;
    struct values brands, categories, colours, sizes;
    struct range ticked_price, asked_price;
    const Steward__V1__MoneyRange *asked_range;
    double min_rating;
    bool in_stock;
    struct attribute_filter attributes[FILTER_ATTRIBUTES_MAX];
    size_t attribute_count;
    struct exclusion exclusions[EXCLUSIONS_MAX];
    size_t exclusion_count;
};

static bool read_values(const struct texts *texts, char *const *from, size_t count, struct values *ret)
{
    if (count > FILTER_VALUES_MAX)
        return false;
    ret->given = count > 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t text = texts_find(texts, str_of(from[i]));

        if (text)
            ret->texts[ret->count++] = text;
    }
    return true;
}

static void read_range(const struct texts *texts, const Steward__V1__MoneyRange *from, struct range *ret)
{
    const char *code;

    ret->min = INT64_MIN;
    ret->max = INT64_MAX;
    if (!from || (!from->min && !from->max))
        return;
    ret->given = true;
    if (from->min)
        ret->min = from->min->amount_minor;
    if (from->max)
        ret->max = from->max->amount_minor;
    code = from->max && from->max->currency_code[0] ? from->max->currency_code
           : from->min                              ? from->min->currency_code
                                                    : "";
    if (code[0]) {
        ret->currency = texts_find(texts, str_of(code));
        ret->currency = ret->currency ? ret->currency : UINT32_MAX; /* nothing is sold in it */
    }
}

static bool read_attribute(const struct texts *texts, const Steward__V1__AttributeFilter *from,
                           struct attribute_filter *ret)
{
    ret->name = texts_find(texts, str_of(from->name));
    ret->said = from->name;
    if (!read_values(texts, from->any_of, from->n_any_of, &ret->any_of))
        return false;
    for (size_t i = 0; i < from->n_any_of; i++) {
        ret->may_be_true = ret->may_be_true || str_is(str_of(from->any_of[i]), "true");
        ret->may_be_false = ret->may_be_false || str_is(str_of(from->any_of[i]), "false");
    }
    if (from->range) {
        ret->has_range = true;
        ret->min = (float)from->range->min;
        ret->max = (float)from->range->max;
    }
    return true;
}

/* A phrase is excluded by its stems; one with a word that no product has excludes nothing. */
static void read_exclusion(struct filters *f, struct index *index, const char *text)
{
    struct exclusion *exclusion = &f->exclusions[f->exclusion_count];
    const struct vocabulary *v = index_vocabulary(index);
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(index), str_of(text), &tokens);

    exclusion->count = 0;
    for (size_t i = 0; i < count && exclusion->count < PHRASE_MAX; i++) {
        struct str stem = tokens[i].kind == TOKEN_WORD ? token_stem(index_tokeniser(index), tokens[i].text)
                                                       : tokens[i].text;
        uint32_t number = vocabulary_find(v, stem);

        if (tokens[i].parts)
            continue;
        if (number == NO_WORD)
            return;
        exclusion->stems[exclusion->count++] = number;
    }
    f->exclusion_count += exclusion->count > 0;
}

static const char *read_ticked(struct filters *f, const struct texts *texts, const Steward__V1__Filters *from)
{
    const struct {
        const char *field;
        char *const *texts;
        size_t count;
        struct values *values;
    } lists[] = {
        {"filters.brands", from->brands, from->n_brands, &f->brands},
        {"filters.categories", from->categories, from->n_categories, &f->categories},
        {"filters.colours", from->colours, from->n_colours, &f->colours},
        {"filters.sizes", from->sizes, from->n_sizes, &f->sizes},
    };

    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (!read_values(texts, lists[i].texts, lists[i].count, lists[i].values))
            return lists[i].field;
    }
    if (from->n_attributes > FILTER_ATTRIBUTES_MAX)
        return "filters.attributes";
    for (size_t i = 0; i < from->n_attributes; i++) {
        if (!read_attribute(texts, from->attributes[i], &f->attributes[f->attribute_count++]))
            return "filters.attributes.any_of";
    }
    read_range(texts, from->price, &f->ticked_price);
    f->min_rating = from->min_rating;
    f->in_stock = from->in_stock;
    return NULL;
}

struct filters *filters_of(struct index *index, const Steward__V1__Filters *ticked,
                           const Steward__V1__Requirements *asked, struct arena *arena,
                           const char **ret_too_many)
{
    struct filters *f = arena_new_of(arena, struct filters);

    f->index = index;
    f->ticked = ticked;
    *ret_too_many = ticked ? read_ticked(f, index_texts(index), ticked) : NULL;
    if (*ret_too_many)
        return NULL;
    if (asked) {
        f->asked_range = asked->price;
        read_range(index_texts(index), asked->price, &f->asked_price);
        f->min_rating = asked->min_rating > f->min_rating ? asked->min_rating : f->min_rating;
        for (size_t i = 0; i < asked->n_exclusions && i < EXCLUSIONS_MAX; i++)
            read_exclusion(f, index, asked->exclusions[i]);
    }
    return f;
}

bool filters_are_none(const struct filters *f)
{
    return !f->brands.given && !f->categories.given && !f->colours.given && !f->sizes.given &&
           !f->ticked_price.given && !f->asked_price.given && f->min_rating <= 0 && !f->in_stock &&
           !f->attribute_count && !f->exclusion_count;
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

static bool attribute_fits(const struct attribute_filter *f, const struct attribute *a)
{
    switch (a->kind) {
    case ATTRIBUTE_FLAG:
        return a->flag ? f->may_be_true : f->may_be_false;
    case ATTRIBUTE_NUMBER:
        return f->has_range && a->number >= f->min && a->number <= f->max;
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

static bool is_excluded(const struct filters *f, uint32_t product)
{
    const struct vocabulary *v = index_vocabulary(f->index);

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

uint32_t filters_failed(const struct filters *f, uint32_t product)
{
    const struct product *p = index_product(f->index, product);
    uint32_t failed = 0;

    failed |= has_any(&f->brands, &p->brand, 1) ? 0 : FAILS_BRAND;
    failed |= has_any(&f->categories, product_categories(p), p->categories) ? 0 : FAILS_CATEGORY;
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
    uint32_t all_attributes = (uint32_t)((UINT64_C(1) << f->attribute_count) - 1) * FAILS_ATTRIBUTE, given_up;

    for (size_t i = 0; i < f->attribute_count; i++) {
        if (leaves_any(failed, count, (uint32_t)FAILS_ATTRIBUTE << i))
            return (uint32_t)FAILS_ATTRIBUTE << i;
    }
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        if (leaves_any(failed, count, order[i]))
            return order[i];
    }
    given_up = all_attributes;
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        given_up |= order[i];
        if (leaves_any(failed, count, given_up))
            return given_up;
    }
    return 0;
}

static char *say_money(const Steward__V1__Money *money, struct arena *arena)
{
    bool whole = str_is(str_of(money->currency_code), "JPY");

    if (whole)
        return str_printf(arena, "%lld %s", (long long)money->amount_minor, money->currency_code);
    return str_printf(arena, "%.2f%s%s", (double)money->amount_minor / 100,
                      money->currency_code[0] ? " " : "", money->currency_code);
}

static char *say_price(const struct filters *f, struct arena *arena)
{
    const Steward__V1__MoneyRange *range = f->asked_price.given ? f->asked_range : f->ticked->price;

    if (range->min && range->max)
        return str_printf(arena, "price between %s and %s", say_money(range->min, arena),
                          say_money(range->max, arena));
    if (range->max)
        return str_printf(arena, "price up to %s", say_money(range->max, arena));
    return range->min ? str_printf(arena, "price from %s", say_money(range->min, arena))
                      : str_c(arena, STR("price"));
}

static char *say_list(const char *what, char *const *texts, size_t count, struct arena *arena)
{
    struct buf list = {0};
    char *said;

    for (size_t i = 0; i < count; i++)
        buf_printf(&list, "%s%s", i ? " or " : "", texts[i]);
    said = str_printf(arena, "%s %s", what, list.data ? list.data : "");
    buf_free(&list);
    return said;
}

size_t filters_say(const struct filters *f, uint32_t which, char **texts, size_t room, struct arena *arena)
{
    const Steward__V1__Filters *t = f->ticked;
    char *said[KINDS + FILTER_ATTRIBUTES_MAX];
    size_t count = 0;

    if (which & FAILS_RATING && f->min_rating > 0)
        said[count++] = str_printf(arena, "%g stars and up", f->min_rating);
    if (which & FAILS_PRICE && (f->asked_price.given || f->ticked_price.given))
        said[count++] = say_price(f, arena);
    if (which & FAILS_SIZE && f->sizes.given)
        said[count++] = say_list("size", t->sizes, t->n_sizes, arena);
    if (which & FAILS_COLOUR && f->colours.given)
        said[count++] = say_list("colour", t->colours, t->n_colours, arena);
    if (which & FAILS_STOCK && f->in_stock)
        said[count++] = str_printf(arena, "in stock");
    if (which & FAILS_BRAND && f->brands.given)
        said[count++] = say_list("brand", t->brands, t->n_brands, arena);
    if (which & FAILS_CATEGORY && f->categories.given)
        said[count++] = say_list("category", t->categories, t->n_categories, arena);
    for (size_t i = 0; i < f->attribute_count; i++) {
        if (which & (uint32_t)FAILS_ATTRIBUTE << i)
            said[count++] = str_printf(arena, "%s", f->attributes[i].said);
    }
    for (size_t i = 0; i < count && i < room; i++)
        texts[i] = said[i];
    return count < room ? count : room;
}
