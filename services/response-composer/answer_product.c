/* answer_product: what products state, asked for by name or side by side. */
#include "answer.h"
#include "base/mem.h"
#include "money.h"
#include "rules_compare.h"

enum { ASKED_MAX = 6, DIFFERENCES_MAX = 4 };

/* ---- asking ---- */

/* Fields whose sentence is their own: "X costs $20" rather than "X: price $20". */
static const char *const own_sentences[] = {"price", "rating", "stock", "description"};

static const char *attribute_at(const Steward__V1__Turn *t, size_t i)
{
    return i < t->n_attributes ? t->attributes[i] : "";
}

/* In words: the language's for what the catalogue knows, else the shopper's own. */
static const char *asked_at(const struct answer *a, size_t i)
{
    const char *name = attribute_at(a->turn, i);

    if (name[0])
        return fact_name(&a->speech, name);
    return i < a->turn->n_asked ? fact_title(&a->speech, a->turn->asked[i], "") : "";
}

static void say_fact(struct answer *a, const Steward__V1__Product *p, const char *name, const char *in_words)
{
    struct fact fact = fact_of(&a->speech, p, name);
    const struct text_arg *args =
        TEXT_ARGS({"product", answer_title(a, p), 0}, {"name", in_words, 0}, {"value", fact.said, 0});
    const char *key = "ask.value";

    for (size_t i = 0; i < COUNT_OF(own_sentences); i++) {
        if (!strcmp(own_sentences[i], name))
            key = str_printf(a->speech.arena, "ask.%s", name);
    }
    if (fact.kind == FACT_FLAG)
        key = fact.flag ? "ask.yes" : "ask.no";
    answer_say(a, fact.said ? key : "ask.not_stated", args);
}

/* Several things of one product, in one sentence. Where one word of the shopper's may mean several
 * attributes, those that the product states are meant. */
static void say_facts(struct answer *a, const Steward__V1__Product *p, size_t count)
{
    bool any_will_do = a->turn->n_attributes > a->turn->n_asked && a->turn->n_asked;
    size_t said = 0, only = 0;
    char *facts[ASKED_MAX];

    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&a->speech, p, attribute_at(a->turn, i));

        if (any_will_do && !fact.said)
            continue;
        only = i;
        facts[said++] = speech_text(&a->speech, fact.said ? "pair" : "pair.not_stated",
                                    TEXT_ARGS({"name", asked_at(a, i), 0}, {"value", fact.said, 0}));
    }
    if (any_will_do && said < 2) {
        say_fact(a, p, said ? attribute_at(a->turn, only) : "",
                 said ? asked_at(a, only) : fact_title(&a->speech, a->turn->asked[0], ""));
        return;
    }
    answer_say(a, "ask.several",
               TEXT_ARGS({"product", answer_title(a, p), 0},
                         {"list", speech_list(&a->speech, facts, said, "and"), 0}));
}

/* In a few sentences: what somebody wants to know who asks for nothing in particular. */
static void describe(struct answer *a, const Steward__V1__Product *p)
{
    static const char *const parts[] = {"price", "rating", "stock"};
    struct fact description = fact_of(&a->speech, p, "description");
    char *colours = fact_of(&a->speech, p, "colour").said;

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (fact_of(&a->speech, p, parts[i]).said)
            say_fact(a, p, parts[i], fact_name(&a->speech, parts[i]));
    }
    answer_say(a, "describe.rest",
               TEXT_ARGS({"facts", answer_main_facts(a, p), 0}, {"colours", colours, 0},
                         {"description", description.said, 0}));
}

/* What was asked about and the catalogue knows no attribute for is not stated by anybody. */
void answer_ask(struct answer *a)
{
    const Steward__V1__Turn *t = a->turn;
    size_t count = t->n_attributes > t->n_asked ? t->n_attributes : t->n_asked;

    count = count < ASKED_MAX ? count : ASKED_MAX;
    answer_show(a);
    for (size_t i = 0; i < a->subject_count && i < SPOKEN_MAX; i++) {
        if (!count || (count == 1 && !strcmp(attribute_at(t, 0), "description")))
            describe(a, a->subjects[i]);
        else if (count == 1)
            say_fact(a, a->subjects[i], attribute_at(t, 0), asked_at(a, 0));
        else
            say_facts(a, a->subjects[i], count);
    }
    if (a->subject_count > SPOKEN_MAX)
        answer_say(a, "ask.first_few",
                   TEXT_ARGS({"n", number_text(a->speech.arena, SPOKEN_MAX, a->speech.locale), SPOKEN_MAX}));
}

/* ---- comparing ---- */

static const Steward__V1__Product *cheapest(const struct answer *a, size_t count,
                                            const Steward__V1__Product **ret_next)
{
    const Steward__V1__Product *best = NULL, *next = NULL;

    for (size_t i = 0; i < count; i++) {
        const Steward__V1__Product *p = a->subjects[i];

        if (!p->price || (best && !money_comparable(best->price, p->price)))
            return NULL; /* not all can be compared */
        if (!best || p->price->amount_minor < best->price->amount_minor) {
            next = best;
            best = p;
        } else if (!next || p->price->amount_minor < next->price->amount_minor) {
            next = p;
        }
    }
    *ret_next = next;
    return best && next && best->price->amount_minor < next->price->amount_minor ? best : NULL;
}

static void say_cheapest(struct answer *a, size_t count)
{
    const Steward__V1__Product *next = NULL, *best = cheapest(a, count, &next);
    Steward__V1__Money less;

    if (!best)
        return;
    less = *best->price;
    if (__builtin_sub_overflow(next->price->amount_minor, best->price->amount_minor, &less.amount_minor))
        return;
    answer_say(a, "compare.cheapest",
               TEXT_ARGS({"product", answer_title(a, best), 0},
                         {"price", money_text_short(a->speech.arena, best->price, a->speech.locale), 0},
                         {"less", money_text_short(a->speech.arena, &less, a->speech.locale), 0}));
}

/* "battery life (60 hours / 45 hours)", for what differs and all of them state. */
static void say_differences(struct answer *a, const Steward__V1__Comparison *c)
{
    char *price = fact_name(&a->speech, "price"), *told[DIFFERENCES_MAX];
    size_t count = 0, differing = 0;

    for (size_t i = 0; i < c->n_rows; i++) {
        const Steward__V1__Comparison__Row *row = c->rows[i];
        struct buf values = {0};
        bool complete = true;

        differing += row->differs;
        for (size_t k = 0; k < row->n_values; k++) {
            complete = complete && row->values[k][0];
            buf_printf(&values, "%s%s", k ? " / " : "", row->values[k]);
        }
        if (row->differs && complete && count < DIFFERENCES_MAX && strcmp(row->name, price) != 0)
            told[count++] = speech_text(&a->speech, "compare.difference",
                                        TEXT_ARGS({"name", row->name, 0}, {"values", values.data, 0}));
        buf_free(&values);
    }
    if (count)
        answer_say(a, "compare.differ", TEXT_ARGS({"list", speech_list(&a->speech, told, count, "and"), 0}));
    else if (!differing)
        answer_say(a, "compare.same", NULL);
}

void answer_compare(struct answer *a)
{
    size_t count = a->subject_count < COMPARE_MAX ? a->subject_count : COMPARE_MAX;
    char *titles[COMPARE_MAX];
    bool more = a->turn->n_subjects > COMPARE_MAX;

    a->subject_count = count;
    answer_show(a);
    a->result->comparison = compare(&a->speech, a->subjects, count);
    for (size_t i = 0; i < count; i++)
        titles[i] = answer_title(a, a->subjects[i]);
    answer_say(a, "compare.intro", TEXT_ARGS({"list", speech_list(&a->speech, titles, count, "and"), 0}));
    if (more)
        answer_say(a, "compare.first_few",
                   TEXT_ARGS(
                       {"n", number_text(a->speech.arena, COMPARE_MAX, a->speech.locale), COMPARE_MAX}));
    say_cheapest(a, count);
    say_differences(a, a->result->comparison);
}
