/* question_facets: how often the products have each brand, colour, price, attribute. Texts are numbers, so
 * the values of a facet are found by an array from the text's number. */
#include "base/mem.h"
#include "search/question_parts.h"
#include "words/currency.h"
#include "words/measures.h"

#define NAMES_SAMPLE 200 /* products that decide which attributes are looked at */

static const double stated_by_most = 0.6; /* of the NAMES_SAMPLE */

/* ---- facets of texts ---- */

struct tally {
    struct asking *asking;
    struct question_value *values;
    uint32_t *texts; /* of the values */
    size_t count, room;
};

static void tally(struct tally *t, uint32_t text, double share, bool on_page)
{
    uint32_t *slot = &t->asking->slots[text];

    if (!text)
        return;
    if (!*slot) {
        if (t->count == t->room)
            return;
        t->texts[t->count] = text;
        t->values[t->count].text = texts_get(t->asking->texts, text);
        *slot = (uint32_t)++t->count;
    }
    t->values[*slot - 1].share += share;
    t->values[*slot - 1].count++;
    t->values[*slot - 1].on_page += on_page;
}

static struct tally tally_begin(struct asking *a, size_t room)
{
    struct arena *arena = a->search->arena;

    return (struct tally){.asking = a,
                          .values = arena_array(arena, room, sizeof(struct question_value)),
                          .texts = arena_array(arena, room, sizeof(uint32_t)),
                          .room = room};
}

static void tally_clear(struct tally *t)
{
    for (size_t i = 0; i < t->count; i++)
        t->asking->slots[t->texts[i]] = 0;
}

static struct question_facet *add_facet(struct asking *a, const char *about)
{
    struct question_facet *f = &a->facets[a->facet_count++];

    *f = (struct question_facet){.about = about, .results = a->count, .page = a->page};
    return f;
}

/* Whether the query names one of the values: who asked for running shoes has said what kind. */
static bool is_said(const struct search *s, const struct question_facet *f)
{
    for (size_t i = 0; i < f->value_count; i++) {
        if (f->values[i].text[0] && strcasestr(s->command->query, f->values[i].text))
            return true;
    }
    return false;
}

typedef size_t list_fn(const struct product *p, size_t depth, const uint32_t **ret);

static void add_texts(struct asking *a, const char *about, list_fn *list_of, size_t depth, bool has_opposite)
{
    struct tally t = tally_begin(a, a->count + 1);
    struct question_facet *f;

    for (size_t i = 0; i < a->count; i++) {
        const uint32_t *texts;
        size_t count = list_of(a->seen[i].product, depth, &texts);

        for (size_t k = 0; k < count; k++)
            tally(&t, texts[k], 1.0 / (double)count, a->seen[i].on_page);
    }
    tally_clear(&t);
    f = add_facet(a, about);
    f->values = t.values;
    f->value_count = t.count;
    f->has_opposite = has_opposite;
}

static size_t brand_of(const struct product *p, size_t depth, const uint32_t **ret)
{
    *ret = &p->brand;
    return 1;
}

/* The category at that depth; a product that is not so deep is in its narrowest. */
static size_t category_of(const struct product *p, size_t depth, const uint32_t **ret)
{
    if (!p->categories)
        return 0;
    *ret = &product_categories(p)[depth < p->categories ? depth : (size_t)p->categories - 1];
    return 1;
}

static size_t colours_of(const struct product *p, size_t depth, const uint32_t **ret)
{
    *ret = product_colours(p);
    return p->colours;
}

static size_t sizes_of(const struct product *p, size_t depth, const uint32_t **ret)
{
    *ret = product_sizes(p);
    return p->sizes;
}

/* ---- facets of numbers ---- */

/* The unit, or currency, that most of them have. */
static uint32_t usual_unit(const uint32_t *units, size_t count)
{
    uint32_t best = 0;
    size_t most = 0;

    for (size_t i = 0; i < count && i < NAMES_SAMPLE && most <= count / 2; i++) {
        size_t same = 0;

        for (size_t k = 0; k < count; k++)
            same += units[k] == units[i];
        if (same > most) {
            most = same;
            best = units[i];
        }
    }
    return best;
}

static void keep_one_currency(struct question_facet *f, const uint32_t *currencies, const struct texts *texts)
{
    uint32_t usual = usual_unit(currencies, f->number_count);
    size_t kept = 0;

    for (size_t i = 0; i < f->number_count; i++) {
        if (currencies[i] == usual)
            f->numbers[kept++] = f->numbers[i];
    }
    f->number_count = kept;
    f->unit = texts_get(texts, usual);
}

/* In the unit that most of them have; what measures something else is left out. */
static void keep_one_unit(struct question_facet *f, const uint32_t *units)
{
    uint8_t usual = (uint8_t)usual_unit(units, f->number_count);
    size_t kept = 0;

    for (size_t i = 0; i < f->number_count; i++) {
        struct question_number n = f->numbers[i];

        if (!unit_same_kind((uint8_t)units[i], usual))
            continue;
        if (units[i] != usual)
            n.number *= unit_scale((uint8_t)units[i]) / unit_scale(usual);
        f->numbers[kept++] = n;
    }
    f->number_count = kept;
    f->unit = unit_name(usual);
}

static void add_prices(struct asking *a)
{
    struct arena *arena = a->search->arena;
    struct question_facet *f = add_facet(a, "price");
    uint32_t *currencies = arena_array(arena, a->count + 1, sizeof(*currencies));

    f->numbers = arena_array(arena, a->count + 1, sizeof(*f->numbers));
    for (size_t i = 0; i < a->count; i++) {
        const struct product *p = a->seen[i].product;
        const char *code = texts_get(a->texts, p->currency);
        double minor = currency_minor(code);

        if (p->price_minor == PRICE_UNKNOWN)
            continue;
        currencies[f->number_count] = p->currency;
        f->numbers[f->number_count++] =
            (struct question_number){(double)p->price_minor / minor, a->seen[i].on_page};
    }
    keep_one_currency(f, currencies, a->texts);
}

/* Words or numbers, whichever more of the products have. */
static void add_attribute(struct asking *a, uint32_t name)
{
    struct arena *arena = a->search->arena;
    struct tally t = tally_begin(a, a->count + 2);
    struct question_facet *f = add_facet(a, texts_get(a->texts, name));
    uint32_t *units = arena_array(arena, a->count + 1, sizeof(*units));
    struct question_value flags[2] = {{.text = "true"}, {.text = "false"}};
    size_t flagged = 0, texts = 0;

    f->numbers = arena_array(arena, a->count + 1, sizeof(*f->numbers));
    for (size_t i = 0; i < a->count; i++) {
        const struct attribute *at = product_attribute(a->seen[i].product, name);

        if (at && at->kind == ATTRIBUTE_NUMBER) {
            units[f->number_count] = at->unit;
            f->numbers[f->number_count++] = (struct question_number){(double)at->number, a->seen[i].on_page};
        } else if (at && at->kind == ATTRIBUTE_TEXT) {
            tally(&t, at->text, 1, a->seen[i].on_page);
            texts++;
        } else if (at) {
            struct question_value *flag = &flags[!at->flag];

            flag->share += 1;
            flag->count++;
            flag->on_page += a->seen[i].on_page;
            flagged++;
        }
    }
    tally_clear(&t);
    f->values = t.values;
    f->value_count = t.count;
    if (flagged > texts && flagged > f->number_count) {
        f->values = arena_copy(arena, flags, sizeof(flags));
        f->value_count = COUNT_OF(flags);
    }
    if (flagged > f->number_count || texts > f->number_count)
        f->number_count = 0;
    if (f->number_count)
        keep_one_unit(f, units);
}

/* ---- which facets ---- */

static bool may_ask(const struct search *s, const char *about)
{
    for (size_t i = 0; i < s->command->n_not_about; i++) {
        if (str_eq_nocase(str_of(s->command->not_about[i]), str_of(about)))
            return false;
    }
    return question_is_for_people(about);
}

static bool is_filtered_by(const struct search *s, uint32_t name)
{
    for (size_t i = 0, filtered; (filtered = filters_attribute(s->filters, i)) != 0; i++) {
        if (filtered == name)
            return true;
    }
    return false;
}

static void add_attributes(struct asking *a)
{
    struct tally names = tally_begin(a, QUESTION_SAMPLE);
    size_t looked_at = 0, added = 0;

    for (size_t i = 0; i < a->count; i += a->count / NAMES_SAMPLE + 1, looked_at++) {
        const struct attribute *all = product_attributes(a->seen[i].product);

        for (size_t k = 0; k < a->seen[i].product->attributes; k++)
            tally(&names, all[k].name, 1, false);
    }
    tally_clear(&names);
    for (size_t i = 0; i < names.count && added < QUESTION_ATTRIBUTES_MAX; i++) {
        if (names.values[i].share < stated_by_most * (double)looked_at ||
            !may_ask(a->search, names.values[i].text) || is_filtered_by(a->search, names.texts[i]))
            continue;
        add_attribute(a, names.texts[i]);
        added++;
    }
}

void question_facets(struct asking *a)
{
    const struct search *s = a->search;
    const Steward__V1__Requirements *r = s->asked[0].requirements;
    uint32_t given = filters_given(s->filters);

    a->slots = arena_array(s->arena, texts_limit(a->texts), sizeof(*a->slots));
    if (!(given & FAILS_BRAND) && !r->n_brands && may_ask(s, "brand"))
        add_texts(a, "brand", brand_of, 0, true);
    if (!(given & FAILS_COLOUR) && !r->n_colours && may_ask(s, "colour"))
        add_texts(a, "colour", colours_of, 0, false);
    if (!(given & FAILS_SIZE) && !r->n_sizes && may_ask(s, "size"))
        add_texts(a, "size", sizes_of, 0, false);
    if (!(given & FAILS_PRICE) && may_ask(s, "price"))
        add_prices(a);
    for (size_t depth = 0; depth < QUESTION_CATEGORY_DEPTHS && !(given & FAILS_CATEGORY); depth++) {
        if (!may_ask(s, "category"))
            break;
        add_texts(a, "category", category_of, depth, false);
        if (is_said(s, &a->facets[a->facet_count - 1]))
            a->facet_count--;
    }
    add_attributes(a);
}
