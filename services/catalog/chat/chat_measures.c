/* chat_measures: figures with a unit, and comparatives, as ranges of an attribute that the products have.
 *
 * "16 GB" does not say of what: of the attributes whose unit fits, it is the one that has such values among
 * the products at hand. When two are as likely, that is told by a lower confidence. */
#include "chat/chat_parts.h"

#include <math.h>
#include <stdlib.h>

#include "words/currency.h"

#define WIDE   4     /* a figure may be so many times beyond the products' own */
#define BEYOND 2e-6  /* more, but hardly: a range has its ends in it */
#define ABOUT  0.045 /* a 15 inch screen may have 15.6, */
#define NEARLY 0.01  /* unless there are some that have just 15 */

#define ALONE 0.9 /* how sure a figure without its unit is */

#define STATED_PERCENT 60 /* as for what questions are asked about */

static const double unsure = 0.6;

struct choice {
    const char *name;
    struct figures figures;
    double score;
};

/* A screen is said in inches where the shop says it so; the width of its stand is not. */
static double score_of(const struct figures *f, double wanted, uint8_t unit)
{
    bool within = wanted >= f->low && wanted <= f->high,
         near = wanted >= f->low / WIDE && wanted <= f->high * WIDE;

    if (!f->count || !near)
        return 0;
    return ((within ? 2 : 1) * (double)f->count + 3 * (double)f->equal) * (f->unit == unit ? 2 : 1);
}

/* Products are taken away by it that do not state it, and perhaps say it in their titles: so it is sure of
 * what is meant, and most of them state it. */
static bool may_be_required(const struct reader *r, const struct choice *choice, double confidence)
{
    return confidence == 1 && 100 * choice->figures.count >= STATED_PERCENT * r->sample_count;
}

/* Some of the sample have a figure by one of these names. */
static bool is_stated(struct reader *r, const char *const *names, size_t count)
{
    bool any = false;

    for (size_t i = 0; i < count && !any; i++)
        any = chat_figures(r, names[i], 0).count > 0;
    return any;
}

/* Every attribute of the sample with a unit of that kind. */
static size_t names_by_unit(struct reader *r, uint8_t unit, const char **names, size_t room)
{
    size_t count = 0;

    for (size_t i = 0; i < r->sample_count; i++) {
        const struct product *p = index_product(r->index, r->sample[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes && count < room; k++) {
            const char *name = texts_get(index_texts(r->index), a[k].name);
            bool is_there = a[k].kind != ATTRIBUTE_NUMBER || !unit_same_kind((uint8_t)a[k].unit, unit);

            for (size_t n = 0; n < count && !is_there; n++)
                is_there = !strcmp(names[n], name);
            if (!is_there)
                names[count++] = name;
        }
    }
    return count;
}

static struct choice choose(struct reader *r, const char *const *names, size_t count, double wanted,
                            uint8_t unit, bool named, double *ret_confidence)
{
    struct choice best = {NULL};
    double second = 0;

    for (size_t i = 0; i < count; i++) {
        struct choice c = {names[i], chat_figures(r, names[i], wanted), 0};

        if (!c.figures.count || !unit_same_kind(c.figures.unit, unit))
            continue;
        c.score = named ? (double)(count - i) : score_of(&c.figures, wanted, unit);
        if (c.score > best.score) {
            second = best.score;
            best = c;
        } else if (c.score > second) {
            second = c.score;
        }
    }
    *ret_confidence = !named && second * 1.5 > best.score ? unsure : 1;
    return best;
}

static Steward__V1__AttributeFilter *add_range(struct reader *r, const char *name, double min, double max,
                                               uint8_t unit)
{
    Steward__V1__AttributeFilter *filter = arena_new_of(r->arena, Steward__V1__AttributeFilter);

    steward__v1__attribute_filter__init(filter);
    filter->name = str_c(r->arena, str_of(name));
    filter->range = arena_new_of(r->arena, Steward__V1__AttributeFilter__Range);
    steward__v1__attribute_filter__range__init(filter->range);
    filter->range->min = min;
    filter->range->max = max < min ? min - 1 : max;
    filter->range->unit = str_c(r->arena, str_of(unit_name(unit)));
    chat_change(r, CHANGE_ATTRIBUTE)->attribute = filter;
    return filter;
}

static const char *say_range(struct reader *r, const char *name, double value, uint8_t unit, int side)
{
    static const char *const sides[] = {"up to ", "", "at least "};

    return str_printf(r->arena, "%s %s%g%s%s", name, sides[side + 1], value, unit ? " " : "",
                      unit_name(unit));
}

/* `side`: 1 at least, -1 at most, 0 just so. */
static void set_range(struct reader *r, const struct choice *choice, double value, uint8_t unit, int side)
{
    const char *name = choice->name;
    bool exact = !unit || unit_same_kind(unit, unit_of(STR("GB")));
    double about = fabs(value) * (exact ? 1e-5 : choice->figures.equal ? NEARLY : ABOUT);

    if (side > 0)
        add_range(r, name, value, -INFINITY, unit);
    else if (side < 0)
        add_range(r, name, value < 0 ? 100 * value : 0, value, unit);
    else
        add_range(r, name, value - about, value + about, unit);
}

/* "between 50 and 65 inch" */
bool chat_measure_between(struct reader *r, const struct chat_match *m, size_t start)
{
    const struct chat_capture *low = &m->captures[0], *high = chat_captured(m, SLOT_MEASURE, 0);
    const char *names[CHAT_NAMES_MAX * 2];
    struct choice choice;
    double from, to, confidence;
    uint8_t unit, low_unit = 0;

    if (low->slot == SLOT_MEASURE)
        high = &m->captures[1]; /* "more than 10 inches but less than 12" */
    if (!chat_measure_at(r, high->from, &to, &unit)) {
        to = r->words.all[high->from].number;
        chat_measure_at(r, low->from, &from, &unit);
    }
    if (!chat_measure_at(r, low->from, &from, &low_unit))
        low_unit = unit, from = r->words.all[low->from].number;
    from = from * unit_scale(low_unit) / unit_scale(unit);
    choice = choose(r, names, names_by_unit(r, unit, names, COUNT_OF(names)), to * unit_scale(unit), unit,
                    false, &confidence);
    if (!choice.name || from > to || !unit_same_kind(low_unit, unit))
        return false;
    add_range(r, choice.name, from, to, unit);
    chat_slot(r, "measure", str_printf(r->arena, "%s %g to %g %s", choice.name, from, to, unit_name(unit)),
              start, m->to, confidence * m->confidence);
    return true;
}

bool chat_measure(struct reader *r, const struct chat_match *m, size_t start, int side)
{
    const struct chat_capture *measure = chat_captured(m, SLOT_MEASURE, 0);
    const struct chat_capture *number = chat_captured(m, SLOT_NUMBER, 0);
    const struct chat_capture *attribute = chat_captured(m, SLOT_ATTRIBUTE, 0);
    const char *names[CHAT_NAMES_MAX * 2];
    struct choice choice;
    double value = 0, confidence;
    uint8_t unit = 0;
    size_t count;

    if (measure)
        chat_measure_at(r, measure->from, &value, &unit);
    else
        value = r->words.all[number->from].number;
    count = attribute ? chat_attributes(r, attribute->from, attribute->to, names, COUNT_OF(names))
                      : names_by_unit(r, unit, names, COUNT_OF(names));
    choice = choose(r, names, count, value * unit_scale(unit), unit, attribute != NULL, &confidence);
    if (!choice.name && attribute && measure &&
        is_stated(r, names, count)) { /* "a 144 Hz display": the display's refresh rate */
        count = names_by_unit(r, unit, names, COUNT_OF(names));
        choice = choose(r, names, count, value * unit_scale(unit), unit, false, &confidence);
    }
    if (!choice.name || (!side && !attribute && !r->shown_count && !may_be_required(r, &choice, confidence)))
        return false;
    set_range(r, &choice, value, unit, side);
    chat_slot(r, "measure", say_range(r, choice.name, value, unit, side), start, m->to,
              confidence * m->confidence);
    return true;
}

/* ---- a figure alone ---- */

static bool is_had(struct reader *r, const char *name, double wanted)
{
    const struct sample *kind = chat_sample_of_kind(r);
    uint32_t number = texts_find(index_texts(r->index), str_of(name));

    for (size_t i = 0; number && i < kind->count; i++) {
        const struct product *p = index_product(r->index, kind->at[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes; k++) {
            if (a[k].name == number && a[k].kind == ATTRIBUTE_NUMBER &&
                fabs((double)a[k].number * unit_scale(a[k].unit) - wanted) <= fabs(wanted) * 1e-5)
                return true;
        }
    }
    return false;
}

/* 1: and more; -1: up to it; 0: just so. */
static int side_of(const Steward__V1__AttributeFilter__Range *range)
{
    return range->max < range->min ? 1 : range->min <= 0 ? -1 : 0;
}

bool chat_measure_alone(struct reader *r, size_t at)
{
    const Steward__V1__Filters *held = r->dialogue->need ? r->dialogue->need->filters : NULL;
    const Steward__V1__AttributeFilter *meant = NULL;
    double value = r->words.all[at].number;
    struct choice choice = {.figures = {.equal = 1}};
    uint8_t unit;
    int side;

    for (size_t i = 0; held && i < held->n_attributes; i++) {
        const Steward__V1__AttributeFilter *f = held->attributes[i];
        uint8_t held_in = f->range ? unit_of(str_of(f->range->unit)) : 0;

        if (!f->range || !is_had(r, f->name, value * unit_scale(held_in)))
            continue;
        if (meant) /* "16", and both sizes and memories are so */
            return false;
        meant = f;
    }
    if (!meant)
        return false;
    choice.name = meant->name;
    unit = unit_of(str_of(meant->range->unit));
    side = side_of(meant->range);
    set_range(r, &choice, value, unit, side);
    chat_slot(r, "measure", say_range(r, choice.name, value, unit, side), at, at + 1, ALONE);
    return true;
}

/* ---- bigger, lighter, cheaper ---- */

/* The product that others are compared with: the one that is named, or was spoken of last. NULL: none. */
static const char *yardstick(struct reader *r, const struct chat_match *m)
{
    struct reference ref;

    for (size_t i = 0; i < m->count; i++) {
        const struct chat_capture *c = &m->captures[i];

        if ((c->slot == SLOT_PRODUCT || c->slot == SLOT_PRODUCTS) &&
            chat_refers(r, c->from, c->to, c->slot == SLOT_PRODUCTS, &ref) && ref.count == 1)
            return ref.ids[0];
    }
    return r->dialogue->n_focus == 1 ? r->dialogue->focus[0] : NULL;
}

/* Its figure; else what is in the middle of those shown. */
static double figure_at_hand(struct reader *r, const char *name, const struct figures *f, const char *id)
{
    uint32_t number;
    const struct product *p = NULL;
    const struct attribute *a;

    if (id && index_find(r->index, str_of(id), &number))
        p = index_product(r->index, number);
    a = p ? product_attributes(p) : NULL;
    for (size_t k = 0; p && k < p->attributes; k++) {
        if (a[k].kind == ATTRIBUTE_NUMBER && !strcmp(texts_get(index_texts(r->index), a[k].name), name))
            return (double)a[k].number * unit_scale(a[k].unit);
    }
    return f->middle;
}

static int by_amount(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

static const Steward__V1__Money *price_at_hand(struct reader *r, const char *id)
{
    const Steward__V1__Dialogue *d = r->dialogue;
    Steward__V1__Money *money = arena_new_of(r->arena, Steward__V1__Money);
    int64_t amounts[SHOWN_MAX];
    size_t count = 0;

    steward__v1__money__init(money);
    for (size_t i = 0; i < r->shown_count; i++) {
        const Steward__V1__Shown *s = d->shown[i];

        if (!s->price)
            continue;
        if (id && !strcmp(id, s->product_id))
            return s->price;
        amounts[count++] = s->price->amount_minor;
        money->currency_code = s->price->currency_code;
    }
    if (!count)
        return NULL;
    qsort(amounts, count, sizeof(*amounts), by_amount);
    money->amount_minor = amounts[count / 2];
    return money;
}

static bool compare_price(struct reader *r, bool less, size_t from, size_t to, const char *id)
{
    const Steward__V1__Money *at_hand = price_at_hand(r, id);
    struct chat_change *change;
    Steward__V1__Money *end;

    if (!at_hand) {
        change = chat_change(r, less ? CHANGE_CHEAP : CHANGE_SORT);
        change->sort = STEWARD__V1__SORT__ORDER__PRICE_DESCENDING;
        chat_slot(r, less ? "cheap" : "sort", less ? "cheap" : "price descending", from, to, 0.9);
        return true;
    }
    change = chat_change(r, CHANGE_PRICE);
    change->price = arena_new_of(r->arena, Steward__V1__MoneyRange);
    steward__v1__money_range__init(change->price);
    end = arena_copy(r->arena, at_hand, sizeof(*at_hand));
    end->amount_minor += less ? -1 : 1;
    *(less ? &change->price->max : &change->price->min) = end;
    chat_slot(r, "price", money_range_said(change->price, r->arena), from, to, 0.9);
    return true;
}

static bool compare_rating(struct reader *r, size_t from, size_t to)
{
    chat_change(r, CHANGE_SORT)->sort = STEWARD__V1__SORT__ORDER__RATING;
    chat_slot(r, "sort", "rating", from, to, 0.9);
    return true;
}

bool chat_compare(struct reader *r, const struct chat_match *m)
{
    const struct chat_capture *said = chat_captured(m, SLOT_MORE, 0);
    const struct chat_capture *attribute = chat_captured(m, SLOT_ATTRIBUTE, 0);
    struct str way = chat_table_at(r, TABLE_MORE, said->from, said->to);
    const char *names[CHAT_NAMES_MAX], *id = yardstick(r, m);
    size_t to = m->to, count;
    bool less = way.data[0] == '-';
    struct str about = str_sub(way, 1, way.len);

    if (attribute && way.len == 1) { /* "more expensive" */
        struct str list = chat_table_at(r, TABLE_ATTRIBUTE, attribute->from, attribute->to);

        if (str_is(list, "price") || str_is(list, "rating")) {
            about = list;
            attribute = NULL;
        }
    }
    if (!attribute && str_is(about, "price"))
        return compare_price(r, less, said->from, to, id);
    if (!attribute && str_is(about, "rating"))
        return compare_rating(r, said->from, to);
    count = attribute ? chat_attributes(r, attribute->from, attribute->to, names, COUNT_OF(names))
                      : chat_attributes_named(r, about, names, COUNT_OF(names));
    for (size_t i = 0; i < count; i++) {
        struct figures f = chat_figures(r, names[i], 0);
        double scale = unit_scale(f.unit),
               at_hand = f.count ? figure_at_hand(r, names[i], &f, id) / scale : 0;

        if (!f.count)
            continue;
        if (less)
            add_range(r, names[i], at_hand < 0 ? 100 * at_hand : 0, at_hand - fabs(at_hand) * BEYOND, f.unit);
        else
            add_range(r, names[i], at_hand + fabs(at_hand) * BEYOND, -INFINITY, f.unit);
        chat_slot(r, "measure",
                  str_printf(r->arena, "%s %s than %g%s%s", names[i], less ? "less" : "more", at_hand,
                             f.unit ? " " : "", unit_name(f.unit)),
                  said->from, to, 0.9);
        return true;
    }
    return false;
}
