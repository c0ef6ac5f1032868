/* rules_recommend: the table of purposes, then one comparison for each thing that counts. */
#include "rules_recommend.h"

#include <ctype.h>
#include <math.h>

#include "base/mem.h"

#define CRITERIA_MAX 6
#define PURPOSE_MAX  200 /* bytes that are read */

/* Words that name the purpose, each between bars; what counts: + more is better, - less. */
static const struct purpose {
    const char *words;
    const char *criteria[CRITERIA_MAX];
} purposes[] = {
    {"|travel|travelling|traveling|trips|trip|commuting|commute|holiday|reisen|reise|unterwegs|urlaub|"
     "pendeln|",
     {"-weight", "+battery_life", "+foldable", "+noise_cancelling", "-folded_size", "-volume"}},
    {"|gaming|games|game|play|spiele|spielen|zocken|",
     {"+refresh_rate", "+graphics_memory", "+memory", "+processor_cores", "-response_time", "+storage"}},
    {"|work|office|working|home office|arbeit|arbeiten|büro|homeoffice|",
     {"+memory", "+battery_life", "+display", "+lumbar_support", "+height_adjustable", "+headrest"}},
    {"|studying|study|school|university|students|student|studium|uni|schule|",
     {"-price", "-weight", "+battery_life", "+memory"}},
    {"|video editing|editing|programming|coding|photo editing|bildbearbeitung|videoschnitt|programmieren|",
     {"+memory", "+processor_cores", "+graphics_memory", "+storage", "+display"}},
    {"|photography|photos|photo|pictures|video|fotografieren|fotos|",
     {"+camera", "+resolution", "+sensor", "+stabilised", "+storage"}},
    {"|running|jogging|marathon|laufen|joggen|",
     {"-weight", "+cushioning", "+reflective", "+heart_rate", "+gps", "+waterproof"}},
    {"|hiking|camping|outdoors|outdoor|trekking|wandern|draußen|",
     {"+waterproof", "-weight", "+water_column", "+rain_cover", "+battery_life"}},
    {"|rain|wet weather|regen|",
     {"+waterproof", "+water_column", "+water_repellent", "+rain_cover", "+hood"}},
    {"|calls|meetings|telephoning|phone calls|telefonieren|besprechungen|",
     {"+microphone", "+noise_cancelling", "+battery_life", "+mute_button"}},
    {"|music|listening|musik|", {"+noise_cancelling", "+battery_life", "+power", "+stereo_pair"}},
    {"|families|family|large families|big family|familie|große familien|",
     {"+capacity", "+volume", "+persons", "+seats", "+cups", "+two_drawers"}},
    {"|small kitchens|small rooms|small flats|small spaces|kleine küchen|kleine räume|",
     {"-width", "-depth", "-height", "-volume", "+foldable"}},
    {"|quiet|sleeping|bedroom|baby|schlafen|schlafzimmer|", {"-noise"}},
    {"|saving money|low budget|budget|value|sparen|", {"-price", "+rating"}},
    {"|durability|long use|longevity|haltbarkeit|",
     {"+drop_height", "+waterproof", "+battery_life", "+rating"}},
};

static const struct purpose in_general = {"", {"+rating", "-price"}};

struct weighing {
    const struct speech *speech;
    Steward__V1__Product *const *products;
    size_t count;
    double merit[RECOMMEND_MAX];
    struct recommendation *out;
};

static struct str lower(const struct speech *s, const char *text)
{
    struct str trimmed = str_trim(str_of(text));
    struct str copy = str_copy(s->arena, str_sub(trimmed, 0, PURPOSE_MAX));
    char *c = str_c(s->arena, copy);

    for (size_t i = 0; c[i]; i++)
        c[i] = (char)((unsigned char)c[i] < 0x80 ? tolower((unsigned char)c[i]) : c[i]);
    return str_of(c);
}

static const struct purpose *purpose_of(const struct speech *s, struct str said)
{
    const char *key;

    if (!said.len)
        return &in_general;
    if (strchr(said.data, '|'))
        return NULL;
    key = str_printf(s->arena, "|%.*s|", STR_ARGS(said));
    for (size_t i = 0; i < COUNT_OF(purposes); i++) {
        if (strstr(purposes[i].words, key))
            return &purposes[i];
    }
    return NULL;
}

static double value_of(const struct fact *f)
{
    return f->kind == FACT_FLAG ? f->flag : f->number;
}

/* Whether they can be put in an order. */
static bool is_comparable(const struct fact *a, const struct fact *b)
{
    return a->said && b->said && a->kind == b->kind && (a->kind == FACT_FLAG || a->kind == FACT_NUMBER) &&
           !strcmp(a->unit, b->unit);
}

/* Each product gets from 0 to 1, by its place between the worst and the best; who does not state it, 0. */
static void weigh(struct weighing *w, const char *criterion, double weight)
{
    const char *name = criterion + 1;
    double sign = criterion[0] == '-' ? -1 : 1, low = INFINITY, high = -INFINITY;
    struct fact facts[RECOMMEND_MAX];
    const struct fact *first = NULL;
    size_t stated = 0;

    for (size_t i = 0; i < w->count; i++) {
        facts[i] = fact_of(w->speech, w->products[i], name);
        if (first ? !is_comparable(first, &facts[i]) : !is_comparable(&facts[i], &facts[i]))
            facts[i].said = NULL;
        if (!facts[i].said)
            continue;
        first = first ? first : &facts[i];
        stated++;
        low = fmin(low, sign * value_of(&facts[i]));
        high = fmax(high, sign * value_of(&facts[i]));
    }
    for (size_t i = 0; i < w->count && stated > 1 && high > low; i++) {
        if (facts[i].said)
            w->merit[i] += weight * (sign * value_of(&facts[i]) - low) / (high - low);
    }
}

static void tell_reason(struct weighing *w, size_t best, const char *criterion)
{
    struct recommendation *r = w->out;
    const char *name = criterion + 1;
    double sign = criterion[0] == '-' ? -1 : 1;
    struct fact mine = fact_of(w->speech, w->products[best], name), other = {0};

    for (size_t i = 0; i < w->count; i++) {
        struct fact fact = fact_of(w->speech, w->products[i], name);

        if (i != best && is_comparable(&mine, &fact) &&
            (!other.said || sign * value_of(&fact) > sign * value_of(&other)))
            other = fact;
    }
    if (!other.said || sign * value_of(&mine) <= sign * value_of(&other) ||
        r->reason_count == RECOMMEND_REASONS_MAX)
        return;
    r->reasons[r->reason_count++] =
        speech_text(w->speech, mine.kind == FACT_FLAG ? "recommend.has" : "recommend.reason",
                    TEXT_ARGS({"name", fact_name(w->speech, name), 0}, {"value", mine.said, 0},
                              {"other", other.said, 0}));
}

static void judge(struct weighing *w, const struct purpose *purpose)
{
    size_t best = 0;

    for (size_t i = 0; i < CRITERIA_MAX && purpose->criteria[i]; i++) {
        weigh(w, purpose->criteria[i], 1.0 / (double)(i + 1)); /* the first matter most */
        if (w->out->looked_for_count < RECOMMEND_REASONS_MAX)
            w->out->looked_for[w->out->looked_for_count++] = fact_name(w->speech, purpose->criteria[i] + 1);
    }
    for (size_t i = 1; i < w->count; i++)
        best = w->merit[i] > w->merit[best] ? i : best;
    if (w->merit[best] <= 0)
        return;
    w->out->best = w->products[best];
    for (size_t i = 0; i < CRITERIA_MAX && purpose->criteria[i]; i++)
        tell_reason(w, best, purpose->criteria[i]);
}

static bool text_mentions(const struct speech *s, const char *text, struct str word)
{
    return word.len > 2 && str_find(str_of(str_c(s->arena, lower(s, text))), word) >= 0;
}

/* Whether title or attributes name the purpose; the description is too free with words. */
static bool mentions(const struct speech *s, const Steward__V1__Product *p, struct str purpose)
{
    if (text_mentions(s, p->title, purpose))
        return true;
    for (size_t i = 0; i < p->n_attributes && i < FACT_ATTRIBUTES_MAX; i++) {
        if (p->attributes[i]->value_case == STEWARD__V1__ATTRIBUTE__VALUE_TEXT &&
            text_mentions(s, p->attributes[i]->text, purpose))
            return true;
    }
    return false;
}

static double stars_of(const Steward__V1__Product *p)
{
    return p->rating ? p->rating->stars : 0;
}

/* Of some of them, it says something: the best rated of those. Of "trails" the trail is looked for. */
static void judge_by_words(struct weighing *w, struct str purpose)
{
    const Steward__V1__Product *best = NULL;
    size_t count = 0;

    if (purpose.len > 3 && str_ends(purpose, STR("s")))
        purpose.len--;
    for (size_t i = 0; i < w->count; i++) {
        if (!mentions(w->speech, w->products[i], purpose))
            continue;
        best = best && stars_of(best) >= stars_of(w->products[i]) ? best : w->products[i];
        count++;
    }
    w->out->is_mentioned = best && count < w->count;
    w->out->best = w->out->is_mentioned ? best : NULL;
}

struct recommendation recommend(const struct speech *s, Steward__V1__Product *const *products, size_t count,
                                const char *purpose)
{
    struct recommendation r = {0};
    struct weighing w = {.speech = s,
                         .products = products,
                         .count = count < RECOMMEND_MAX ? count : RECOMMEND_MAX,
                         .out = &r};
    struct str said = lower(s, purpose);
    const struct purpose *known = purpose_of(s, said);

    r.is_known = known != NULL;
    if (w.count < 2)
        return r;
    if (known)
        judge(&w, known);
    if (!r.best && said.len)
        judge_by_words(&w, said);
    return r;
}
