/* variants: what is the same but for its colour or size is shown once: the variant that comes first in the
 * order asked for, which for "blue" is the blue one.
 *
 * Products are of a group because the catalogue says so, never because they look alike. In the matches the
 * members of a group are put side by side, the one that is shown first. */
#include <stdlib.h>

#include "base/mem.h"
#include "search/rules_question.h"
#include "search/search_parts.h"
#include "words/measures.h"

enum { VARIANTS_MAX = 12, DIFFERS_MAX = 4 };

/* ---- grouping ---- */

static const struct product *product_of(const struct search *s, uint32_t match)
{
    return index_product(s->index, s->matches.all[match].product);
}

static int compare(const void *a, const void *b, void *owner)
{
    const struct search *s = owner;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    uint32_t group = product_of(s, left)->group, other = product_of(s, right)->group;

    if (left == right)
        return 0;
    if (group != other)
        return group < other ? -1 : 1;
    if (search_is_in(s, left) != search_is_in(s, right))
        return search_is_in(s, left) ? -1 : 1;
    return window_comes_before(s, &s->matches.all[left], &s->matches.all[right]) ? -1 : 1;
}

static void reorder(struct search *s, void *array, size_t size, const uint32_t *order)
{
    size_t count = s->matches.count;
    char *copy = array ? arena_copy(s->arena, array, count * size) : NULL;

    for (size_t i = 0; i < count && copy; i++)
        memcpy((char *)array + i * size, copy + order[i] * size, size);
}

/* Those that are of no group, then group by group. Gives where the groups begin. */
static size_t put_side_by_side(struct search *s)
{
    size_t count = s->matches.count, alone = 0, grouped = 0;
    uint32_t *order;

    for (size_t i = 0; i < count; i++)
        grouped += product_of(s, (uint32_t)i)->group != 0;
    if (!grouped)
        return count;
    order = arena_array(s->arena, count, sizeof(*order));
    grouped = count - grouped;
    for (size_t i = 0; i < count; i++)
        order[product_of(s, (uint32_t)i)->group ? grouped++ : alone++] = (uint32_t)i;
    qsort_r(order + alone, count - alone, sizeof(*order), compare, s);
    reorder(s, s->matches.all, sizeof(*s->matches.all), order);
    reorder(s, s->failed, sizeof(*s->failed), order);
    reorder(s, s->from, sizeof(*s->from), order);
    reorder(s, s->featured, sizeof(*s->featured), order);
    reorder(s, s->places, sizeof(*s->places), order);
    return alone;
}

void variants_group(struct search *s)
{
    size_t at = put_side_by_side(s);
    uint32_t group = 0;

    if (at < s->matches.count && !s->failed)
        s->failed = arena_array(s->arena, s->matches.count, sizeof(*s->failed));
    for (; at < s->matches.count; at++) {
        uint32_t own = product_of(s, (uint32_t)at)->group;

        if (own == group && search_is_in(s, at)) {
            s->failed[at] |= FAILS_VARIANT;
            s->result->total--;
        }
        group = own;
    }
}

/* ---- telling ---- */

static bool same_texts(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count)
{
    return a_count == b_count && (!a_count || !memcmp(a, b, a_count * sizeof(*a)));
}

static void say_list(const struct search *s, const uint32_t *texts, size_t count, Steward__V1__Variant *v)
{
    struct buf out = {0};

    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s", i ? ", " : "", texts_get(index_texts(s->index), texts[i]));
    if (out.len)
        v->differs[v->n_differs++] = str_c(s->arena, buf_as_str(&out));
    buf_free(&out);
}

static bool same_value(const struct attribute *a, const struct attribute *b)
{
    if (!b || a->kind != b->kind)
        return false;
    return a->kind == ATTRIBUTE_NUMBER ? a->number == b->number && a->unit == b->unit : a->text == b->text;
}

static void say_attribute(const struct search *s, const struct attribute *a, Steward__V1__Variant *v)
{
    const struct texts *texts = index_texts(s->index);
    struct str name = str_of(texts_get(texts, a->name));
    char *words = str_c(s->arena, name);

    for (char *at = words; (at = strchr(at, '_')); at++)
        *at = ' ';
    if (a->kind == ATTRIBUTE_FLAG)
        v->differs[v->n_differs++] = str_printf(s->arena, "%s%s", a->flag ? "" : "no ", words);
    else if (a->kind == ATTRIBUTE_NUMBER)
        v->differs[v->n_differs++] = str_printf(s->arena, "%s %.6g%s%s", words, (double)a->number,
                                                a->unit ? " " : "", unit_name((uint8_t)a->unit));
    else
        v->differs[v->n_differs++] = str_printf(s->arena, "%s %s", words, texts_get(texts, a->text));
}

static void say_what_differs(const struct search *s, const struct product *shown, const struct product *p,
                             Steward__V1__Variant *v)
{
    const struct attribute *all = product_attributes(p);

    v->differs = arena_array(s->arena, DIFFERS_MAX, sizeof(char *));
    if (!same_texts(product_colours(p), p->colours, product_colours(shown), shown->colours))
        say_list(s, product_colours(p), p->colours, v);
    if (!same_texts(product_sizes(p), p->sizes, product_sizes(shown), shown->sizes))
        say_list(s, product_sizes(p), p->sizes, v);
    for (size_t i = 0; i < p->attributes && v->n_differs < DIFFERS_MAX; i++) {
        if (!same_value(&all[i], product_attribute(shown, all[i].name)) &&
            question_is_for_people(texts_get(index_texts(s->index), all[i].name)))
            say_attribute(s, &all[i], v);
    }
}

static Steward__V1__Variant *variant_of(const struct search *s, const struct product *shown,
                                        const struct product *p)
{
    Steward__V1__Variant *v = arena_new_of(s->arena, Steward__V1__Variant);

    steward__v1__variant__init(v);
    v->product_id = str_c(s->arena, str_of(product_id(p)));
    say_what_differs(s, shown, p, v);
    if (p->price_minor != PRICE_UNKNOWN) {
        v->price = arena_new_of(s->arena, Steward__V1__Money);
        steward__v1__money__init(v->price);
        v->price->currency_code = str_c(s->arena, str_of(texts_get(index_texts(s->index), p->currency)));
        v->price->amount_minor = p->price_minor;
    }
    if (p->stock != STOCK_UNKNOWN) {
        v->stock = arena_new_of(s->arena, Steward__V1__Stock);
        steward__v1__stock__init(v->stock);
        v->stock->quantity = p->stock;
    }
    return v;
}

static int by_id(const void *a, const void *b)
{
    const Steward__V1__Variant *const *left = a, *const *right = b;

    return strcmp((*left)->product_id, (*right)->product_id);
}

/* All that the catalogue has, whether they match or not, but for those that are never to be shown. */
void variants_tell(const struct search *s, const struct product *shown, Steward__V1__Candidate *c)
{
    uint32_t number = index_first_variant(s->index, shown->group);

    if (number == NO_PRODUCT)
        return;
    c->variants = arena_array(s->arena, VARIANTS_MAX, sizeof(*c->variants));
    for (; number != NO_PRODUCT && c->n_variants < VARIANTS_MAX;
         number = index_next_variant(s->index, number)) {
        const struct product *p = index_product(s->index, number);

        if (p != shown && !(filters_failed(s->filters, number) & FAILS_EXCLUDED) &&
            !merchandise_hides(s, number))
            c->variants[c->n_variants++] = variant_of(s, shown, p);
    }
    qsort(c->variants, c->n_variants, sizeof(*c->variants), by_id);
}
