/* rules_fact: fields by a table, then the attributes. */
#include "rules_fact.h"

#include <ctype.h>
#include <math.h>

#include "base/mem.h"
#include "money.h"
#include "words.h"

#define TITLE_MAX_BYTES       90
#define ITEM_MAX_BYTES        200 /* of a list */
#define DESCRIPTION_MAX_BYTES 320
#define NAME_MAX_BYTES        60
#define VALUES_MAX            8

/* ---- words ---- */

char *speech_text(const struct speech *s, const char *key, const struct text_arg *args)
{
    struct buf out = {0};

    buf_str(&out, STR(""));
    text_write(&out, language_text(s->language, key), args);
    return words_keep(&out, s->arena);
}

struct list_limits {
    size_t words, word_bytes;
};

static char *list_of(const struct speech *s, char *const *words, size_t count, const char *conjunction,
                     struct list_limits limits)
{
    struct buf out = {0};
    size_t kept = 0, more = 0;
    const char *shown[VALUES_MAX];

    for (size_t i = 0; i < count; i++) {
        if (words[i] && words[i][0] && kept < limits.words)
            shown[kept++] = words[i];
        else
            more += words[i] && words[i][0];
    }
    buf_str(&out, STR(""));
    for (size_t i = 0; i < kept; i++) {
        if (i && i + 1 == kept && !more)
            buf_printf(&out, " %s ", language_text(s->language, conjunction));
        else if (i)
            buf_str(&out, STR(", "));
        words_add(&out, str_of(shown[i]), limits.word_bytes);
    }
    if (more)
        text_write(&out, language_text(s->language, "and_more"),
                   TEXT_ARGS({"n", number_text(s->arena, (int64_t)more, s->locale), (int64_t)more}));
    return words_keep(&out, s->arena);
}

char *speech_list(const struct speech *s, char *const *words, size_t count, const char *conjunction)
{
    return list_of(s, words, count, conjunction, (struct list_limits){VALUES_MAX, ITEM_MAX_BYTES});
}

char *speech_words(const struct speech *s, char *const *words, size_t count, const char *conjunction)
{
    return list_of(s, words, count, conjunction, (struct list_limits){WORDS_IN_A_LIST, WORD_MAX_BYTES});
}

char *fact_title(const struct speech *s, const char *title, const char *product_id)
{
    struct buf out = {0};

    buf_str(&out, STR(""));
    words_add(&out, str_trim(str_of(title && title[0] ? title : product_id)), TITLE_MAX_BYTES);
    return words_keep(&out, s->arena);
}

char *fact_name(const struct speech *s, const char *name)
{
    struct buf key = {0}, out = {0};
    const char *known;

    buf_str(&key, STR("name."));
    for (size_t i = 0; name && name[i] && i < NAME_MAX_BYTES; i++)
        buf_char(&key, name[i] == ' ' || name[i] == '-' ? '_' : (char)tolower((unsigned char)name[i]));
    known = language_find(s->language, buf_as_str(&key));
    buf_free(&key);
    if (known)
        return str_printf(s->arena, "%s", known);
    buf_str(&out, STR(""));
    words_add(&out, str_of(name), NAME_MAX_BYTES);
    for (size_t i = 0; i < out.len; i++)
        out.data[i] = out.data[i] == '_' ? ' ' : out.data[i];
    return words_keep(&out, s->arena);
}

char *fact_measure(const struct speech *s, double number, const char *unit)
{
    char *figure = figure_text(s->arena, number, s->locale);
    struct str key = str_of(str_printf(s->arena, "unit.%.24s", unit ? unit : ""));
    const char *sentence = unit && unit[0] ? language_find(s->language, key) : NULL;
    struct buf out = {0};

    if (!sentence)
        return unit && unit[0] ? str_printf(s->arena, "%s %.24s", figure, unit) : figure;
    text_write(&out, sentence, TEXT_ARGS({"n", figure, fabs(number - 1) < 1e-9 ? 1 : 2}));
    return words_keep(&out, s->arena);
}

/* ---- fields ---- */

typedef struct fact field_fn(const struct speech *s, const Steward__V1__Product *p);

static struct fact said_as(char *said)
{
    return (struct fact){.kind = said && said[0] ? FACT_TEXT : FACT_NOT_STATED,
                         .said = said && said[0] ? said : NULL,
                         .unit = ""};
}

static struct fact numbered(char *said, double number, const char *unit)
{
    return (struct fact){.kind = FACT_NUMBER, .said = said, .number = number, .unit = unit};
}

static struct fact price_of(const struct speech *s, const Steward__V1__Product *p)
{
    if (!p->price)
        return (struct fact){0};
    return numbered(money_text_short(s->arena, p->price, s->locale), (double)p->price->amount_minor,
                    p->price->currency_code);
}

static struct fact rating_of(const struct speech *s, const Steward__V1__Product *p)
{
    const Steward__V1__Rating *r = p->rating;

    if (!r || !(r->stars > 0 && r->stars <= 5) || r->count < 0)
        return (struct fact){0};
    return numbered(speech_text(s, "fact.rating",
                                TEXT_ARGS({"stars", decimal_text(s->arena, r->stars, s->locale), 0},
                                          {"n", r->count ? number_text(s->arena, r->count, s->locale) : "",
                                           r->count})),
                    r->stars, "stars");
}

static struct fact stock_of(const struct speech *s, const Steward__V1__Product *p)
{
    if (!p->stock)
        return (struct fact){0};
    if (p->stock->quantity <= 0)
        return numbered(speech_text(s, "fact.sold_out", NULL), 0, "");
    return numbered(speech_text(s, "fact.stock",
                                TEXT_ARGS({"n", number_text(s->arena, p->stock->quantity, s->locale),
                                           p->stock->quantity})),
                    (double)p->stock->quantity, "");
}

static struct fact brand_of(const struct speech *s, const Steward__V1__Product *p)
{
    return said_as(speech_list(s, &p->brand, 1, "and"));
}

static struct fact category_of(const struct speech *s, const Steward__V1__Product *p)
{
    return said_as(p->n_categories ? speech_list(s, &p->categories[p->n_categories - 1], 1, "and") : NULL);
}

static struct fact colour_of(const struct speech *s, const Steward__V1__Product *p)
{
    return said_as(speech_list(s, p->colours, p->n_colours, "and"));
}

static struct fact size_of(const struct speech *s, const Steward__V1__Product *p)
{
    return said_as(speech_list(s, p->sizes, p->n_sizes, "and"));
}

static struct fact description_of(const struct speech *s, const Steward__V1__Product *p)
{
    struct buf out = {0};

    buf_str(&out, STR(""));
    words_add(&out, str_trim(str_of(p->description)), DESCRIPTION_MAX_BYTES);
    return said_as(words_keep(&out, s->arena));
}

static const struct {
    const char *name;
    field_fn *read;
} fields[] = {
    {"price", price_of},  {"rating", rating_of},     {"stars", rating_of},  {"stock", stock_of},
    {"brand", brand_of},  {"category", category_of}, {"colour", colour_of}, {"colours", colour_of},
    {"color", colour_of}, {"size", size_of},         {"sizes", size_of},    {"description", description_of},
};

/* ---- attributes ---- */

/* What can be compared with each other, in the first of its kind. */
static const struct {
    const char *unit, *basic;
    double factor;
} conversions[] = {
    {"kg", "g", 1000},      {"mg", "g", 0.001},   {"lb", "g", 453.592},   {"oz", "g", 28.3495},
    {"TB", "GB", 1000},     {"MB", "GB", 0.001},  {"min", "h", 1 / 60.0}, {"days", "h", 24},
    {"s", "h", 1 / 3600.0}, {"years", "h", 8760}, {"ml", "l", 0.001},     {"cl", "l", 0.01},
    {"m", "cm", 100},       {"mm", "cm", 0.1},    {"inch", "cm", 2.54},   {"in", "cm", 2.54},
    {"kW", "W", 1000},      {"Ah", "mAh", 1000},  {"kHz", "Hz", 1000},    {"GHz", "Hz", 1e9},
};

static void convert(struct fact *fact, const char *unit)
{
    fact->unit = unit ? unit : "";
    for (size_t i = 0; i < COUNT_OF(conversions); i++) {
        if (!strcmp(fact->unit, conversions[i].unit)) {
            fact->number *= conversions[i].factor;
            fact->unit = conversions[i].basic;
            return;
        }
    }
}

static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = *a == ' ' || *a == '-' ? '_' : (char)tolower((unsigned char)*a);
        char y = *b == ' ' || *b == '-' ? '_' : (char)tolower((unsigned char)*b);

        if (x != y)
            return false;
    }
    return *a == *b;
}

static struct fact fact_of_attribute(const struct speech *s, const Steward__V1__Attribute *a)
{
    struct fact fact = {0};

    if (a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_FLAG) {
        fact.kind = FACT_FLAG;
        fact.flag = a->flag;
        fact.unit = "";
        fact.said = speech_text(s, a->flag ? "yes" : "no", NULL);
    } else if (a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_NUMBER && fabs(a->number) < 1e15) {
        fact = numbered(fact_measure(s, a->number, a->unit), a->number, a->unit);
        convert(&fact, a->unit);
    } else if (a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_TEXT) {
        fact = said_as(speech_list(s, (char *const[]){a->text}, 1, "and"));
    }
    return fact;
}

/* An attribute that is given several times is said with all of its values. */
static struct fact attribute_of(const struct speech *s, const Steward__V1__Product *p, const char *name)
{
    struct fact first = {0};
    char *values[VALUES_MAX];
    size_t count = 0;

    for (size_t i = 0; i < p->n_attributes && i < FACT_ATTRIBUTES_MAX && count < VALUES_MAX; i++) {
        struct fact fact = {0};

        if (same_name(p->attributes[i]->name, name))
            fact = fact_of_attribute(s, p->attributes[i]);
        if (!fact.said)
            continue;
        first = count ? first : fact;
        values[count++] = fact.said;
    }
    if (count > 1)
        first = said_as(speech_list(s, values, count, "and"));
    return first;
}

struct fact fact_of(const struct speech *s, const Steward__V1__Product *p, const char *name)
{
    struct fact fact = {0};

    for (size_t i = 0; i < COUNT_OF(fields) && !fact.said; i++) {
        if (same_name(fields[i].name, name))
            fact = fields[i].read(s, p);
    }
    return fact.said ? fact : attribute_of(s, p, name);
}
