/* chat_attributes: from everyday words to the names that the catalogue uses, and to the figures behind them.
 */
#include "chat/chat_parts.h"

#include <math.h>
#include <stdlib.h>

#define LIST_MAX       8
#define STATED_PERCENT 60

static bool sample_has(const struct reader *r, uint32_t name, int kind)
{
    for (size_t i = 0; i < r->sample_count; i++) {
        const struct product *p = index_product(r->index, r->sample[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes; k++) {
            if (a[k].name == name && (kind < 0 || a[k].kind == (uint32_t)kind))
                return true;
        }
    }
    return false;
}

static size_t add_name(const char **names, size_t count, size_t room, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(names[i], name))
            return count;
    }
    if (count < room)
        names[count++] = name;
    return count;
}

/* Of a list `display/screen_size`: those that the catalogue uses, those of the sample first. */
size_t chat_attributes_named(struct reader *r, struct str list, const char **names, size_t room)
{
    const struct texts *texts = index_texts(r->index);
    size_t count = 0;

    for (int pass = 0; pass < 2; pass++) {
        struct str left = list, name;

        while (str_split(&left, '/', &name)) {
            uint32_t found = lexicon_find(index_lexicon(r->index), texts, name, ROLE_ATTRIBUTE);

            if (found && (pass || sample_has(r, found, -1)))
                count = add_name(names, count, room, texts_get(texts, found));
        }
    }
    return count;
}

static struct str plain_value(struct reader *r, struct str text)
{
    char *copy = str_c(r->arena, str_trim(text));

    for (size_t i = 0; copy[i]; i++)
        copy[i] = copy[i] >= 'A' && copy[i] <= 'Z' ? (char)(copy[i] + 32) : copy[i];
    return str_of(copy);
}

static struct str without_joints(struct str name, struct arena *arena)
{
    char *copy = str_c(arena, name);

    for (size_t i = 0; i < name.len; i++) {
        if (copy[i] == '-' || copy[i] == ' ')
            copy[i] = '_';
    }
    return str_n(copy, name.len);
}

/* The words before numbers in them became figures. */
static struct str as_written(struct reader *r, size_t from, size_t to)
{
    return without_joints(plain_value(r, chat_words_said(&r->words, from, to)), r->arena);
}

/* A word of a name of the sample's: "battery" of battery_life. */
static size_t partly_named(struct reader *r, struct str word, const char **names, size_t room)
{
    size_t count = 0;

    for (size_t i = 0; i < r->sample_count && word.len >= 3; i++) {
        const struct product *p = index_product(r->index, r->sample[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes; k++) {
            const char *name = texts_get(index_texts(r->index), a[k].name);
            ptrdiff_t at = str_find(str_of(name), word);
            char before = at > 0 ? name[at - 1] : '_', behind = at < 0 ? 'x' : name[(size_t)at + word.len];

            if (at >= 0 && before == '_' && (!behind || behind == '_'))
                count = add_name(names, count, room, name);
        }
    }
    return count;
}

size_t chat_attributes_exactly(struct reader *r, size_t from, size_t to, const char **names, size_t room)
{
    struct str said = chat_words_joined(&r->words, from, to, '_', r->arena);
    struct str list = chat_table_at(r, TABLE_ATTRIBUTE, from, to), single;
    size_t count;

    if (to - from == 1 && chat_is_small(r, r->words.all[from].text))
        return 0;
    said = without_joints(said, r->arena);
    count = list.len ? chat_attributes_named(r, list, names, room) : 0;
    if (count || (to - from == 1 && chat_table_at(r, TABLE_MORE, from, to).len))
        return count;
    count = chat_attributes_named(r, said, names, room);
    if (!count && r->words.all[from].is_number) /* "two drawers" is a name, too */
        count = chat_attributes_named(r, as_written(r, from, to), names, room);
    single = str_ends(said, STR("s")) ? str_sub(said, 0, said.len - 1) : STR_NONE;
    return count || !single.len ? count : chat_attributes_named(r, single, names, room);
}

size_t chat_attributes(struct reader *r, size_t from, size_t to, const char **names, size_t room)
{
    struct str word = r->words.all[from].text;
    size_t count = chat_attributes_exactly(r, from, to, names, room);

    if (count || to - from > 1 || chat_is_small(r, word) || chat_table_at(r, TABLE_MORE, from, to).len)
        return count;
    return partly_named(r, str_copy(r->arena, word), names, room);
}

bool chat_is_flag(struct reader *r, const char *name)
{
    return sample_has(r, texts_find(index_texts(r->index), str_of(name)), ATTRIBUTE_FLAG);
}

/* ---- figures ---- */

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

struct figures chat_figures(struct reader *r, const char *name, double wanted)
{
    uint32_t number = texts_find(index_texts(r->index), str_of(name));
    struct figures f = {0};
    double values[SAMPLE_MAX];
    size_t units[UNITS_MAX] = {0};

    for (size_t i = 0; i < r->sample_count; i++) {
        const struct product *p = index_product(r->index, r->sample[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes; k++) {
            if (a[k].name != number || a[k].kind != ATTRIBUTE_NUMBER)
                continue;
            values[f.count++] = (double)a[k].number * unit_scale(a[k].unit);
            f.equal += fabs(values[f.count - 1] - wanted) <= fabs(wanted) * 1e-5;
            if (++units[a[k].unit] > units[f.unit])
                f.unit = (uint8_t)a[k].unit;
            break;
        }
    }
    if (!f.count)
        return f;
    qsort(values, f.count, sizeof(*values), compare);
    f.low = values[0];
    f.high = values[f.count - 1];
    f.middle = values[f.count / 2];
    return f;
}

/* ---- values ---- */

/* The catalogue's own spelling of a text value among the products of the sample. */
static const char *value_said(struct reader *r, uint32_t name, struct str said)
{
    for (size_t i = 0; i < r->sample_count; i++) {
        const struct product *p = index_product(r->index, r->sample[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes; k++) {
            const char *text = a[k].kind == ATTRIBUTE_TEXT ? texts_get(index_texts(r->index), a[k].text) : "";

            if (a[k].name == name && str_eq_nocase(str_of(text), said))
                return text;
        }
    }
    return NULL;
}

/* Most products of the kind state it: it takes none away that only does not say so. */
static bool is_mostly_stated(struct reader *r, uint32_t name)
{
    const struct sample *kind = chat_sample_of_kind(r);
    size_t count = 0;

    for (size_t i = 0; i < kind->count; i++) {
        const struct product *p = index_product(r->index, kind->at[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes; k++)
            count += a[k].name == name && a[k].kind == ATTRIBUTE_TEXT;
    }
    return 100 * count >= STATED_PERCENT * kind->count;
}

/* In the catalogue's spelling. `name` 0: of any attribute, which it becomes. */
static const char *value_of_kind(struct reader *r, struct str said, uint32_t *name)
{
    const struct sample *kind = chat_sample_of_kind(r);

    for (size_t i = 0; said.len && i < kind->count; i++) {
        const struct product *p = index_product(r->index, kind->at[i]);
        const struct attribute *a = p ? product_attributes(p) : NULL;

        for (size_t k = 0; p && k < p->attributes; k++) {
            const char *text = a[k].kind == ATTRIBUTE_TEXT ? texts_get(index_texts(r->index), a[k].text) : "";

            if ((!*name || a[k].name == *name) && str_eq_nocase(str_of(text), said) &&
                is_mostly_stated(r, a[k].name)) {
                *name = a[k].name;
                return text;
            }
        }
    }
    return NULL;
}

const char *chat_stated_value(struct reader *r, size_t from, size_t to, const char **ret_name)
{
    struct str all = plain_value(r, chat_words_said(&r->words, from, to)), last;
    const char *value = NULL;
    uint32_t name = 0;

    if (!r->shown_count || chat_is_small(r, r->words.all[from].text))
        return NULL;
    value = value_of_kind(r, all, &name);
    if (!value && to - from > 1) {
        last = r->words.all[to - 1].text;
        name = lexicon_find(index_lexicon(r->index), index_texts(r->index), last, ROLE_ATTRIBUTE);
        all = plain_value(r, chat_words_said(&r->words, from, to - 1));
        value = name ? value_of_kind(r, all, &name) : NULL;
    }
    *ret_name = value ? texts_get(index_texts(r->index), name) : NULL;
    return value;
}

static bool figures_of(struct str value, double *ret_min, double *ret_max, uint8_t *ret_unit)
{
    size_t at = str_span(value, "0123456789.-");
    ptrdiff_t dash;

    *ret_unit = unit_of(str_trim(str_sub(value, at, value.len)));
    if (at < value.len && !*ret_unit)
        return false;
    value = str_sub(value, 0, at);
    dash = str_find(value, STR("-"));
    if (dash > 0 && str_to_double(str_sub(value, 0, (size_t)dash), ret_min)) {
        if (!str_to_double(str_sub(value, (size_t)dash + 1, value.len), ret_max))
            *ret_max = *ret_min - 1; /* "16-": and more */
        return true;
    }
    if (!str_to_double(value, ret_min))
        return false;
    *ret_max = *ret_min + fabs(*ret_min) * 1e-5;
    *ret_min -= fabs(*ret_min) * 1e-5;
    return true;
}

Steward__V1__AttributeFilter *chat_filter_of_value(struct reader *r, const char *name, const char *value)
{
    uint32_t number =
        lexicon_find(index_lexicon(r->index), index_texts(r->index), str_of(name), ROLE_ATTRIBUTE);
    Steward__V1__AttributeFilter *filter = arena_new_of(r->arena, Steward__V1__AttributeFilter);
    struct str said = plain_value(r, str_of(value));
    const char *known = number ? value_said(r, number, said) : NULL;
    double min, max;
    uint8_t unit;

    steward__v1__attribute_filter__init(filter);
    filter->name = str_c(r->arena, str_of(name));
    if (!number)
        return NULL;
    if (known || str_is(said, "true") || str_is(said, "false")) {
        filter->any_of = arena_array(r->arena, 1, sizeof(char *));
        filter->any_of[filter->n_any_of++] = known ? str_c(r->arena, str_of(known)) : str_c(r->arena, said);
        return filter;
    }
    if (!figures_of(said, &min, &max, &unit) || !chat_figures(r, name, 0).count)
        return NULL;
    filter->range = arena_new_of(r->arena, Steward__V1__AttributeFilter__Range);
    steward__v1__attribute_filter__range__init(filter->range);
    filter->range->min = min;
    filter->range->max = max;
    filter->range->unit = str_c(r->arena, str_of(unit_name(unit)));
    return filter;
}
