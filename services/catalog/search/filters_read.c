/* filters_read: everything that can be is turned into numbers of `texts` once, so that a product is judged by
 * comparing numbers. */
#include <math.h>

#include "base/mem.h"
#include "search/filters_parts.h"
#include "words/measures.h"

/* "Electronics>Audio" as the catalogue writes it. */
static struct str path_of(struct str said, struct buf *out)
{
    struct str level;

    buf_clear(out);
    while (str_split(&said, '>', &level)) {
        level = str_trim(level);
        if (level.len)
            buf_printf(out, "%s%.*s", out->len ? CATEGORY_BETWEEN : "", STR_ARGS(level));
    }
    return buf_as_str(out);
}

static bool read_values(const struct texts *texts, char *const *from, size_t count, struct values *ret)
{
    struct buf path = {0};

    if (count > FILTER_VALUES_MAX)
        return false;
    ret->given = count > 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t text = texts_find(texts, str_of(from[i]));

        if (!text && strchr(from[i], '>'))
            text = texts_find(texts, path_of(str_of(from[i]), &path));
        if (text)
            ret->texts[ret->count++] = text;
    }
    buf_free(&path);
    return true;
}

static void read_range(const struct texts *texts, const Steward__V1__MoneyRange *from, struct range *ret)
{
    const char *code;

    ret->min = INT64_MIN;
    ret->max = INT64_MAX;
    if (!from || (!from->min && !from->max))
        return;
    ret->given = true;
    if (from->min)
        ret->min = from->min->amount_minor;
    if (from->max)
        ret->max = from->max->amount_minor;
    code = from->max && from->max->currency_code[0] ? from->max->currency_code
           : from->min                              ? from->min->currency_code
                                                    : "";
    if (code[0]) {
        ret->currency = texts_find(texts, str_of(code));
        ret->currency = ret->currency ? ret->currency : UINT32_MAX; /* nothing is sold in it */
    }
}

static bool read_attribute(const struct texts *texts, const Steward__V1__AttributeFilter *from,
                           struct attribute_filter *ret)
{
    ret->name = texts_find(texts, str_of(from->name));
    ret->said = from->name;
    if (!read_values(texts, from->any_of, from->n_any_of, &ret->any_of))
        return false;
    for (size_t i = 0; i < from->n_any_of; i++) {
        ret->may_be_true = ret->may_be_true || str_is(str_of(from->any_of[i]), "true");
        ret->may_be_false = ret->may_be_false || str_is(str_of(from->any_of[i]), "false");
    }
    if (from->range) {
        ret->has_range = true;
        ret->unit = unit_of(str_of(from->range->unit));
        ret->min = (float)(from->range->min * unit_scale(ret->unit));
        ret->max = from->range->max < from->range->min ? INFINITY
                                                       : (float)(from->range->max * unit_scale(ret->unit));
        ret->is_below = from->range->below;
    }
    return true;
}

/* A phrase is excluded by its stems; one with a word that no product has excludes nothing. */
static void read_exclusion(struct filters *f, struct index *index, const char *text)
{
    struct exclusion *exclusion = &f->exclusions[f->exclusion_count];
    const struct vocabulary *v = index_vocabulary(index);
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(index), str_of(text), &tokens);

    exclusion->count = 0;
    for (size_t i = 0; i < count && exclusion->count < PHRASE_MAX; i++) {
        struct str stem = tokens[i].kind == TOKEN_WORD ? token_stem(index_tokeniser(index), tokens[i].text)
                                                       : tokens[i].text;
        uint32_t number = vocabulary_find(v, stem);

        if (tokens[i].parts)
            continue;
        if (number == NO_WORD)
            return;
        exclusion->stems[exclusion->count++] = number;
    }
    f->exclusion_count += exclusion->count > 0;
}

static const char *read_ticked(struct filters *f, const struct texts *texts, const Steward__V1__Filters *from)
{
    const struct {
        const char *field;
        char *const *texts;
        size_t count;
        struct values *values;
    } lists[] = {
        {"filters.not_brands", from->not_brands, from->n_not_brands, &f->not_brands},
        {"filters.brands", from->brands, from->n_brands, &f->brands},
        {"filters.categories", from->categories, from->n_categories, &f->categories},
        {"filters.colours", from->colours, from->n_colours, &f->colours},
        {"filters.sizes", from->sizes, from->n_sizes, &f->sizes},
    };

    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (!read_values(texts, lists[i].texts, lists[i].count, lists[i].values))
            return lists[i].field;
    }
    if (from->n_not_colours > FILTER_VALUES_MAX)
        return "filters.not_colours";
    f->has_not_colours = from->n_not_colours > 0;
    if (from->n_attributes > FILTER_ATTRIBUTES_MAX)
        return "filters.attributes";
    for (size_t i = 0; i < from->n_attributes; i++) {
        if (!read_attribute(texts, from->attributes[i], &f->attributes[f->attribute_count++]))
            return "filters.attributes.any_of";
    }
    read_range(texts, from->price, &f->ticked_price);
    f->min_rating = from->min_rating;
    f->in_stock = from->in_stock;
    return NULL;
}

struct filters *filters_of(struct index *index, const Steward__V1__Filters *ticked,
                           const Steward__V1__Requirements *asked, struct arena *arena,
                           const char **ret_too_many)
{
    struct filters *f = arena_new_of(arena, struct filters);

    f->index = index;
    f->ticked = ticked;
    *ret_too_many = ticked ? read_ticked(f, index_texts(index), ticked) : NULL;
    if (*ret_too_many)
        return NULL;
    if (asked) {
        f->asked_range = asked->price;
        read_range(index_texts(index), asked->price, &f->asked_price);
        f->min_rating = asked->min_rating > f->min_rating ? asked->min_rating : f->min_rating;
        for (size_t i = 0; i < asked->n_exclusions && i < EXCLUSIONS_MAX; i++)
            read_exclusion(f, index, asked->exclusions[i]);
    }
    return f;
}
