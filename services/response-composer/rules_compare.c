/* rules_compare: the names first, in the order in which products state them; then a row for each. */
#include "rules_compare.h"

#include <math.h>

#include "base/mem.h"

static const char *const always[] = {"price", "rating"};
static const char *const if_stated[] = {"brand", "stock", "colour", "size"};

struct names {
    const char *all[COMPARE_ROWS_MAX];
    size_t count;
};

static void add_name(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (!strcmp(names->all[i], name))
            return;
    }
    if (names->count < COMPARE_ROWS_MAX && name && name[0])
        names->all[names->count++] = name;
}

static struct names names_of(Steward__V1__Product *const *products, size_t count)
{
    struct names names = {0};

    for (size_t i = 0; i < COUNT_OF(always); i++)
        add_name(&names, always[i]);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < products[i]->n_attributes && k < FACT_ATTRIBUTES_MAX; k++)
            add_name(&names, products[i]->attributes[k]->name);
    }
    for (size_t i = 0; i < COUNT_OF(if_stated); i++)
        add_name(&names, if_stated[i]);
    return names;
}

static bool is_same(const struct fact *a, const struct fact *b)
{
    if (!a->said || !b->said)
        return !a->said && !b->said;
    if (a->kind == FACT_NUMBER && b->kind == FACT_NUMBER && !strcmp(a->unit, b->unit))
        return fabs(a->number - b->number) < 1e-9;
    return !strcmp(a->said, b->said);
}

/* NULL: nobody states it. */
static Steward__V1__Comparison__Row *row_of(const struct speech *s, Steward__V1__Product *const *products,
                                            size_t count, const char *name, bool is_always)
{
    Steward__V1__Comparison__Row *row = arena_new_of(s->arena, Steward__V1__Comparison__Row);
    struct fact first = {0};
    bool stated = is_always;

    steward__v1__comparison__row__init(row);
    row->name = fact_name(s, name);
    row->values = arena_array(s->arena, count, sizeof(*row->values));
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(s, products[i], name);

        first = i ? first : fact;
        row->differs = row->differs || !is_same(&first, &fact);
        stated = stated || fact.said;
        row->values[row->n_values++] = fact.said ? fact.said : str_printf(s->arena, "%s", "");
    }
    return stated ? row : NULL;
}

static void put_rows(Steward__V1__Comparison *c, Steward__V1__Comparison__Row *const *rows, size_t count,
                     bool differing)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i] && (bool)rows[i]->differs == differing)
            c->rows[c->n_rows++] = rows[i];
    }
}

Steward__V1__Comparison *compare(const struct speech *s, Steward__V1__Product *const *products, size_t count)
{
    Steward__V1__Comparison *c = arena_new_of(s->arena, Steward__V1__Comparison);
    struct names names = names_of(products, count);
    Steward__V1__Comparison__Row *rows[COMPARE_ROWS_MAX];

    steward__v1__comparison__init(c);
    c->product_ids = arena_array(s->arena, count, sizeof(*c->product_ids));
    for (size_t i = 0; i < count; i++)
        c->product_ids[c->n_product_ids++] = products[i]->product_id;
    for (size_t i = 0; i < names.count; i++)
        rows[i] = row_of(s, products, count, names.all[i], i < COUNT_OF(always));
    c->rows = arena_array(s->arena, names.count, sizeof(*c->rows));
    put_rows(c, rows, names.count, true);
    put_rows(c, rows, names.count, false);
    return c;
}
