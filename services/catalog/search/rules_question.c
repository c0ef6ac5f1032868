/* rules_question: values become options by their frequency, numbers by their quantiles; then the gain
 * decides. */
#include "search/rules_question.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

/* How often it matters to a shopper: an estimate, to be replaced by what shoppers answer. */
static const struct {
    const char *about;
    double matters;
} kinds[] = {{"category", 0.95}, {"size", 0.9}, {"price", 0.9}, {"brand", 0.7}, {"colour", 0.7}};

static const double other_matters = 0.8;

/* Parts of names that say that an attribute is for the warehouse. */
static const char *const not_for_people[] = {"package",     "packaging", "pallet",     "carton",
                                             "code",        "certif",    "compliance", "origin",
                                             "lithography", "stepping",  "socket",     "harmonized"};

enum { DIGITS_MAX = 6 }; /* of a round number */

struct option {
    char *value;
    double share;
    uint32_t count, on_page;
};

struct options {
    struct option all[QUESTION_OPTIONS_MAX];
    size_t count;
};

bool question_is_for_people(const char *about)
{
    for (size_t i = 0; i < COUNT_OF(not_for_people); i++) {
        if (str_find(str_of(about), str_of(not_for_people[i])) >= 0)
            return false;
    }
    return true;
}

static double matters(const char *about)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (!strcmp(kinds[i].about, about))
            return kinds[i].matters;
    }
    return other_matters;
}

static double gain_of(const struct question_facet *f, const struct options *o)
{
    double gain = 0;

    for (size_t i = 0; i < o->count; i++)
        gain += o->all[i].share / (double)f->results * log2((double)f->results / (double)o->all[i].count);
    return gain * matters(f->about);
}

/* ---- values ---- */

static int by_share(const void *a, const void *b)
{
    const struct question_value *left = a, *right = b;

    if (left->share != right->share)
        return left->share < right->share ? 1 : -1;
    return strcmp(left->text, right->text);
}

/* "|" and "!" have a meaning in an option's value. */
static bool can_be_said(const char *text)
{
    return text[0] && text[0] != '!' && !strchr(text, '|');
}

static size_t keep_sayable(struct question_value *values, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (values[i].count && can_be_said(values[i].text))
            values[kept++] = values[i];
    }
    return kept;
}

static char *join(const char *before, const struct question_value *values, size_t count, struct arena *arena)
{
    struct buf out = {0};
    char *joined;

    buf_str(&out, str_of(before));
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s", i ? "|" : "", values[i].text);
    joined = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return joined;
}

/* What is behind the most frequent ones, as one option, if it can be searched for. */
static void add_tail(const struct question_facet *f, size_t shown, size_t count, struct options *o,
                     struct arena *arena)
{
    struct option *tail = &o->all[o->count];
    size_t rest = count - shown;

    if (!rest || (!f->has_opposite && rest > QUESTION_TAIL_MAX))
        return;
    *tail = (struct option){0};
    tail->value =
        f->has_opposite ? join("!", f->values, shown, arena) : join("", f->values + shown, rest, arena);
    for (size_t i = shown; i < count; i++) {
        tail->share += f->values[i].share;
        tail->count += f->values[i].count;
        tail->on_page += f->values[i].on_page;
    }
    tail->count = tail->count < f->results ? tail->count : (uint32_t)f->results;
    tail->on_page = tail->on_page < f->page ? tail->on_page : (uint32_t)f->page;
    o->count++;
}

static struct options options_of_values(const struct question_facet *f, struct arena *arena)
{
    size_t count = keep_sayable(f->values, f->value_count), shown = count;
    struct options o = {0};

    qsort(f->values, count, sizeof(*f->values), by_share);
    if (count > QUESTION_OPTIONS_MAX)
        shown = QUESTION_OPTIONS_MAX - 1;
    for (size_t i = 0; i < shown; i++) {
        const struct question_value *v = &f->values[i];

        o.all[o.count++] = (struct option){str_c(arena, str_of(v->text)), v->share, v->count, v->on_page};
    }
    add_tail(f, shown, count, &o, arena);
    return o;
}

/* ---- numbers ---- */

static int by_number(const void *a, const void *b)
{
    double left = ((const struct question_number *)a)->number;
    double right = ((const struct question_number *)b)->number;

    return (left > right) - (left < right);
}

/* The roundest number above `low`, up to `high`: 100 rather than 98.5. */
static double round_between(double low, double high)
{
    static const double steps[] = {1, 0.5, 0.25, 0.2, 0.1};
    double power = high > 0 ? pow(10, floor(log10(high))) : 0;

    for (int digits = 0; digits < DIGITS_MAX; digits++, power /= 10) {
        for (size_t i = 0; i < COUNT_OF(steps); i++) {
            double rounded = floor(high / (power * steps[i])) * power * steps[i];

            if (rounded > low)
                return rounded;
        }
    }
    return high;
}

/* Where to cut, near the place `at` of the sorted numbers: with some slack, for a round number. */
static double cut_near(const struct question_facet *f, size_t at)
{
    size_t slack = f->number_count / 20;
    double low = f->numbers[at - 1 > slack ? at - 1 - slack : 0].number;
    double high = f->numbers[at + slack < f->number_count ? at + slack : f->number_count - 1].number;

    return low < high ? round_between(low, high) : 0;
}

static void count_range(const struct question_facet *f, double low, double high, struct option *option)
{
    for (size_t i = 0; i < f->number_count; i++) {
        const struct question_number *n = &f->numbers[i];

        if (n->number < low || n->number > high)
            continue;
        option->share += n->number < high; /* who means the upper end chooses the range above */
        option->count++;
        option->on_page += n->on_page;
    }
}

/* About `wanted` ranges with as many results in each. */
static struct options options_of_ranges(const struct question_facet *f, size_t wanted, struct arena *arena)
{
    double low = 0;
    struct options o = {0};

    for (size_t i = 1; i <= wanted; i++) {
        double cut = i < wanted ? cut_near(f, f->number_count * i / wanted) : INFINITY;
        struct option option = {0};

        if (cut <= low)
            continue;
        count_range(f, low, cut, &option);
        if (option.share <= 0 && i < wanted)
            continue;
        option.value =
            i < wanted ? str_printf(arena, "%.6g-%.6g", low, cut) : str_printf(arena, "%.6g-", low);
        low = cut;
        if (option.count)
            o.all[o.count++] = option;
    }
    return o;
}

/* One option for each number; none if there are more than fit. */
static struct options options_of_numbers(const struct question_facet *f, struct arena *arena)
{
    struct options o = {0};

    for (size_t i = 0, to; i < f->number_count; i = to) {
        struct option option = {0};

        for (to = i; to < f->number_count && f->numbers[to].number == f->numbers[i].number; to++)
            option.on_page += f->numbers[to].on_page;
        if (o.count == QUESTION_OPTIONS_MAX)
            return (struct options){0};
        option.share = option.count = (uint32_t)(to - i);
        option.value = str_printf(arena, "%.6g", f->numbers[i].number);
        o.all[o.count++] = option;
    }
    return o;
}

static struct options choose_numbers(const struct question_facet *f, struct arena *arena)
{
    struct options best = {0};
    double most = 0;

    qsort(f->numbers, f->number_count, sizeof(*f->numbers), by_number);
    if (f->numbers[0].number < 0 || !isfinite(f->numbers[f->number_count - 1].number))
        return best;
    best = options_of_numbers(f, arena);
    if (best.count && strcmp(f->about, "price") != 0)
        return best;
    for (size_t wanted = 2; wanted <= QUESTION_OPTIONS_MAX; wanted++) {
        struct options o = options_of_ranges(f, wanted, arena);
        double gain = gain_of(f, &o);

        if (gain > most) {
            best = o;
            most = gain;
        }
    }
    return best;
}

/* ---- the question ---- */

static bool is_worth_asking(const struct question_facet *f, const struct options *o)
{
    bool changes_page = false;
    double stated = 0;

    for (size_t i = 0; i < o->count; i++) {
        stated += o->all[i].share;
        changes_page = changes_page || o->all[i].on_page < f->page;
    }
    return o->count >= 2 && changes_page && stated >= QUESTION_STATED_MIN * (double)f->results &&
           gain_of(f, o) >= QUESTION_GAIN_MIN;
}

Steward__V1__Clarification *question_about(struct question_facet *f, struct arena *arena)
{
    Steward__V1__Clarification *question = arena_new_of(arena, Steward__V1__Clarification);
    struct options o = {0};

    if (!f->results)
        return NULL;
    if (f->number_count)
        o = choose_numbers(f, arena);
    else if (f->value_count)
        o = options_of_values(f, arena);
    if (!is_worth_asking(f, &o))
        return NULL;
    steward__v1__clarification__init(question);
    question->about = str_c(arena, str_of(f->about));
    question->gain = round(gain_of(f, &o) * 1e4) / 1e4;
    question->unit = str_c(arena, str_of(f->number_count && f->unit ? f->unit : ""));
    question->options = arena_array(arena, o.count, sizeof(*question->options));
    for (size_t i = 0; i < o.count; i++) {
        Steward__V1__Clarification__Option *option = arena_new_of(arena, Steward__V1__Clarification__Option);

        steward__v1__clarification__option__init(option);
        option->value = o.all[i].value;
        option->count = o.all[i].count;
        question->options[question->n_options++] = option;
    }
    return question;
}

Steward__V1__Clarification *question_best(struct question_facet *facets, size_t count, struct arena *arena)
{
    Steward__V1__Clarification *best = NULL;

    for (size_t i = 0; i < count; i++) {
        Steward__V1__Clarification *question = question_about(&facets[i], arena);

        if (question && (!best || question->gain > best->gain))
            best = question;
    }
    return best;
}
