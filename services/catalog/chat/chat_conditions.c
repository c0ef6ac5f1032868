/* chat_conditions: goes through the words; at each place the patterns of the group `condition` are tried,
 * then the rules of plain queries (chat_wishes.c). What neither takes is left. */
#include <math.h>

#include "chat/chat_parts.h"
#include "search/rules_price.h"
#include "words/currency.h"
#include "words/currency_names.h"

#define PRICE_ALONE 50 /* "for 50": a smaller number may count something */

struct conditions {
    struct reader *r;
    struct rest *rest;
    size_t at, to; /* the place that is read, and the end */
    size_t end;    /* behind the last word that is taken */
};

struct chat_change *chat_change(struct reader *r, enum chat_change_kind kind)
{
    struct chat_change *change = r->out->change_count < CHAT_SLOTS_MAX
                                     ? &r->out->changes[r->out->change_count++]
                                     : arena_new_of(r->arena, struct chat_change); /* goes nowhere */

    *change = (struct chat_change){.kind = kind};
    return change;
}

bool chat_change_is_about(const struct chat_change *change, const char *facet)
{
    static const char *const facets[] = {
        [CHANGE_BRAND] = "brand", [CHANGE_COLOUR] = "colour", [CHANGE_SIZE] = "size",
        [CHANGE_PRICE] = "price", [CHANGE_RATING] = "rating", [CHANGE_CHEAP] = "price",
    };

    if (change->kind == CHANGE_ATTRIBUTE)
        return !strcmp(change->attribute->name, facet);
    return change->kind < COUNT_OF(facets) && facets[change->kind] && !strcmp(facets[change->kind], facet);
}

/* ---- what the patterns of the group `condition` do ---- */

static bool name_text(struct reader *r, const struct chat_match *m, bool is_brand, bool negated)
{
    const struct chat_capture *c = chat_captured(m, is_brand ? SLOT_BRAND : SLOT_COLOUR, 0);
    struct known known = is_brand ? chat_brand(r, c->from, c->to) : chat_colour(r, c->from, c->to);
    struct chat_change *change = chat_change(r, is_brand ? CHANGE_BRAND : CHANGE_COLOUR);

    change->text = known.text;
    change->negated = negated;
    chat_slot(r, is_brand ? "brand" : "colour", known.text, c->from, c->to, known.confidence)->negated =
        negated;
    return true;
}

static bool brand(struct conditions *c, const struct chat_match *m)
{
    return name_text(c->r, m, true, false);
}

static bool not_brand(struct conditions *c, const struct chat_match *m)
{
    return name_text(c->r, m, true, true);
}

/* "Olive oil" is no oil in olive, and "face cream" no face in cream. */
static bool colour(struct conditions *c, const struct chat_match *m)
{
    const struct chat_capture *said = chat_captured(m, SLOT_COLOUR, 0);

    if (said->from == c->at && said->to == m->to && m->to < c->to && m->to == said->from + 1 &&
        chat_is_part_of_name(c->r, said->from, said->from))
        return false;
    if (said->from == c->at && said->from && said->to == said->from + 1 &&
        chat_is_part_of_name(c->r, said->from - 1, said->from))
        return false;
    return name_text(c->r, m, false, false);
}

static bool not_colour(struct conditions *c, const struct chat_match *m)
{
    return name_text(c->r, m, false, true);
}

static void begin_value(struct reader *r, const char *name, const char *value)
{
    Steward__V1__AttributeFilter *filter = arena_new_of(r->arena, Steward__V1__AttributeFilter);

    steward__v1__attribute_filter__init(filter);
    filter->name = str_c(r->arena, str_of(name));
    filter->any_of = arena_array(r->arena, 1, sizeof(char *));
    filter->any_of[filter->n_any_of++] = str_c(r->arena, str_of(value));
    chat_change(r, CHANGE_ATTRIBUTE)->attribute = filter;
}

static bool set_flag(struct reader *r, const struct chat_match *m, bool wanted)
{
    const struct chat_capture *c = chat_captured(m, SLOT_FLAG, 0);
    const char *names[4];
    size_t count = chat_attributes_exactly(r, c->from, c->to, names, COUNT_OF(names)), i = 0;

    while (i < count && !chat_is_flag(r, names[i]))
        i++;
    if (i == count)
        return false;
    begin_value(r, names[i], wanted ? "true" : "false");
    chat_slot(r, "attribute", names[i], c->from, c->to, 1)->negated = !wanted;
    return true;
}

/* A word alone that also names a kind of product ("subwoofer") is that. */
static bool flag(struct conditions *c, const struct chat_match *m)
{
    if (m->to == c->at + 1 && chat_is_type(c->r, c->r->words.all[c->at].text))
        return false;
    return set_flag(c->r, m, true);
}

/* "Cotton or linen": of one attribute in one message each is as good as the other. */
static bool add_to_value(struct reader *r, const char *name, const char *value)
{
    for (size_t i = 0; i < r->out->change_count; i++) {
        Steward__V1__AttributeFilter *f = r->out->changes[i].attribute;
        char **values;

        if (r->out->changes[i].kind != CHANGE_ATTRIBUTE || !f->n_any_of || strcmp(f->name, name) != 0)
            continue;
        values = arena_array(r->arena, f->n_any_of + 1, sizeof(*values));
        memcpy(values, f->any_of, f->n_any_of * sizeof(*values));
        values[f->n_any_of++] = str_c(r->arena, str_of(value));
        f->any_of = values;
        return true;
    }
    return false;
}

/* "Laser", of printers. A kind of product is that ("earbuds"), whatever else it may be. */
static bool value(struct conditions *c, const struct chat_match *m)
{
    struct reader *r = c->r;
    const struct chat_capture *said = chat_captured(m, SLOT_VALUE, 0);
    const char *name, *stated = chat_stated_value(r, said->from, said->to, &name);
    bool is_type = said->to == said->from + 1 && chat_is_type(r, r->words.all[said->from].text);

    if (!stated || is_type)
        return false;
    if (!add_to_value(r, name, stated))
        begin_value(r, name, stated);
    chat_slot(r, "attribute", str_printf(r->arena, "%s %s", name, stated), said->from, said->to, 1);
    return true;
}

static bool no_flag(struct conditions *c, const struct chat_match *m)
{
    return set_flag(c->r, m, false);
}

/* "two drawers": the number is part of a name. */
static bool is_numbered_flag(struct conditions *c, const struct chat_match *m)
{
    struct chat_match named = {.to = m->to, .count = 1, .captures = {{SLOT_FLAG, c->at, m->to}}};

    return set_flag(c->r, &named, true);
}

/* Of a "2 meter usb c cable" the 2 meters are taken. */
static bool exactly(struct conditions *c, const struct chat_match *m)
{
    const struct chat_capture *measure = chat_captured(m, SLOT_MEASURE, 0);
    struct chat_match alone = {.name = m->name, .confidence = m->confidence, .count = 1};

    if (chat_measure(c->r, m, c->at, 0) || is_numbered_flag(c, m))
        return true;
    if (!measure || measure->from != c->at || measure->to == m->to)
        return false;
    alone.captures[0] = *measure;
    alone.to = c->end = measure->to;
    return chat_measure(c->r, &alone, c->at, 0);
}

static bool between(struct conditions *c, const struct chat_match *m)
{
    const struct chat_capture *low = &m->captures[0];
    struct chat_match first = {.name = m->name, .confidence = m->confidence, .count = 1, .captures = {*low}};

    if (chat_measure_between(c->r, m, c->at))
        return true;
    if (low->slot != SLOT_MEASURE || low->from == c->at || chat_word_is(c->r, c->at, "between"))
        return false;
    first.to = c->end = low->to; /* "over 16 GB and under 2 kg": two conditions */
    return chat_measure(c->r, &first, c->at, 1);
}

static bool more(struct conditions *c, const struct chat_match *m)
{
    struct reader *r = c->r;
    bool goes_on = m->to < c->to && chat_word_is(r, m->to, "than");

    if (goes_on)
        return false;
    if (!chat_compare(r, m)) {
        if (!r->shown_count)
            return false;
        /* More of something that these products do not have. */
        chat_slot(r, "measure", "", c->at, m->to, 0.3);
        if (r->out->unknown_count < CHAT_NAMES_MAX)
            r->out->unknown[r->out->unknown_count++] =
                str_c(r->arena, chat_words_said(&r->words, c->at, m->to));
    }
    return true;
}

void chat_sort(struct reader *r, Steward__V1__Sort__Order order, size_t from, size_t to)
{
    static const char *const orders[] = {"relevance", "price ascending", "price descending",
                                         "rating",    "newest",          "rating ascending"};

    chat_change(r, CHANGE_SORT)->sort = order;
    chat_slot(r, "sort", orders[order < COUNT_OF(orders) ? order : 0], from, to, 1);
}

static bool sort_by(struct conditions *c, const struct chat_match *m, Steward__V1__Sort__Order order)
{
    chat_sort(c->r, order, c->at, m->to);
    return true;
}

static bool sort_price_up(struct conditions *c, const struct chat_match *m)
{
    return sort_by(c, m, STEWARD__V1__SORT__ORDER__PRICE_ASCENDING);
}

static bool sort_price_down(struct conditions *c, const struct chat_match *m)
{
    return sort_by(c, m, STEWARD__V1__SORT__ORDER__PRICE_DESCENDING);
}

static bool sort_rating(struct conditions *c, const struct chat_match *m)
{
    return sort_by(c, m, STEWARD__V1__SORT__ORDER__RATING);
}

static bool sort_rating_up(struct conditions *c, const struct chat_match *m)
{
    return sort_by(c, m, STEWARD__V1__SORT__ORDER__RATING_ASCENDING);
}

static bool sort_newest(struct conditions *c, const struct chat_match *m)
{
    return sort_by(c, m, STEWARD__V1__SORT__ORDER__NEWEST);
}

static bool drop(struct conditions *c, const struct chat_match *m)
{
    struct reader *r = c->r;
    const struct chat_capture *f = chat_captured(m, SLOT_FACET, 0);
    const char *names[1];
    struct str name = f ? chat_table_at(r, TABLE_FACET, f->from, f->to) : STR_NONE;

    if (f && !name.len && chat_attributes(r, f->from, f->to, names, 1))
        name = str_of(names[0]);
    chat_change(r, CHANGE_DROP)->text = str_c(r->arena, name);
    chat_slot(r, "any", name.len ? name.data : "condition", f ? f->from : c->at, f ? f->to : m->to, 1);
    return true;
}

static bool in_stock(struct conditions *c, const struct chat_match *m)
{
    chat_change(c->r, CHANGE_STOCK);
    chat_slot(c->r, "stock", "in stock", c->at, m->to, 1);
    return true;
}

static bool also(struct conditions *c, const struct chat_match *m)
{
    c->rest->also = true;
    return true;
}

/* "only Blaupunkt": nothing that the catalogue knows, so it is named as what it has not. "From 400" is a
 * price.
 */
static bool only(struct conditions *c, const struct chat_match *m)
{
    if (m->to < c->to && chat_is_figure(c->r->words.all[m->to].text))
        return false;
    if (m->to < c->to)
        c->rest->only[m->to] = true;
    return true;
}

/* Of an amount among these words: "my budget is 500 euros". */
static const char *currency_of(const struct reader *r, size_t from, size_t to)
{
    const char *said = "", *shops = index_currency(r->index);

    for (size_t i = from; i < to && !said[0]; i++)
        said = currency_named(r->words.all[i].text, shops);
    return currency_meant(said, shops);
}

/* NULL: more than any price. */
static Steward__V1__Money *money_of(struct reader *r, double units, const char *code)
{
    Steward__V1__Money *money = units > PRICE_UNITS_MAX ? NULL : arena_new_of(r->arena, Steward__V1__Money);

    if (!money)
        return NULL;
    steward__v1__money__init(money);
    money->currency_code = str_c(r->arena, str_of(code));
    money->amount_minor = llround(units * currency_minor(code));
    return money;
}

static bool price_limit(struct conditions *c, const struct chat_match *m, bool is_most)
{
    struct reader *r = c->r;
    double units = r->words.all[chat_captured(m, SLOT_NUMBER, 0)->from].number;
    Steward__V1__MoneyRange *range = arena_new_of(r->arena, Steward__V1__MoneyRange);

    steward__v1__money_range__init(range);
    *(is_most ? &range->max : &range->min) = money_of(r, units, currency_of(r, c->at, m->to));
    chat_change(r, CHANGE_PRICE)->price = range;
    chat_slot(r, "price", money_range_said(range, r->arena), c->at, m->to, m->confidence);
    return true;
}

/* "A price of less than 900" is no figure of the catalogue's. */
static bool is_about_price(struct conditions *c, const struct chat_match *m)
{
    const struct chat_capture *attribute = chat_captured(m, SLOT_ATTRIBUTE, 0);

    return attribute && chat_captured(m, SLOT_NUMBER, 0) &&
           str_is(chat_table_at(c->r, TABLE_ATTRIBUTE, attribute->from, attribute->to), "price");
}

/* "15 hours and under 1.2 kg": what the pattern ends in is the beginning of the next condition. Of the first
 * one its figure is taken. */
static bool ends_in_next(const struct conditions *c, const struct chat_match *m)
{
    size_t last = m->to - 1;

    return m->to < c->to && chat_table_at(c->r, TABLE_CUE, last, m->to).len &&
           chat_is_figure(c->r->words.all[m->to].text) && !c->r->words.all[last].ends_clause;
}

/* Of something that none of these products states: "under 2 kilos", where no weight is told. */
static bool is_not_stated(struct conditions *c, const struct chat_match *m)
{
    struct reader *r = c->r;

    if (!r->shown_count || !chat_captured(m, SLOT_MEASURE, 0))
        return false;
    chat_slot(r, "measure", "", c->at, m->to, 0.3);
    if (r->out->unknown_count < CHAT_NAMES_MAX)
        r->out->unknown[r->out->unknown_count++] = str_c(r->arena, chat_words_said(&r->words, c->at, m->to));
    return true;
}

static bool limit(struct conditions *c, const struct chat_match *m, bool is_most)
{
    const struct chat_capture *attribute = chat_captured(m, SLOT_ATTRIBUTE, 0);
    struct chat_match before = *m;

    if (is_about_price(c, m))
        return price_limit(c, m, is_most);
    if (ends_in_next(c, m)) {
        c->end = attribute ? attribute->to : chat_captured(m, SLOT_MEASURE, 0)->to;
        before.to = c->end;
        return chat_measure(c->r, &before, c->at, 0);
    }
    return chat_measure(c->r, m, c->at, is_most ? -1 : 1) || is_not_stated(c, m);
}

static bool at_least(struct conditions *c, const struct chat_match *m)
{
    return limit(c, m, false);
}

static bool at_most(struct conditions *c, const struct chat_match *m)
{
    return limit(c, m, true);
}

static bool price_to(struct conditions *c, const struct chat_match *m)
{
    return price_limit(c, m, true);
}

static bool price_from(struct conditions *c, const struct chat_match *m)
{
    return price_limit(c, m, false);
}

/* "a laptop for 2 grand": nothing is said behind it, and so many things are no pair of anything. */
static bool price_for(struct conditions *c, const struct chat_match *m)
{
    double value = c->r->words.all[chat_captured(m, SLOT_NUMBER, 0)->from].number;

    return m->to == c->to && value >= PRICE_ALONE && price_limit(c, m, true);
}

static const struct {
    const char *name;
    bool (*take)(struct conditions *, const struct chat_match *);
} actions[] = {
    {"brand", brand},
    {"not_brand", not_brand},
    {"colour", colour},
    {"not_colour", not_colour},
    {"flag", flag},
    {"no_flag", no_flag},
    {"value", value},
    {"at_least", at_least},
    {"at_most", at_most},
    {"exactly", exactly},
    {"more", more},
    {"drop", drop},
    {"in_stock", in_stock},
    {"also", also},
    {"only", only},
    {"price_to", price_to},
    {"price_from", price_from},
    {"price_for", price_for},
    {"more_than", more},
    {"sort_price_up", sort_price_up},
    {"sort_price_down", sort_price_down},
    {"between", between},
    {"sort_rating", sort_rating},
    {"sort_rating_up", sort_rating_up},
    {"sort_newest", sort_newest},
};

static size_t take_pattern(struct conditions *c, size_t at)
{
    struct reader *r = c->r;
    struct chat_match match;

    c->at = at;
    if (!chat_grammar_match(r->chat->grammar, GROUP_CONDITION, &r->words, at, c->to, false, chat_lengths, r,
                            &match))
        return 0;
    c->end = match.to;
    for (size_t i = 0; i < COUNT_OF(actions); i++) {
        if (str_is(match.name, actions[i].name))
            return actions[i].take(c, &match) ? c->end - at : 0;
    }
    return str_is(match.name, "nothing") ? match.to - at : 0;
}

void chat_read_conditions(struct reader *r, size_t from, size_t to, struct rest *rest)
{
    struct conditions c = {.r = r, .rest = rest, .to = to};
    struct wishes *wishes;

    r->what_from = from;
    if (to - from == 1 && r->words.all[from].is_number && chat_measure_alone(r, from))
        return;
    wishes = chat_wishes_open(r, from, to);
    for (size_t at = from; at < to;) {
        size_t took = take_pattern(&c, at);

        took = took ? took : chat_wishes_take(wishes, at);
        if (!took && rest->count < CHAT_WORDS_MAX)
            rest->at[rest->count++] = at;
        at += took ? took : 1;
    }
    chat_wishes_close(wishes);
}
