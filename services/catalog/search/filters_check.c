/* filters_check: lists by their length, stars by their range, attributes by name, unit and order. */
#include "search/filters_check.h"

#include "base/mem.h"
#include "search/filters.h"
#include "words/edit_distance.h"
#include "words/measures.h"

enum { NEAR_NAMES = 3, NEAR_EDITS = 3 };

struct checking {
    const struct index *index;
    struct arena *arena;
    Steward__V1__Problem__Fault **faults;
    size_t count;
};

static void add(struct checking *c, char *field, char *detail)
{
    Steward__V1__Problem__Fault *fault;

    if (c->count == FILTER_FAULTS_MAX)
        return;
    fault = arena_new_of(c->arena, Steward__V1__Problem__Fault);
    steward__v1__problem__fault__init(fault);
    fault->field = field;
    fault->detail = detail;
    c->faults[c->count++] = fault;
}

static char *at(const struct checking *c, size_t attribute, const char *member)
{
    return str_printf(c->arena, "filters.attributes[%zu].%s", attribute, member);
}

/* ---- names ---- */

/* How far a name is from what was said; part of it is near. More than NEAR_EDITS: not near. */
static int distance(struct str name, struct str said)
{
    if (said.len >= NEAR_EDITS && (str_find(name, said) >= 0 || str_find(said, name) >= 0))
        return 1;
    return edit_distance(name, said, NEAR_EDITS);
}

struct near_name {
    const char *name;
    int distance;
    uint32_t uses;
};

static bool is_nearer(const struct near_name *a, const struct near_name *b)
{
    return a->distance != b->distance ? a->distance < b->distance : a->uses > b->uses;
}

static size_t find_near(const struct index *index, struct str said, struct near_name near[NEAR_NAMES])
{
    const struct texts *texts = index_texts(index);
    size_t have = 0;

    for (uint32_t i = 1; i < texts_limit(texts); i++) {
        struct near_name new = {.uses = lexicon_uses(index_lexicon(index), i, ROLE_ATTRIBUTE)};
        size_t place;

        if (!new.uses)
            continue;
        new.name = texts_get(texts, i);
        new.distance = distance(str_of(new.name), said);
        place = have < NEAR_NAMES ? have : NEAR_NAMES - 1;
        if (new.distance > NEAR_EDITS || (have == NEAR_NAMES && !is_nearer(&new, &near[place])))
            continue;
        for (; place && is_nearer(&new, &near[place - 1]); place--)
            near[place] = near[place - 1];
        near[place] = new;
        have += have < NEAR_NAMES;
    }
    return have;
}

static char *no_such_attribute(const struct checking *c, const char *said)
{
    struct near_name near[NEAR_NAMES];
    size_t count = find_near(c->index, str_of(said), near);
    struct buf out = {0};
    char *text;

    buf_printf(&out, "no product has an attribute %s", said);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s", i ? ", " : "; near it: ", near[i].name);
    text = str_c(c->arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

/* ---- what is checked ---- */

static void check_attribute(struct checking *c, const Steward__V1__AttributeFilter *a, size_t i)
{
    const Steward__V1__AttributeFilter__Range *range = a->range;

    if (!lexicon_find(index_lexicon(c->index), index_texts(c->index), str_of(a->name), ROLE_ATTRIBUTE))
        add(c, at(c, i, "name"), no_such_attribute(c, a->name));
    if (!a->n_any_of && !range)
        add(c, str_printf(c->arena, "filters.attributes[%zu]", i),
            str_printf(c->arena, "needs any_of or range"));
    if (a->n_any_of > FILTER_VALUES_MAX)
        add(c, at(c, i, "any_of"), str_printf(c->arena, "may have at most %d values", FILTER_VALUES_MAX));
    if (range && range->unit[0] && !unit_of(str_of(range->unit)))
        add(c, at(c, i, "range.unit"),
            str_printf(c->arena, "%s is no unit that is known here: g, kg, cm, inch, GB, W, h and others are",
                       range->unit));
}

static void check_lists(struct checking *c, const Steward__V1__Filters *f)
{
    const struct {
        const char *field;
        size_t count, most;
    } lists[] = {
        {"filters.brands", f->n_brands, FILTER_VALUES_MAX},
        {"filters.not_brands", f->n_not_brands, FILTER_VALUES_MAX},
        {"filters.categories", f->n_categories, FILTER_VALUES_MAX},
        {"filters.colours", f->n_colours, FILTER_VALUES_MAX},
        {"filters.not_colours", f->n_not_colours, FILTER_VALUES_MAX},
        {"filters.sizes", f->n_sizes, FILTER_VALUES_MAX},
        {"filters.attributes", f->n_attributes, FILTER_ATTRIBUTES_MAX},
    };

    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (lists[i].count > lists[i].most)
            add(c, str_c(c->arena, str_of(lists[i].field)),
                str_printf(c->arena, "may have at most %zu entries", lists[i].most));
    }
}

size_t filters_faults(const struct index *index, const Steward__V1__Filters *f, struct arena *arena,
                      Steward__V1__Problem__Fault *faults[FILTER_FAULTS_MAX])
{
    struct checking c = {index, arena, faults, 0};

    if (!f)
        return 0;
    check_lists(&c, f);
    if (f->min_rating < 0 || f->min_rating > 5)
        add(&c, str_c(arena, STR("filters.min_rating")), str_c(arena, STR("must be from 0 to 5")));
    for (size_t i = 0; i < f->n_attributes && i < FILTER_ATTRIBUTES_MAX; i++)
        check_attribute(&c, f->attributes[i], i);
    return c.count;
}
