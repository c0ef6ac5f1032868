/* facets: texts are numbers, so a facet is an array of counters, cleared by the list of those that were
 * touched. */
#include "facets.h"

#include <stdlib.h>

#include "base/mem.h"

#define ATTRIBUTE_SAMPLE 200 /* products that decide which attributes are offered */

struct facet_scratch {
    uint32_t *counts; /* by text */
    uint32_t room;
    uint32_t *touched;
    size_t touched_count;
};

struct counting {
    struct facet_scratch *scratch;
    const struct index *index;
    const struct filters *filters;
    const struct matches *matches;
    const uint32_t *failed;
    Steward__V1__SearchResult *result;
    struct arena *arena;
};

/* Upper ends of the price ranges, in the currency's units. */
static const int64_t price_steps[] = {10, 25, 50, 100, 250, 500, 1000, 2500, 5000};

struct facet_scratch *facet_scratch_new(void)
{
    return mem_new(struct facet_scratch);
}

void facet_scratch_free(struct facet_scratch *scratch)
{
    if (!scratch)
        return;
    mem_free(scratch->counts);
    mem_free(scratch->touched);
    mem_free(scratch);
}

static void make_room(struct facet_scratch *s, uint32_t limit)
{
    if (limit <= s->room)
        return;
    mem_free(s->counts);
    mem_free(s->touched);
    s->room = limit * 2;
    s->counts = mem_array(s->room, sizeof(*s->counts));
    s->touched = mem_array(s->room, sizeof(*s->touched));
}

static inline void count_text(struct facet_scratch *s, uint32_t text)
{
    if (text && s->counts[text]++ == 0)
        s->touched[s->touched_count++] = text;
}

static bool is_more(const struct facet_scratch *s, uint32_t a, uint32_t b)
{
    return s->counts[a] != s->counts[b] ? s->counts[a] > s->counts[b] : a < b;
}

/* The most frequent texts, best first; all counters are zero again. Gives how many, with their counts. */
static size_t take_most(struct facet_scratch *s, size_t most, uint32_t *texts, uint32_t *counts)
{
    size_t have = 0;

    for (size_t i = 0; i < s->touched_count; i++) {
        uint32_t text = s->touched[i];
        size_t at = have < most ? have : most - 1;

        if (have == most && !is_more(s, text, texts[at]))
            continue;
        for (; at && is_more(s, text, texts[at - 1]); at--)
            texts[at] = texts[at - 1];
        texts[at] = text;
        have += have < most;
    }
    for (size_t i = 0; i < have; i++)
        counts[i] = s->counts[texts[i]];
    for (size_t i = 0; i < s->touched_count; i++)
        s->counts[s->touched[i]] = 0;
    s->touched_count = 0;
    return have;
}

static Steward__V1__Facet *add_facet(struct counting *c, const char *name, size_t values)
{
    Steward__V1__Facet *facet = arena_new_of(c->arena, Steward__V1__Facet);

    steward__v1__facet__init(facet);
    facet->name = str_c(c->arena, str_of(name));
    facet->values = arena_array(c->arena, values, sizeof(*facet->values));
    c->result->facets[c->result->n_facets++] = facet;
    return facet;
}

static void add_value(struct counting *c, Steward__V1__Facet *facet, const char *text, int64_t count)
{
    Steward__V1__FacetValue *value = arena_new_of(c->arena, Steward__V1__FacetValue);

    steward__v1__facet_value__init(value);
    value->value = str_c(c->arena, str_of(text));
    value->count = count;
    facet->values[facet->n_values++] = value;
}

/* What was counted becomes a facet, if there is a choice. */
static void finish(struct counting *c, const char *name, size_t at_least)
{
    uint32_t texts[FACET_VALUES_MAX], counts[FACET_VALUES_MAX];
    size_t have = take_most(c->scratch, FACET_VALUES_MAX, texts, counts);
    Steward__V1__Facet *facet;

    if (have < at_least)
        return;
    facet = add_facet(c, name, have);
    for (size_t i = 0; i < have; i++)
        add_value(c, facet, texts_get(index_texts(c->index), texts[i]), counts[i]);
}

static bool passes(const struct counting *c, size_t i, uint32_t own)
{
    return !c->failed || !(c->failed[i] & ~own);
}

static void count_list(struct counting *c, const char *name, uint32_t own,
                       size_t (*list_of)(const struct product *, const uint32_t **))
{
    for (size_t i = 0; i < c->matches->count; i++) {
        const uint32_t *texts;
        size_t count;

        if (!passes(c, i, own))
            continue;
        count = list_of(index_product(c->index, c->matches->all[i].product), &texts);
        for (size_t k = 0; k < count; k++)
            count_text(c->scratch, texts[k]);
    }
    finish(c, name, 1);
}

static size_t brand_of(const struct product *p, const uint32_t **ret)
{
    *ret = &p->brand;
    return 1;
}

static size_t categories_of(const struct product *p, const uint32_t **ret)
{
    *ret = product_categories(p);
    return p->categories;
}

static size_t colours_of(const struct product *p, const uint32_t **ret)
{
    *ret = product_colours(p);
    return p->colours;
}

static void count_prices(struct counting *c)
{
    int64_t counts[COUNT_OF(price_steps) + 1] = {0};
    Steward__V1__Facet *facet = NULL;

    for (size_t i = 0; i < c->matches->count; i++) {
        const struct product *p = index_product(c->index, c->matches->all[i].product);
        int64_t units = p->price_minor / 100;
        size_t step = 0;

        if (p->price_minor == PRICE_UNKNOWN || !passes(c, i, FAILS_PRICE))
            continue;
        while (step < COUNT_OF(price_steps) && units >= price_steps[step])
            step++;
        counts[step]++;
    }
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        if (!counts[i])
            continue;
        facet = facet ? facet : add_facet(c, "price", COUNT_OF(counts));
        add_value(c, facet,
                  i < COUNT_OF(price_steps)
                      ? str_printf(c->arena, "%lld-%lld", i ? (long long)price_steps[i - 1] : 0,
                                   (long long)price_steps[i])
                      : str_printf(c->arena, "%lld-", (long long)price_steps[i - 1]),
                  counts[i]);
    }
}

static void count_attribute(struct counting *c, uint32_t name, uint32_t own, size_t at_least)
{
    for (size_t i = 0; i < c->matches->count; i++) {
        const struct product *p = index_product(c->index, c->matches->all[i].product);
        const struct attribute *attributes = product_attributes(p);

        for (size_t k = 0; k < p->attributes && passes(c, i, own) && attributes[k].name <= name; k++) {
            if (attributes[k].name == name && attributes[k].kind == ATTRIBUTE_TEXT)
                count_text(c->scratch, attributes[k].text);
        }
    }
    finish(c, texts_get(index_texts(c->index), name), at_least);
}

/* The attributes that most of the products have in words. */
static size_t common_attributes(struct counting *c, uint32_t *names)
{
    uint32_t counts[FACET_ATTRIBUTES_MAX];

    for (size_t i = 0; i < c->matches->count && i < ATTRIBUTE_SAMPLE; i++) {
        const struct product *p = index_product(c->index, c->matches->all[i].product);
        const struct attribute *attributes = product_attributes(p);

        for (size_t k = 0; k < p->attributes && passes(c, i, 0); k++) {
            if (attributes[k].kind == ATTRIBUTE_TEXT)
                count_text(c->scratch, attributes[k].name);
        }
    }
    return take_most(c->scratch, FACET_ATTRIBUTES_MAX, names, counts);
}

static void count_attributes(struct counting *c)
{
    uint32_t names[FACET_ATTRIBUTES_MAX], filtered;
    size_t common = c->matches->count <= FACET_ATTRIBUTE_PRODUCTS_MAX ? common_attributes(c, names) : 0;

    for (size_t i = 0; (filtered = filters_attribute(c->filters, i)) != 0; i++) {
        count_attribute(c, filtered, (uint32_t)FAILS_ATTRIBUTE << i, 1);
        for (size_t k = 0; k < common; k++)
            names[k] = names[k] == filtered ? 0 : names[k];
    }
    for (size_t k = 0; k < common; k++) {
        if (names[k])
            count_attribute(c, names[k], 0, 2);
    }
}

void facets_count(struct facet_scratch *scratch, const struct index *index, const struct filters *filters,
                  const struct matches *matches, const uint32_t *failed, Steward__V1__SearchResult *result,
                  struct arena *arena)
{
    struct counting c = {scratch, index, filters, matches, failed, result, arena};

    make_room(scratch, texts_limit(index_texts(index)));
    result->facets =
        arena_array(arena, 4 + FACET_ATTRIBUTES_MAX + FILTER_ATTRIBUTES_MAX, sizeof(*result->facets));
    count_list(&c, "brand", FAILS_BRAND, brand_of);
    count_list(&c, "category", FAILS_CATEGORY, categories_of);
    count_list(&c, "colour", FAILS_COLOUR, colours_of);
    count_prices(&c);
    count_attributes(&c);
}
