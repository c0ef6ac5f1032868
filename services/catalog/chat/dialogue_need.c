/* dialogue_need: a change of each kind, applied to a copy of the need. What was said last holds: another
 * colour takes the place of the one before, "also" puts it beside. */
#include "chat/dialogue_parts.h"
#include "search/rules_option.h"
#include "words/currency.h"
#include "words/measures.h"

/* ---- copies ---- */

static char **copy_list(struct arena *arena, char *const *from, size_t *count)
{
    size_t kept = *count < DIALOGUE_VALUES_MAX ? *count : DIALOGUE_VALUES_MAX;
    char **list = arena_array(arena, DIALOGUE_VALUES_MAX + 1, sizeof(*list));

    for (size_t i = 0; i < kept; i++)
        list[i] = from[i];
    *count = kept;
    return list;
}

static Steward__V1__Filters *copy_filters(struct arena *arena, const Steward__V1__Filters *from)
{
    Steward__V1__Filters *f = arena_new_of(arena, Steward__V1__Filters);
    Steward__V1__AttributeFilter **attributes =
        arena_array(arena, DIALOGUE_VALUES_MAX + 1, sizeof(*attributes));

    steward__v1__filters__init(f);
    if (from)
        *f = *from;
    f->brands = copy_list(arena, f->brands, &f->n_brands);
    f->categories = copy_list(arena, f->categories, &f->n_categories);
    f->colours = copy_list(arena, f->colours, &f->n_colours);
    f->sizes = copy_list(arena, f->sizes, &f->n_sizes);
    f->not_brands = copy_list(arena, f->not_brands, &f->n_not_brands);
    f->not_colours = copy_list(arena, f->not_colours, &f->n_not_colours);
    f->n_attributes = f->n_attributes < DIALOGUE_VALUES_MAX ? f->n_attributes : DIALOGUE_VALUES_MAX;
    for (size_t i = 0; i < f->n_attributes; i++)
        attributes[i] = f->attributes[i];
    f->attributes = attributes;
    return f;
}

static Steward__V1__Need *copy_need(struct arena *arena, const Steward__V1__Need *from)
{
    Steward__V1__Need *need = arena_new_of(arena, Steward__V1__Need);

    steward__v1__need__init(need);
    if (from)
        *need = *from;
    need->filters = copy_filters(arena, need->filters);
    need->or_words = copy_list(arena, need->or_words, &need->n_or_words);
    need->without = copy_list(arena, need->without, &need->n_without);
    return need;
}

/* ---- lists ---- */

void need_drop_text(char **list, size_t *count, const char *text)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        if (!str_eq_nocase(str_of(list[i]), str_of(text)))
            list[kept++] = list[i];
    }
    *count = kept;
}

void need_add_text(struct needing *n, char **list, size_t *count, const char *text)
{
    need_drop_text(list, count, text);
    if (*count < DIALOGUE_VALUES_MAX && text[0])
        list[(*count)++] = str_c(n->arena, str_of(text));
}

/* The first value of a kind that a message names takes the place of those before, unless it comes beside. */
static void begin_list(struct needing *n, const struct chat_change *c, size_t *count)
{
    uint32_t bit = UINT32_C(1) << c->kind;

    if (!(n->fresh & bit) && !n->said->also)
        *count = 0;
    n->fresh |= bit;
}

struct lists {
    char **wanted, **unwanted;
    size_t *wanted_count, *unwanted_count;
};

static void change_list(struct needing *n, const struct chat_change *c, struct lists l)
{
    if (c->negated) {
        need_drop_text(l.wanted, l.wanted_count, c->text);
        if (l.unwanted)
            need_add_text(n, l.unwanted, l.unwanted_count, c->text);
        return;
    }
    begin_list(n, c, l.wanted_count);
    if (l.unwanted)
        need_drop_text(l.unwanted, l.unwanted_count, c->text);
    need_add_text(n, l.wanted, l.wanted_count, c->text);
}

/* ---- one function for each kind of change ---- */

static void change_brand(struct needing *n, const struct chat_change *c)
{
    Steward__V1__Filters *f = n->need->filters;

    change_list(n, c, (struct lists){f->brands, f->not_brands, &f->n_brands, &f->n_not_brands});
}

static void change_colour(struct needing *n, const struct chat_change *c)
{
    Steward__V1__Filters *f = n->need->filters;

    change_list(n, c, (struct lists){f->colours, f->not_colours, &f->n_colours, &f->n_not_colours});
}

static void change_size(struct needing *n, const struct chat_change *c)
{
    Steward__V1__Filters *f = n->need->filters;

    change_list(n, c, (struct lists){f->sizes, NULL, &f->n_sizes, NULL});
}

static bool leaves_something(const Steward__V1__MoneyRange *range)
{
    return !range->min || !range->max ||
           (currencies_agree(range->min->currency_code, range->max->currency_code) &&
            range->min->amount_minor <= range->max->amount_minor);
}

/* "over 200" after "under 900": both hold, unless they leave nothing between them. */
static void change_price(struct needing *n, const struct chat_change *c)
{
    Steward__V1__MoneyRange *range = arena_new_of(n->arena, Steward__V1__MoneyRange);
    const Steward__V1__MoneyRange *before = n->need->filters->price;

    steward__v1__money_range__init(range);
    range->min = c->price->min ? c->price->min : before ? before->min : NULL;
    range->max = c->price->max ? c->price->max : before ? before->max : NULL;
    if (!leaves_something(range))
        *range = *c->price;
    n->need->filters->price = range;
    n->need->cheap = false;
}

static void change_rating(struct needing *n, const struct chat_change *c)
{
    n->need->filters->min_rating = c->number;
}

static void change_sort(struct needing *n, const struct chat_change *c)
{
    n->need->sort = c->sort;
}

static void change_cheap(struct needing *n, const struct chat_change *c)
{
    n->need->cheap = true;
}

static void change_stock(struct needing *n, const struct chat_change *c)
{
    n->need->filters->in_stock = !c->negated;
}

static void change_without(struct needing *n, const struct chat_change *c)
{
    need_add_text(n, n->need->without, &n->need->n_without, c->text);
}

static void drop_attribute(Steward__V1__Filters *f, const char *name)
{
    size_t kept = 0;

    for (size_t i = 0; i < f->n_attributes; i++) {
        if (strcmp(f->attributes[i]->name, name))
            f->attributes[kept++] = f->attributes[i];
    }
    f->n_attributes = kept;
}

static void change_attribute(struct needing *n, const struct chat_change *c)
{
    Steward__V1__Filters *f = n->need->filters;

    drop_attribute(f, c->attribute->name);
    if (f->n_attributes < DIALOGUE_VALUES_MAX)
        f->attributes[f->n_attributes++] = c->attribute;
}

static void change_option(struct needing *n, const struct chat_change *c)
{
    drop_attribute(n->need->filters, c->text);
    option_apply(c->text, c->value, c->unit, n->need->filters, n->arena);
    n->need->filters = copy_filters(n->arena, n->need->filters);
}

static void change_filters(struct needing *n, const struct chat_change *c)
{
    n->need->filters = copy_filters(n->arena, c->filters);
    n->need->cheap = false;
}

static void drop_all(struct needing *n)
{
    steward__v1__filters__init(n->need->filters);
    n->need->filters = copy_filters(n->arena, n->need->filters); /* has room for lists again */
    n->need->n_without = 0;
    n->need->sort = STEWARD__V1__SORT__ORDER__RELEVANCE;
    n->need->cheap = false;
}

static void drop_brands(struct needing *n)
{
    n->need->filters->n_brands = n->need->filters->n_not_brands = 0;
}

static void drop_colours(struct needing *n)
{
    n->need->filters->n_colours = n->need->filters->n_not_colours = 0;
}

static void drop_price(struct needing *n)
{
    n->need->filters->price = NULL;
    n->need->cheap = false;
}

static void drop_sizes(struct needing *n)
{
    n->need->filters->n_sizes = 0;
}

static void drop_categories(struct needing *n)
{
    n->need->filters->n_categories = 0;
}

static void drop_rating(struct needing *n)
{
    n->need->filters->min_rating = 0;
}

static void drop_stock(struct needing *n)
{
    n->need->filters->in_stock = false;
}

static void drop_sort(struct needing *n)
{
    n->need->sort = STEWARD__V1__SORT__ORDER__RELEVANCE;
}

static const struct {
    const char *facet;
    void (*drop)(struct needing *n);
} drops[] = {
    {"", drop_all},          {"brand", drop_brands}, {"colour", drop_colours},
    {"price", drop_price},   {"size", drop_sizes},   {"category", drop_categories},
    {"rating", drop_rating}, {"stock", drop_stock},  {"sort", drop_sort},
};

static void change_drop(struct needing *n, const struct chat_change *c)
{
    for (size_t i = 0; i < COUNT_OF(drops); i++) {
        if (str_is(str_of(c->text), drops[i].facet)) {
            drops[i].drop(n);
            return;
        }
    }
    drop_attribute(n->need->filters, c->text);
}

static void (*const changes[])(struct needing *, const struct chat_change *) = {
    [CHANGE_BRAND] = change_brand,     [CHANGE_OPTION] = change_option,       [CHANGE_COLOUR] = change_colour,
    [CHANGE_SIZE] = change_size,       [CHANGE_PRICE] = change_price,         [CHANGE_RATING] = change_rating,
    [CHANGE_SORT] = change_sort,       [CHANGE_CHEAP] = change_cheap,         [CHANGE_STOCK] = change_stock,
    [CHANGE_WITHOUT] = change_without, [CHANGE_ATTRIBUTE] = change_attribute, [CHANGE_DROP] = change_drop,
    [CHANGE_FILTERS] = change_filters,
};

Steward__V1__Need *need_after(const Steward__V1__Need *before, const struct chat_understood *said,
                              struct index *index, struct arena *arena)
{
    struct needing n = {.need = copy_need(arena, before), .said = said, .index = index, .arena = arena};

    /* Another kind of thing has other makers, sizes and attributes. */
    if (before && said->is_type && !said->is_same_type && !said->also) {
        n.need->filters->n_brands = n.need->filters->n_not_brands = 0;
        n.need->filters->n_attributes = n.need->filters->n_sizes = 0;
        n.need->filters->n_categories = 0;
        n.need->similar_to = str_c(arena, STR(""));
    }
    for (size_t i = 0; before && i < said->change_count; i++)
        need_drop_measures(&n, &said->changes[i]);
    need_change_words(&n, said->is_same_type);
    for (size_t i = 0; i < said->change_count; i++)
        changes[said->changes[i].kind](&n, &said->changes[i]);
    return n.need;
}
