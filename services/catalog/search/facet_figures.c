/* facet_figures: the facets whose values are figures: prices, stars, stock, attributes with numbers.
 *
 * The figures are gathered once; a sample of them says where to cut, all of them are counted. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"
#include "search/facets_parts.h"
#include "search/rules_bucket.h"
#include "words/currency.h"
#include "words/measures.h"

enum { SAMPLE = 200, FIGURE_BYTES = 40 };

struct figures {
    double *all;
    const struct product **of; /* whose they are */
    size_t count, products;    /* products: those that were looked at */
    double lowest;
};

static struct figures figures_begin(const struct counting *c)
{
    return (struct figures){.all = arena_array(c->arena, c->matches->count + 1, sizeof(double)),
                            .of = arena_array(c->arena, c->matches->count + 1, sizeof(void *)),
                            .lowest = INFINITY};
}

static void figures_add(struct figures *f, const struct product *p, double figure)
{
    f->of[f->count] = p;
    f->all[f->count++] = figure;
    f->lowest = figure < f->lowest ? figure : f->lowest;
}

struct cut {
    struct bucket buckets[BUCKETS_MAX];
    size_t counts[BUCKETS_MAX + 1]; /* the last: in none of them */
    size_t count;
};

static struct cut cut_into_buckets(const struct counting *c, const struct figures *f, bool may_be_single)
{
    size_t step = f->count / SAMPLE + 1, sampled = 0;
    double *sample = arena_array(c->arena, f->count / step + 1, sizeof(*sample));
    uint32_t groups[BUCKETS_MAX + 1] = {0};
    struct cut cut = {.count = 0};

    for (size_t i = 0; i < f->count; i += step)
        sample[sampled++] = figure_tidy(f->all[i]);
    cut.count = buckets_of(sample, sampled, may_be_single, cut.buckets);
    for (size_t i = 0; i < f->count; i++) {
        size_t bucket = bucket_of(cut.buckets, cut.count, f->all[i]);

        cut.counts[bucket] += product_counts(f->of[i], &groups[bucket]);
    }
    return cut;
}

/* As people write it: no exponents, no digits that say nothing. */
static char *figure_text(struct arena *arena, double figure)
{
    char text[FIGURE_BYTES];
    size_t len;

    if (fabs(figure) < INT32_MAX && figure == trunc(figure)) /* most are; slow to print as what they are */
        return str_printf(arena, "%d", (int)figure);
    len = (size_t)snprintf(text, sizeof(text), "%.6f", figure);
    if (len >= sizeof(text))
        return str_printf(arena, "%g", figure);
    while (len && text[len - 1] == '0')
        len--;
    len -= len && text[len - 1] == '.';
    return str_c(arena, str_n(text, len));
}

static bool is_single(const struct bucket *b)
{
    return b->min == b->max;
}

/* "200-250", "16"; the first begins at 0, the last has no upper end. */
static char *bucket_value(const struct counting *c, const struct bucket *b)
{
    if (is_single(b))
        return figure_text(c->arena, b->min);
    return str_printf(c->arena, "%s-%s", isfinite(b->min) ? figure_text(c->arena, b->min) : "0",
                      isfinite(b->max) ? figure_text(c->arena, b->max) : "");
}

static char *bucket_label(const struct counting *c, const struct bucket *b, const char *unit)
{
    const char *blank = unit[0] ? " " : "";

    if (is_single(b))
        return str_printf(c->arena, "%s%s%s", figure_text(c->arena, b->min), blank, unit);
    if (!isfinite(b->min))
        return str_printf(c->arena, "< %s%s%s", figure_text(c->arena, b->max), blank, unit);
    if (!isfinite(b->max))
        return str_printf(c->arena, "≥ %s%s%s", figure_text(c->arena, b->min), blank, unit);
    return str_printf(c->arena, "%s–%s%s%s", figure_text(c->arena, b->min), figure_text(c->arena, b->max),
                      blank, unit);
}

static bool is_choice(const struct cut *cut, size_t products, bool is_filtered)
{
    return cut->count > 1 || (cut->count && (is_filtered || cut->counts[0] < products));
}

/* ---- prices, stars and stock, in one pass: products are what costs ---- */

static const double stars_from[] = {4.5, 4, 3.5, 3};

struct facts {
    const struct product **priced; /* with a price */
    size_t priced_count, products_of_price;
    size_t starred[COUNT_OF(stars_from)], products_of_stars;
    size_t in_stock, products_of_stock;
};

/* The group counted last, for each count. */
struct counted {
    uint32_t price, stars, starred[COUNT_OF(stars_from)], stock, in_stock;
};

static void look_at(struct counting *c, size_t i, struct facts *f, struct counted *last)
{
    const struct product *p = facet_product(c, i);

    if (facet_passes(c, i, FAILS_PRICE)) {
        f->products_of_price += product_counts(p, &last->price);
        if (p->price_minor != PRICE_UNKNOWN) {
            f->priced[f->priced_count++] = p;
            facet_count_text(c->scratch, p->currency, 0);
        }
    }
    if (facet_passes(c, i, FAILS_RATING)) {
        f->products_of_stars += product_counts(p, &last->stars);
        for (size_t k = 0; k < COUNT_OF(stars_from); k++)
            f->starred[k] += p->stars >= (float)stars_from[k] && product_counts(p, &last->starred[k]);
    }
    if (facet_passes(c, i, FAILS_STOCK)) {
        f->products_of_stock += product_counts(p, &last->stock);
        f->in_stock += p->stock > 0 && product_counts(p, &last->in_stock);
    }
}

static Steward__V1__Money *money_of(const struct counting *c, double minor, const char *currency)
{
    Steward__V1__Money *money = arena_new_of(c->arena, Steward__V1__Money);

    steward__v1__money__init(money);
    money->currency_code = str_c(c->arena, str_of(currency));
    money->amount_minor = llround(minor);
    return money;
}

static Steward__V1__MoneyRange *price_range(const struct counting *c, const struct bucket *b,
                                            const char *currency)
{
    Steward__V1__MoneyRange *range = arena_new_of(c->arena, Steward__V1__MoneyRange);
    double minor = currency_minor(currency);

    steward__v1__money_range__init(range);
    if (isfinite(b->min))
        range->min = money_of(c, ceil(b->min * minor), currency);
    if (isfinite(b->max)) /* the last amount below it */
        range->max = money_of(c, ceil(b->max * minor) - 1, currency);
    return range;
}

/* Amounts in different currencies cannot be compared: the most frequent one is shown. */
static void add_prices(struct counting *c, const struct facts *facts)
{
    struct figures f = figures_begin(c);
    struct most most;
    const char *code;
    struct cut cut;
    double minor;
    Facet *facet;

    facet_take_most(c->scratch, 1, &most);
    code = texts_get(index_texts(c->index), most.count ? most.texts[0] : 0);
    minor = currency_minor(code);
    for (size_t i = 0; i < facts->priced_count; i++) {
        const struct product *p = facts->priced[i];

        if (!most.count || p->currency == most.texts[0])
            figures_add(&f, p, (double)p->price_minor / minor);
    }
    cut = cut_into_buckets(c, &f, false);
    if (!is_choice(&cut, facts->products_of_price, filters_given(c->filters) & FAILS_PRICE))
        return;
    facet = facet_add(c, "price", STEWARD__V1__FACET__KIND__RANGE, cut.count);
    facet->unit = str_c(c->arena, str_of(code));
    for (size_t i = 0; i < cut.count; i++) {
        const struct bucket *b = &cut.buckets[i];
        FacetValue *value = facet_add_value(c, facet, bucket_value(c, b), (int64_t)cut.counts[i]);

        value->label = bucket_label(c, b, code);
        value->price = price_range(c, b, code);
    }
}

/* So many stars and up: each holds the one before. */
static void add_stars(struct counting *c, const struct facts *facts)
{
    Facet *facet = NULL;
    size_t last = 0;

    for (size_t k = 0; k < COUNT_OF(stars_from); k++) {
        char *stars = figure_text(c->arena, stars_from[k]);

        if (facts->starred[k] == last || facts->starred[k] == facts->products_of_stars)
            continue;
        facet = facet ? facet : facet_add(c, "rating", STEWARD__V1__FACET__KIND__RANGE, COUNT_OF(stars_from));
        facet_add_value(c, facet, stars, (int64_t)facts->starred[k])->label =
            str_printf(c->arena, "≥ %s", stars);
        last = facts->starred[k];
    }
}

/* ---- yes and no ---- */

void facet_flags(struct counting *c, const char *name, const size_t counts[2], size_t products,
                 bool is_filtered)
{
    static const char *const values[] = {"false", "true"}, *const labels[] = {"no", "yes"};
    Facet *facet;

    if (!(counts[0] && counts[1]) && !is_filtered && counts[0] + counts[1] == products)
        return;
    if (!counts[0] && !counts[1])
        return;
    facet = facet_add(c, name, STEWARD__V1__FACET__KIND__FLAG, 2);
    for (size_t i = 2; i-- > 0;) {
        if (counts[i])
            facet_add_value(c, facet, values[i], (int64_t)counts[i])->label =
                str_c(c->arena, str_of(labels[i]));
    }
}

void facet_figures(struct counting *c)
{
    struct facts facts = {.priced = arena_array(c->arena, c->matches->count + 1, sizeof(void *))};
    struct counted last = {0};

    for (size_t i = 0; i < c->matches->count; i++)
        look_at(c, i, &facts, &last);
    add_prices(c, &facts);
    add_stars(c, &facts);
    /* Only what is surely there can be asked for, so "no" is no value. */
    facet_flags(c, "stock", (size_t[]){0, facts.in_stock}, facts.products_of_stock,
                filters_given(c->filters) & FAILS_STOCK);
}

/* ---- attributes ---- */

/* In the unit that most of them are in; what cannot be told in it is left out. */
static struct figures gather(const struct counting *c, uint32_t name, uint32_t own, uint8_t *ret_unit)
{
    struct figures raw = figures_begin(c), f = figures_begin(c);
    uint8_t *units = arena_alloc(c->arena, c->matches->count + 1);
    size_t uses[UNITS_MAX] = {0};
    uint32_t group = 0;

    *ret_unit = 0;
    for (size_t i = 0; i < c->matches->count; i++) {
        const struct attribute *a;

        if (!facet_passes(c, i, own))
            continue;
        f.products += product_counts(facet_product(c, i), &group);
        a = product_attribute(facet_product(c, i), name);
        if (!a || a->kind != ATTRIBUTE_NUMBER)
            continue;
        units[raw.count] = (uint8_t)a->unit;
        figures_add(&raw, facet_product(c, i), (double)a->number);
        if (++uses[a->unit] > uses[*ret_unit])
            *ret_unit = (uint8_t)a->unit;
    }
    for (size_t i = 0; i < raw.count; i++) {
        if (unit_same_kind(*ret_unit, units[i]))
            figures_add(&f, raw.of[i], raw.all[i] * unit_scale(units[i]) / unit_scale(*ret_unit));
    }
    return f;
}

static Steward__V1__AttributeFilter__Range *figure_range(const struct counting *c, const struct bucket *b,
                                                         double lowest, const char *unit)
{
    Steward__V1__AttributeFilter__Range *range = arena_new_of(c->arena, Steward__V1__AttributeFilter__Range);

    steward__v1__attribute_filter__range__init(range);
    range->min = isfinite(b->min) ? b->min : fmin(figure_tidy(lowest), 0);
    range->max = isfinite(b->max) ? b->max : fmin(0, range->min - 1); /* below min: no upper end */
    range->below = isfinite(b->max) && !is_single(b);
    range->unit = str_c(c->arena, str_of(unit));
    return range;
}

void facet_attribute_figures(struct counting *c, uint32_t name, uint32_t own)
{
    uint8_t number;
    struct figures f = gather(c, name, own, &number);
    const char *unit = unit_name(number);
    struct cut cut;
    Facet *facet;

    cut = cut_into_buckets(c, &f, true);
    if (!is_choice(&cut, f.products, own))
        return;
    facet = facet_add(c, texts_get(index_texts(c->index), name), STEWARD__V1__FACET__KIND__RANGE, cut.count);
    facet->unit = str_c(c->arena, str_of(unit));
    facet->more = (int64_t)(cut.counts[cut.count] > 0);
    for (size_t i = 0; i < cut.count; i++) {
        const struct bucket *b = &cut.buckets[i];
        FacetValue *value = facet_add_value(c, facet, bucket_value(c, b), (int64_t)cut.counts[i]);

        value->label = bucket_label(c, b, unit);
        value->range = figure_range(c, b, f.lowest, unit);
    }
}
