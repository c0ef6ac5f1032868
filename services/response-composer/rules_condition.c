/* rules_condition: lists from both places are joined, each word once. */
#include "rules_condition.h"

#include <math.h>

#include "base/mem.h"
#include "money.h"
#include "words.h"

enum { WORDS_MAX = 8, ATTRIBUTES_MAX = 6 };

/* How understanding widens a figure (chat_measures.c of the catalogue), as a part of it. */
#define ROOM_OF_NONE 2e-5
#define ROOM_NEARLY  0.01
#define ROOM_ABOUT   0.045
#define JUST_BESIDE  1e-5

static const Steward__V1__Filters *filters_of(const struct conditions *c)
{
    static const Steward__V1__Filters none = STEWARD__V1__FILTERS__INIT;

    return c->need && c->need->filters ? c->need->filters : &none;
}

static const Steward__V1__Requirements *wanted_of(const struct conditions *c)
{
    static const Steward__V1__Requirements none = STEWARD__V1__REQUIREMENTS__INIT;

    return c->wanted ? c->wanted : &none;
}

struct list {
    char *words[WORDS_MAX];
    size_t count;
};

static void add(struct list *list, char *const *words, size_t count)
{
    for (size_t i = 0; i < count && i < WORDS_LOOKED_AT && list->count < WORDS_MAX; i++) {
        if (words[i] && words[i][0] && !words_have(list->words, list->count, str_of(words[i])))
            list->words[list->count++] = words[i];
    }
}

static char *joined(const struct conditions *c, struct list list, const char *conjunction)
{
    return list.count ? speech_list(c->speech, list.words, list.count, conjunction)
                      : str_printf(c->speech->arena, "%s", "");
}

/* The words searched for name some of the requirements already. */
static bool is_in_words(const struct conditions *c, const char *word)
{
    return c->need && c->need->words[0] && strcasestr(c->need->words, word);
}

static void add_unnamed(const struct conditions *c, struct list *list, char *const *words, size_t count)
{
    for (size_t i = 0; i < count && i < WORDS_LOOKED_AT; i++) {
        if (words[i] && !is_in_words(c, words[i]))
            add(list, &words[i], 1);
    }
}

char *condition_brands(const struct conditions *c)
{
    struct list list = {0};

    add(&list, filters_of(c)->brands, filters_of(c)->n_brands);
    add_unnamed(c, &list, wanted_of(c)->brands, wanted_of(c)->n_brands);
    return joined(c, list, "or");
}

char *condition_colours(const struct conditions *c)
{
    struct list list = {0};

    add(&list, filters_of(c)->colours, filters_of(c)->n_colours);
    add_unnamed(c, &list, wanted_of(c)->colours, wanted_of(c)->n_colours);
    return joined(c, list, "or");
}

char *condition_sizes(const struct conditions *c)
{
    struct list list = {0};

    add(&list, filters_of(c)->sizes, filters_of(c)->n_sizes);
    add_unnamed(c, &list, wanted_of(c)->sizes, wanted_of(c)->n_sizes);
    return joined(c, list, "or");
}

static char *amount(const struct conditions *c, const Steward__V1__Money *money)
{
    Steward__V1__Money named;

    if (!money)
        return NULL;
    named = money_like(money, c->like);
    return money_text_short(c->speech->arena, &named, c->speech->locale);
}

char *condition_price(const struct conditions *c)
{
    const Steward__V1__MoneyRange *range = filters_of(c)->price ? filters_of(c)->price : wanted_of(c)->price;
    char *min = range ? amount(c, range->min) : NULL, *max = range ? amount(c, range->max) : NULL;
    const char *key = min && max ? "price.between" : max ? "price.up_to" : min ? "price.from" : NULL;

    if (!key && (wanted_of(c)->cheap || (c->need && c->need->cheap)))
        key = "price.cheap";
    return key ? speech_text(c->speech, key, TEXT_ARGS({"min", min, 0}, {"max", max, 0}))
               : str_printf(c->speech->arena, "%s", "");
}

char *condition_rating(const struct conditions *c)
{
    double stars = fmax(filters_of(c)->min_rating, wanted_of(c)->min_rating);

    if (!(stars > 0 && stars <= 5))
        return str_printf(c->speech->arena, "%s", "");
    return figure_text(c->speech->arena, stars, c->speech->locale);
}

/* Five digits: an end that lies just beside such a figure is of a condition that leaves the figure out
 * ("lighter"). */
static double plain_figure(double value)
{
    double step = value > 0 ? pow(10, floor(log10(value)) - 4) : 1;

    return round(value / step) * step;
}

static bool is_beside(double end, double figure)
{
    double apart = fabs(end - figure);

    return apart > 1e-9 * figure && apart < JUST_BESIDE * figure;
}

/* A figure said alone is searched for with some room on both sides. */
static const char *around_key(double min, double max)
{
    double room = (max - min) / (max + min);

    if (room <= ROOM_OF_NONE)
        return "range.exact";
    return fabs(room - ROOM_NEARLY) < ROOM_OF_NONE  ? "range.exact"
           : fabs(room - ROOM_ABOUT) < ROOM_OF_NONE ? "range.about"
                                                    : NULL;
}

static char *range_of(const struct conditions *c, const char *name,
                      const Steward__V1__AttributeFilter__Range *range)
{
    bool from = range->min > 0 && range->min < 1e14, to = range->max >= range->min && range->max < 1e14;
    const char *around = from && to ? around_key(range->min, range->max) : NULL;
    double least = around ? plain_figure((range->min + range->max) / 2) : plain_figure(range->min);
    double most = plain_figure(range->max);
    bool above = from && !around && is_beside(range->min, least), below = to && is_beside(range->max, most);
    const struct text_arg *args =
        TEXT_ARGS({"name", name, 0},
                  {"min",
                   from ? fact_measure(c->speech, around || above ? least : range->min, range->unit) : "", 0},
                  {"max", to ? fact_measure(c->speech, below ? most : range->max, range->unit) : "", 0});

    return speech_text(c->speech,
                       around       ? around
                       : from && to ? "range.between"
                       : from       ? above ? "range.above" : "range.from"
                       : to         ? below ? "range.below" : "range.up_to"
                                    : "range.any",
                       args);
}

static char *attribute_words(const struct conditions *c, const Steward__V1__AttributeFilter *f)
{
    char *name = fact_name(c->speech, f->name);
    struct list list = {0};

    if (f->range)
        return range_of(c, name, f->range);
    add(&list, f->any_of, f->n_any_of);
    if (list.count == 1 && !strcmp(list.words[0], "true"))
        return name;
    if (list.count == 1 && !strcmp(list.words[0], "false"))
        return speech_text(c->speech, "condition.no", TEXT_ARGS({"name", name, 0}));
    return speech_text(c->speech, "pair", TEXT_ARGS({"name", name, 0}, {"value", joined(c, list, "or"), 0}));
}

char *condition_attributes(const struct conditions *c)
{
    const Steward__V1__Filters *f = filters_of(c);
    const Steward__V1__Requirements *wanted = wanted_of(c);
    struct list list = {0};

    for (size_t i = 0; i < f->n_attributes && i < ATTRIBUTES_MAX; i++) {
        char *words[] = {attribute_words(c, f->attributes[i])};

        add(&list, words, COUNT_OF(words));
    }
    for (size_t i = 0; i < wanted->n_measures && i < ATTRIBUTES_MAX; i++)
        add_unnamed(c, &list, &wanted->measures[i]->said, 1);
    return joined(c, list, "and");
}

char *condition_without(const struct conditions *c)
{
    const Steward__V1__Filters *f = filters_of(c);
    struct list list = {0};

    add(&list, f->not_brands, f->n_not_brands);
    add(&list, f->not_colours, f->n_not_colours);
    if (c->need)
        add(&list, c->need->without, c->need->n_without);
    add(&list, wanted_of(c)->exclusions, wanted_of(c)->n_exclusions);
    return joined(c, list, "or");
}

static const struct facet {
    const char *about, *key;
    char *(*words)(const struct conditions *c);
} facets[] = {
    {"brand", "condition.brand", condition_brands},   {"colour", "condition.colour", condition_colours},
    {"size", "condition.size", condition_sizes},      {"price", "condition.price", condition_price},
    {"rating", "condition.rating", condition_rating},
};

char *condition_about(const struct conditions *c, const char *about)
{
    const Steward__V1__Filters *f = filters_of(c);

    for (size_t i = 0; i < COUNT_OF(facets); i++) {
        char *words = strcmp(facets[i].about, about) == 0 ? facets[i].words(c) : NULL;

        if (words && words[0])
            return speech_text(c->speech, facets[i].key, TEXT_ARGS({"value", words, 0}));
    }
    for (size_t i = 0; i < f->n_attributes; i++) {
        if (!strcmp(f->attributes[i]->name, about))
            return attribute_words(c, f->attributes[i]);
    }
    return fact_name(c->speech, about);
}

/* ---- what the catalogue said ---- */

/* "4.5 stars and up". */
static char *stars_said(const struct conditions *c, struct str said)
{
    static const struct str after = STR(" stars and up");
    double stars;

    if (!str_ends(said, after) || !str_to_double(str_sub(said, 0, said.len - after.len), &stars))
        return NULL;
    return speech_text(c->speech, "condition.rating",
                       TEXT_ARGS({"value", figure_text(c->speech->arena, stars, c->speech->locale), 0}));
}

/* "brand Asus": what is known of the brands asked for, else what stands behind the name. */
static char *facet_said(const struct conditions *c, const struct facet *facet, struct str said)
{
    size_t len = strlen(facet->about);
    bool is_price = facet->words == condition_price;

    if (!str_starts(said, str_of(facet->about)) || (said.len > len && said.data[len] != ' '))
        return NULL;
    if (facet->words(c)[0] || is_price || said.len <= len + 1)
        return condition_about(c, facet->about);
    return speech_text(c->speech, facet->key, TEXT_ARGS({"value", said.data + len + 1, 0}));
}

/* "easy_iron", "brightness from 1000 lm". */
static bool attribute_is_said(const char *name, const char *said)
{
    size_t len = strlen(name);

    return len && !strncmp(said, name, len) && (!said[len] || said[len] == ' ');
}

char *condition_said(const struct conditions *c, char *said)
{
    const Steward__V1__Filters *f = filters_of(c);
    char *words = stars_said(c, str_of(said));

    for (size_t i = 0; i < COUNT_OF(facets) && !words; i++)
        words = facet_said(c, &facets[i], str_of(said));
    if (!words && !strcmp(said, "in stock"))
        words = speech_text(c->speech, "reason.in_stock", NULL);
    for (size_t i = 0; i < f->n_attributes && !words; i++) {
        if (attribute_is_said(f->attributes[i]->name, said))
            words = attribute_words(c, f->attributes[i]);
    }
    return words ? words : said;
}
