/* chat_answer: while a question is open, a message may be an option of it, in words or by its number, any
 * other value of what was asked, or that it does not matter. Whatever else is no answer, and no harm. */
#include "chat/chat_parts.h"

#include "search/rules_option.h"
#include "words/currency.h"
#include "words/edit_distance.h"

static const Steward__V1__Clarification *question(const struct reader *r)
{
    return r->dialogue->asked;
}

static void answer(struct reader *r, const char *value, size_t from, size_t to, double confidence)
{
    Steward__V1__Understood *u = r->out->understood;

    u->intent = STEWARD__V1__INTENT__KIND__ANSWER;
    u->confidence = confidence;
    chat_slot(r, question(r)->about, value, from, to, confidence);
}

/* One of the facet's values, or as an option has them: rules_option.h. */
static void set_value(struct reader *r, const char *value)
{
    struct chat_change *change = chat_change(r, CHANGE_OPTION);

    change->text = question(r)->about;
    change->value = value;
    change->unit = question(r)->unit;
}

static bool choose(struct reader *r, size_t option, size_t from, size_t to, double confidence)
{
    const Steward__V1__Clarification *q = question(r);

    if (option >= q->n_options)
        return false;
    set_value(r, q->options[option]->value);
    answer(r, q->options[option]->value, from, to, confidence);
    return true;
}

static struct str lower(struct reader *r, const char *text)
{
    struct chat_words *words = arena_new_of(r->arena, struct chat_words);

    chat_words_read(r->chat->grammar, str_of(text), r->arena, words);
    return chat_words_joined(words, 0, words->count, ' ', r->arena);
}

/* An option's label or value, or the beginning or a word of a label that no other has. */
static bool by_option(struct reader *r, size_t from, size_t to)
{
    const Steward__V1__Clarification *q = question(r);
    struct str said = chat_words_joined(&r->words, from, to, ' ', r->arena);
    size_t found = q->n_options, count = 0;

    for (size_t i = 0; i < q->n_options && i < 16; i++) {
        struct str label = lower(r, q->options[i]->label), value = lower(r, q->options[i]->value);
        int most = said.len >= 8 ? 2 : said.len >= 4 ? 1 : 0;

        if (str_eq(said, label) || str_eq(said, value))
            return choose(r, i, from, to, 1);
        if ((said.len >= 3 && str_find(str_of(str_printf(r->arena, " %.*s ", STR_ARGS(label))),
                                       str_of(str_printf(r->arena, " %.*s ", STR_ARGS(said)))) >= 0) ||
            (most && edit_distance(said, label, most) <= most)) {
            found = i;
            count++;
        }
    }
    return count == 1 && choose(r, found, from, to, 0.8);
}

static bool by_place(struct reader *r, const struct chat_match *m)
{
    const struct chat_capture *c = chat_captured(m, SLOT_PRODUCT, 0);
    const struct chat_capture *n = chat_captured(m, SLOT_NUMBER, 0);
    double number = n ? r->words.all[n->from].number : 0;
    int64_t ordinal = 0;

    for (size_t i = c ? c->from : 0; c && i < c->to && !ordinal; i++) {
        struct str value = chat_table_at(r, TABLE_ORDINAL, i, i + 1);

        if (r->words.all[i].is_number)
            ordinal = (int64_t)r->words.all[i].number;
        else if (value.len && !str_to_int64(value, &ordinal))
            ordinal = 0;
    }
    if (n && number >= 1 && number <= 16)
        ordinal = (int64_t)number;
    if (ordinal < 0)
        ordinal += 1 + (int64_t)question(r)->n_options;
    if (ordinal < 1)
        return false;
    return choose(r, (size_t)ordinal - 1, m->captures[0].from, m->captures[0].to, 1);
}

static bool is_told(const struct reader *r, const char *about)
{
    const Steward__V1__Understood *u = r->out->understood;

    for (size_t i = 0; i < u->n_slots; i++) {
        if (!strcmp(u->slots[i]->name, about))
            return true;
    }
    return false;
}

/* "around 800", "at least 16 GB", a brand that was no option: read as conditions, and nothing is left over.
 */
static bool by_condition(struct reader *r, size_t from, size_t to)
{
    struct rest rest = {0};
    size_t before = r->out->change_count;
    bool about_it = false, left = false;

    chat_read_conditions(r, from, to, &rest);
    for (size_t i = before; i < r->out->change_count; i++)
        about_it = about_it || chat_change_is_about(&r->out->changes[i], question(r)->about);
    for (size_t i = 0; i < rest.count; i++)
        left = left || !chat_is_small(r, r->words.all[rest.at[i]].text);
    if (about_it && !left) {
        r->out->understood->intent = STEWARD__V1__INTENT__KIND__ANSWER;
        r->out->understood->confidence = 0.9;
        if (!is_told(r, question(r)->about))
            chat_slot(r, question(r)->about, str_c(r->arena, chat_words_said(&r->words, from, to)), from, to,
                      0.9);
        return true;
    }
    r->out->change_count = before;
    r->out->understood->n_slots = 0;
    return false;
}

/* In the question's currency, of which it may cost so much. */
static bool by_amount(struct reader *r, size_t at)
{
    const char *value = str_printf(r->arena, "0-%.15g", r->words.all[at].number);
    Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;

    if (!option_apply("price", value, question(r)->unit, &filters, r->arena))
        return false;
    set_value(r, value);
    answer(r, money_range_said(filters.price, r->arena), at, at + 1, 0.9);
    return true;
}

/* A figure where a figure was asked for, a value of the attribute where words were. */
static bool by_value(struct reader *r, size_t from, size_t to)
{
    const char *about = question(r)->about;
    struct str said = chat_words_joined(&r->words, from, to, ' ', r->arena);
    Steward__V1__AttributeFilter *filter;

    if (!strcmp(about, "price") && to - from == 1 && r->words.all[from].is_number)
        return by_amount(r, from);
    filter = chat_filter_of_value(r, about, said.data);
    if (!filter)
        return false;
    chat_change(r, CHANGE_ATTRIBUTE)->attribute = filter;
    answer(r, filter->n_any_of ? filter->any_of[0] : said.data, from, to, 0.9);
    return true;
}

/* "no" to a question of yes or no is an answer; to any other it says that nothing of it matters. */
static bool by_yes_or_no(struct reader *r, bool yes)
{
    size_t to = r->words.count;

    if (!chat_is_flag(r, question(r)->about)) {
        r->out->refuses = !yes;
        if (!yes)
            answer(r, "any", 0, to, 1);
        return !yes;
    }
    set_value(r, yes ? "true" : "false");
    answer(r, yes ? "true" : "false", 0, to, 1);
    return true;
}

static bool refuse(struct reader *r)
{
    r->out->refuses = true;
    answer(r, "any", 0, r->words.count, 1);
    return true;
}

bool chat_read_answer(struct reader *r)
{
    struct chat_match m;
    size_t to = r->words.count;

    if (!question(r) || !to)
        return false;
    if (by_option(r, 0, to))
        return true;
    if (!chat_grammar_match(r->chat->grammar, GROUP_ANSWER, &r->words, 0, to, true, chat_lengths, r, &m))
        return by_value(r, 0, to) || by_condition(r, 0, to);
    if (str_is(m.name, "any"))
        return refuse(r);
    if (str_is(m.name, "yes") || str_is(m.name, "no"))
        return by_yes_or_no(r, str_is(m.name, "yes"));
    if (str_is(m.name, "place") && by_place(r, &m))
        return true;
    if (by_value(r, 0, to) || by_condition(r, 0, to))
        return true;
    return str_is(m.name, "told") && m.count &&
           (by_option(r, m.captures[0].from, m.captures[0].to) ||
            by_value(r, m.captures[0].from, m.captures[0].to) ||
            by_condition(r, m.captures[0].from, m.captures[0].to));
}
