/* facets: texts are numbers, so a facet is an array of counters, cleared by the list of those that were
 * touched. */
#include "search/facets_parts.h"

#include <stdlib.h>

#include "base/mem.h"

enum { FACETS_MAX = 7 + FACET_ATTRIBUTES_MAX + FILTER_ATTRIBUTES_MAX };

struct facet_scratch {
    uint32_t *counts; /* by text */
    uint32_t *groups; /* by text: the group that was counted last */
    uint32_t room;
    uint32_t *touched;
    size_t touched_count;
};

struct facet_scratch *facet_scratch_new(void)
{
    return mem_new(struct facet_scratch);
}

void facet_scratch_free(struct facet_scratch *scratch)
{
    if (!scratch)
        return;
    mem_free(scratch->counts);
    mem_free(scratch->groups);
    mem_free(scratch->touched);
    mem_free(scratch);
}

static void make_room(struct facet_scratch *s, uint32_t limit)
{
    if (limit <= s->room)
        return;
    mem_free(s->counts);
    mem_free(s->groups);
    mem_free(s->touched);
    s->room = limit * 2;
    s->counts = mem_array(s->room, sizeof(*s->counts));
    s->groups = mem_array(s->room, sizeof(*s->groups));
    s->touched = mem_array(s->room, sizeof(*s->touched));
}

void facet_count_text(struct facet_scratch *s, uint32_t text, uint32_t group)
{
    if (!text || (group && s->counts[text] && s->groups[text] == group))
        return;
    if (s->counts[text]++ == 0)
        s->touched[s->touched_count++] = text;
    s->groups[text] = group;
}

static bool is_more(const struct facet_scratch *s, uint32_t a, uint32_t b)
{
    return s->counts[a] != s->counts[b] ? s->counts[a] > s->counts[b] : a < b;
}

void facet_take_most(struct facet_scratch *s, size_t at_most, struct most *ret)
{
    size_t have = 0;

    for (size_t i = 0; i < s->touched_count; i++) {
        uint32_t text = s->touched[i];
        size_t at = have < at_most ? have : at_most - 1;

        if (have == at_most && !is_more(s, text, ret->texts[at]))
            continue;
        for (; at && is_more(s, text, ret->texts[at - 1]); at--)
            ret->texts[at] = ret->texts[at - 1];
        ret->texts[at] = text;
        have += have < at_most;
    }
    for (size_t i = 0; i < have; i++)
        ret->counts[i] = s->counts[ret->texts[i]];
    ret->count = have;
    ret->distinct = s->touched_count;
    for (size_t i = 0; i < s->touched_count; i++)
        s->counts[s->touched[i]] = 0;
    s->touched_count = 0;
}

/* "battery_life" as a person reads it. */
static char *in_words(const char *name, struct arena *arena)
{
    char *words = str_c(arena, str_of(name));

    for (char *at = words; (at = strchr(at, '_')); at++)
        *at = ' ';
    return words;
}

Facet *facet_add(struct counting *c, const char *name, Steward__V1__Facet__Kind kind, size_t values_room)
{
    Facet *facet = arena_new_of(c->arena, Facet);

    steward__v1__facet__init(facet);
    facet->name = str_c(c->arena, str_of(name));
    facet->label = in_words(name, c->arena);
    facet->kind = kind;
    facet->values = arena_array(c->arena, values_room, sizeof(*facet->values));
    c->result->facets[c->result->n_facets++] = facet;
    return facet;
}

FacetValue *facet_add_value(struct counting *c, Facet *facet, const char *text, int64_t count)
{
    FacetValue *value = arena_new_of(c->arena, FacetValue);

    steward__v1__facet_value__init(value);
    value->value = str_c(c->arena, str_of(text));
    value->count = count;
    facet->values[facet->n_values++] = value;
    return value;
}

/* What all products have is no choice, unless it is what was chosen. */
static bool is_choice(const struct most *most, size_t products, bool is_filtered)
{
    return most->count > 1 || (most->count && (is_filtered || most->counts[0] < products));
}

void facet_finish_texts(struct counting *c, const char *name, size_t products, bool is_filtered)
{
    struct most most;
    Facet *facet;

    facet_take_most(c->scratch, FACET_VALUES_MAX, &most);
    if (!is_choice(&most, products, is_filtered))
        return;
    facet = facet_add(c, name, STEWARD__V1__FACET__KIND__LIST, most.count);
    facet->more = (int64_t)(most.distinct - most.count);
    for (size_t i = 0; i < most.count; i++)
        facet_add_value(c, facet, texts_get(index_texts(c->index), most.texts[i]), most.counts[i]);
}

/* ---- lists of a product ---- */

static size_t brand_of(const struct product *p, const uint32_t **ret)
{
    *ret = &p->brand;
    return 1;
}

static size_t paths_of(const struct product *p, const uint32_t **ret)
{
    *ret = product_paths(p);
    return p->paths;
}

static size_t colours_of(const struct product *p, const uint32_t **ret)
{
    *ret = product_colours(p);
    return p->colours;
}

static size_t sizes_of(const struct product *p, const uint32_t **ret)
{
    *ret = product_sizes(p);
    return p->sizes;
}

/* Gives how many products were looked at. */
static size_t count_list(struct counting *c, uint32_t own,
                         size_t (*list_of)(const struct product *, const uint32_t **))
{
    size_t products = 0;
    uint32_t group = 0;

    for (size_t i = 0; i < c->matches->count; i++) {
        const struct product *p = facet_product(c, i);
        const uint32_t *texts;
        size_t count;

        if (!facet_passes(c, i, own))
            continue;
        count = list_of(p, &texts);
        for (size_t k = 0; k < count; k++)
            facet_count_text(c->scratch, texts[k], p->group);
        products += product_counts(p, &group);
    }
    return products;
}

static void add_list(struct counting *c, const char *name, uint32_t own,
                     size_t (*list_of)(const struct product *, const uint32_t **))
{
    size_t products = count_list(c, own, list_of);

    facet_finish_texts(c, name, products, filters_given(c->filters) & own);
}

/* ---- the tree of categories ---- */

struct level {
    struct str path, above; /* above: up to the last level; of the widest the empty text */
    int64_t count;
};

static struct level level_of(struct str path, uint32_t count)
{
    struct level level = {path, STR(""), count};
    struct str left = path, between = STR(CATEGORY_BETWEEN);

    for (ptrdiff_t at; (at = str_find(left, between)) >= 0;
         left = str_sub(left, (size_t)at + between.len, left.len))
        level.above = str_sub(path, 0, (size_t)(left.data + at - path.data));
    return level;
}

static void add_below(struct counting *c, Facet *facet, const struct level *levels, size_t count,
                      struct str parent, int depth)
{
    for (size_t i = 0; i < count && depth < PRODUCT_PATHS_MAX; i++) {
        struct str path = levels[i].path, above = levels[i].above;
        FacetValue *value;

        if (!str_eq_nocase(above, parent))
            continue;
        value =
            facet_add_value(c, facet, path.data + (above.len ? above.len + sizeof(CATEGORY_BETWEEN) - 1 : 0),
                            levels[i].count);
        value->path = str_c(c->arena, path);
        value->depth = depth;
        add_below(c, facet, levels, count, path, depth + 1);
    }
}

static void add_categories(struct counting *c)
{
    size_t products = count_list(c, FAILS_CATEGORY, paths_of);
    struct level levels[FACET_VALUES_MAX];
    struct most most;
    Facet *facet;

    facet_take_most(c->scratch, FACET_VALUES_MAX, &most);
    if (!is_choice(&most, products, filters_given(c->filters) & FAILS_CATEGORY))
        return;
    for (size_t i = 0; i < most.count; i++)
        levels[i] = level_of(str_of(texts_get(index_texts(c->index), most.texts[i])), most.counts[i]);
    facet = facet_add(c, "category", STEWARD__V1__FACET__KIND__TREE, most.count);
    add_below(c, facet, levels, most.count, STR(""), 0);
    facet->more = (int64_t)(most.distinct - facet->n_values);
}

void facets_count(struct facet_scratch *scratch, const struct index *index, const struct filters *filters,
                  const struct matches *matches, const uint32_t *failed, Steward__V1__SearchResult *result,
                  struct arena *arena)
{
    struct counting c = {scratch, index, filters, matches, failed, result, arena};

    make_room(scratch, texts_limit(index_texts(index)));
    result->facets = arena_array(arena, FACETS_MAX, sizeof(*result->facets));
    add_categories(&c);
    facet_figures(&c);
    add_list(&c, "brand", FAILS_BRAND, brand_of);
    add_list(&c, "colour", FAILS_COLOUR, colours_of);
    add_list(&c, "size", FAILS_SIZE, sizes_of);
    facet_attributes(&c);
}
