/* facet_attributes: which attributes are worth a facet: those that many of the products state and that tell
 * them apart.
 *
 * A sample decides: the worth of an attribute is the chance that two of the products state it and differ in
 * it. What nearly every product has of its own (a model number) tells everything apart and is no choice. */
#include "search/facets_parts.h"

#include "base/mem.h"
#include "search/rules_bucket.h"
#include "search/rules_question.h"

enum {
    SAMPLE = 64,
    LOOKED_AT = 10, /* attributes */
    FEW = 5         /* products that may all differ without being names */
};

static const double stated_at_least = 0.25, worth_at_least = 0.08;
static const double names_from = 0.6; /* different texts for each product that has one */

struct sample {
    const struct product *products[SAMPLE];
    size_t count;
};

static void take_sample(const struct counting *c, uint32_t own, struct sample *sample)
{
    size_t step = c->matches->count / SAMPLE + 1;

    for (size_t i = 0; i < c->matches->count && sample->count < SAMPLE; i += step) {
        if (facet_passes(c, i, own))
            sample->products[sample->count++] = facet_product(c, i);
    }
}

/* What the products of the sample say about one attribute. */
struct profile {
    size_t kinds[ATTRIBUTE_FLAG + 1]; /* products, by kind */
    size_t trues;
    double figures[SAMPLE];
    struct most texts;
};

static void look_at(struct counting *c, const struct sample *sample, uint32_t name, struct profile *p)
{
    for (size_t i = 0; i < sample->count; i++) {
        const struct attribute *a = product_attribute(sample->products[i], name);

        if (!a)
            continue;
        if (a->kind == ATTRIBUTE_NUMBER)
            p->figures[p->kinds[ATTRIBUTE_NUMBER]] = figure_tidy((double)a->number);
        else if (a->kind == ATTRIBUTE_TEXT)
            facet_count_text(c->scratch, a->text, 0);
        else
            p->trues += a->flag;
        p->kinds[a->kind]++;
    }
    facet_take_most(c->scratch, FACET_VALUES_MAX, &p->texts);
}

static enum attribute_kind kind_of(const struct profile *p)
{
    if (p->kinds[ATTRIBUTE_NUMBER] > p->kinds[ATTRIBUTE_TEXT] &&
        p->kinds[ATTRIBUTE_NUMBER] >= p->kinds[ATTRIBUTE_FLAG])
        return ATTRIBUTE_NUMBER;
    return p->kinds[ATTRIBUTE_FLAG] > p->kinds[ATTRIBUTE_TEXT] ? ATTRIBUTE_FLAG : ATTRIBUTE_TEXT;
}

/* The chance that two products are of different groups, given the groups' sizes. */
static double differ(const size_t *groups, size_t count, size_t products)
{
    double alike = 0;

    for (size_t i = 0; i < count; i++) {
        double share = (double)groups[i] / (double)products;

        alike += share * share;
    }
    return 1 - alike;
}

static double worth_of(struct profile *p, size_t sampled)
{
    enum attribute_kind kind = kind_of(p);
    size_t have = p->kinds[kind], groups[FACET_VALUES_MAX + 1] = {0}, count = 0;
    struct bucket buckets[BUCKETS_MAX];

    if ((double)have < stated_at_least * (double)sampled || have < 2)
        return 0;
    if (kind == ATTRIBUTE_TEXT) {
        if (have > FEW && (double)p->texts.distinct > names_from * (double)have)
            return 0;
        for (count = 0; count < p->texts.count; count++)
            groups[count] = p->texts.counts[count];
    } else if (kind == ATTRIBUTE_NUMBER) {
        double figures[SAMPLE];

        memcpy(figures, p->figures, have * sizeof(*figures));
        count = buckets_of(figures, have, true, buckets);
        for (size_t i = 0; i < have && count; i++)
            groups[bucket_of(buckets, count, p->figures[i])]++;
    } else {
        groups[count++] = p->trues;
        groups[count++] = have - p->trues;
    }
    return count > 1 ? (double)have / (double)sampled * differ(groups, count, have) : 0;
}

/* ---- one attribute, counted ---- */

static void count_texts(struct counting *c, uint32_t name, uint32_t own)
{
    size_t products = 0;
    uint32_t group = 0;

    for (size_t i = 0; i < c->matches->count; i++) {
        const struct product *p = facet_product(c, i);
        const struct attribute *a = product_attribute(p, name), *end = product_attributes(p) + p->attributes;

        if (!facet_passes(c, i, own))
            continue;
        products += product_counts(p, &group);
        for (; a && a < end && a->name == name; a++) {
            if (a->kind == ATTRIBUTE_TEXT)
                facet_count_text(c->scratch, a->text, p->group);
        }
    }
    facet_finish_texts(c, texts_get(index_texts(c->index), name), products, own);
}

static void count_flags(struct counting *c, uint32_t name, uint32_t own)
{
    size_t counts[2] = {0}, products = 0;
    uint32_t group = 0, groups[2] = {0};

    for (size_t i = 0; i < c->matches->count; i++) {
        const struct product *p = facet_product(c, i);
        const struct attribute *a;

        if (!facet_passes(c, i, own))
            continue;
        products += product_counts(p, &group);
        a = product_attribute(p, name);
        if (a && a->kind == ATTRIBUTE_FLAG)
            counts[a->flag ? 1 : 0] += product_counts(p, &groups[a->flag ? 1 : 0]);
    }
    facet_flags(c, texts_get(index_texts(c->index), name), counts, products, own);
}

static void count_attribute(struct counting *c, uint32_t name, uint32_t own, enum attribute_kind kind)
{
    static void (*const counts[])(struct counting *, uint32_t, uint32_t) = {
        [ATTRIBUTE_TEXT] = count_texts,
        [ATTRIBUTE_NUMBER] = facet_attribute_figures,
        [ATTRIBUTE_FLAG] = count_flags,
    };

    counts[kind](c, name, own);
}

/* ---- which ---- */

struct chosen {
    uint32_t name;
    enum attribute_kind kind;
    double worth;
};

static void keep_best(struct chosen *best, size_t *count, struct chosen new)
{
    size_t at = *count < FACET_ATTRIBUTES_MAX ? *count : FACET_ATTRIBUTES_MAX - 1;

    if (new.worth < worth_at_least || (*count == FACET_ATTRIBUTES_MAX && new.worth <= best[at].worth))
        return;
    for (; at && new.worth > best[at - 1].worth; at--)
        best[at] = best[at - 1];
    best[at] = new;
    *count += *count < FACET_ATTRIBUTES_MAX;
}

/* The facets of every product have these names. */
static bool is_taken(const char *name)
{
    static const char *const taken[] = {"brand", "category", "colour", "size", "price", "rating", "stock"};

    for (size_t i = 0; i < COUNT_OF(taken); i++) {
        if (!strcmp(name, taken[i]))
            return true;
    }
    return false;
}

static bool is_filtered(const struct counting *c, uint32_t name)
{
    for (size_t i = 0, filtered; (filtered = filters_attribute(c->filters, i)) != 0; i++) {
        if (filtered == name)
            return true;
    }
    return false;
}

static size_t choose(struct counting *c, struct chosen *best)
{
    struct sample sample = {.count = 0};
    struct most names;
    size_t count = 0;

    take_sample(c, 0, &sample);
    for (size_t i = 0; i < sample.count; i++) {
        const struct attribute *all = product_attributes(sample.products[i]);

        for (size_t k = 0; k < sample.products[i]->attributes; k++)
            facet_count_text(c->scratch, all[k].name, 0);
    }
    facet_take_most(c->scratch, LOOKED_AT, &names);
    for (size_t i = 0; i < names.count; i++) {
        const char *name = texts_get(index_texts(c->index), names.texts[i]);
        struct profile p = {.trues = 0};

        if (!question_is_for_people(name) || is_taken(name) || is_filtered(c, names.texts[i]))
            continue;
        look_at(c, &sample, names.texts[i], &p);
        keep_best(best, &count, (struct chosen){names.texts[i], kind_of(&p), worth_of(&p, sample.count)});
    }
    return count;
}

/* What is filtered by is always shown, so that it can be chosen otherwise. */
static void add_filtered(struct counting *c)
{
    uint32_t name;

    for (size_t i = 0; (name = filters_attribute(c->filters, i)) != 0; i++) {
        uint32_t own = (uint32_t)FAILS_ATTRIBUTE << i;
        struct sample sample = {.count = 0};
        struct profile p = {.trues = 0};

        take_sample(c, own, &sample);
        look_at(c, &sample, name, &p);
        count_attribute(c, name, own, kind_of(&p));
    }
}

void facet_attributes(struct counting *c)
{
    struct chosen best[FACET_ATTRIBUTES_MAX];
    size_t count;

    add_filtered(c);
    if (c->matches->count > FACET_ATTRIBUTE_PRODUCTS_MAX)
        return;
    count = choose(c, best);
    for (size_t i = 0; i < count; i++)
        count_attribute(c, best[i].name, 0, best[i].kind);
}
