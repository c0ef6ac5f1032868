/* chat_references: "the second one", "the cheapest", "it", "the first and the last"; names are in
 * chat_names.c.
 *
 * Whether words have the form of a reference does not depend on what is shown, but for names: these are names
 * of something that is. A reference that has the form and finds nothing is one all the same, to nothing. */
#include "chat/chat_parts.h"

#define PARTS_MAX 6

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

void chat_refer(struct reference *ret, const char *id)
{
    for (size_t i = 0; i < ret->count; i++) {
        if (!strcmp(ret->ids[i], id))
            return;
    }
    if (ret->count < CHAT_SUBJECTS_MAX)
        ret->ids[ret->count++] = id;
}

static void refer_to_shown(const struct reader *r, struct reference *ret, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < r->shown_count; i++)
        chat_refer(ret, r->dialogue->shown[i]->product_id);
}

const struct product *chat_shown_product(const struct reader *r, size_t shown)
{
    uint32_t number;

    return index_find(r->index, str_of(r->dialogue->shown[shown]->product_id), &number)
               ? index_product(r->index, number)
               : NULL;
}

static bool is_focused(const struct reader *r, const char *id)
{
    const Steward__V1__Dialogue *d = r->dialogue;
    bool is = false;

    for (size_t i = 0; i < d->n_focus && !is; i++)
        is = !strcmp(d->focus[i], id);
    return is;
}

/* ---- it, the other one, both, them ---- */

static size_t place_shown(const struct reader *r, const char *id)
{
    size_t i = 0;

    while (i < r->shown_count && strcmp(r->dialogue->shown[i]->product_id, id) != 0)
        i++;
    return i;
}

/* The second of two that were spoken of; beside one, that which was compared or chosen before it; else what
 * is left of two that are shown. Of more nobody can tell which one. */
static void refer_to_other(struct reader *r, struct reference *ret)
{
    const Steward__V1__Dialogue *d = r->dialogue;
    size_t one = d->n_focus == 1 ? place_shown(r, d->focus[0]) : r->shown_count;

    if (d->n_focus == 2)
        chat_refer(ret, d->focus[1]);
    for (size_t i = d->n_focus == 1 ? d->n_chosen : 0; i > 0 && !ret->count; i--) {
        size_t other = place_shown(r, d->chosen[i - 1]->product_id);

        if (other != one)
            refer_to_shown(r, ret, other, other + 1);
    }
    if (!ret->count && r->shown_count == 2 && one < 2)
        refer_to_shown(r, ret, 1 - one, 2 - one);
}

static bool by_pronoun(struct reader *r, struct str kind, bool to_many, struct reference *ret)
{
    const Steward__V1__Dialogue *d = r->dialogue;
    bool one = str_is(kind, "one"), other = str_is(kind, "other"), saved = str_is(kind, "saved");
    size_t focused = least(d->n_focus, CHAT_SUBJECTS_MAX);
    int64_t counted = 0; /* "both", "all three"; 0: "them" */

    if (!kind.len || (!one && !other && !to_many))
        return false;
    str_to_int64(kind, &counted);
    ret->confidence = REFERENCE_SURE;
    if (other) {
        refer_to_other(r, ret);
    } else if (one && focused) {
        chat_refer(ret, d->focus[0]);
        ret->confidence = focused == 1 ? REFERENCE_SURE : REFERENCE_LIKELY;
    } else if (one) {
        refer_to_shown(r, ret, 0, 1);
        ret->confidence = r->shown_count == 1 ? REFERENCE_SURE : REFERENCE_LIKELY;
    } else if (saved) {
        for (size_t i = 0; i < d->n_saved; i++)
            chat_refer(ret, d->saved[i]->product_id);
    } else if (focused > 1 && (size_t)counted <= focused) {
        for (size_t i = 0; i < (counted ? (size_t)counted : focused); i++)
            chat_refer(ret, d->focus[i]);
    } else {
        refer_to_shown(r, ret, 0, counted ? (size_t)counted : CHAT_SUBJECTS_MAX);
        ret->confidence = counted && r->shown_count > (size_t)counted ? REFERENCE_LIKELY : REFERENCE_SURE;
    }
    return true;
}

/* ---- the second ---- */

static bool ends_ordinal(struct str end)
{
    return str_is(end, "st") || str_is(end, "nd") || str_is(end, "rd") || str_is(end, "th");
}

/* 2 for "second", "2nd"; -1 for "last". 0: none. */
static int ordinal_at(struct reader *r, size_t at)
{
    struct str word = r->words.all[at].text;
    struct str value = chat_table_at(r, TABLE_ORDINAL, at, at + 1);
    int64_t number = 0;

    if (value.len)
        return str_to_int64(value, &number) ? (int)number : 0;
    if (word.len > 2 && word.len < 5 && ends_ordinal(str_sub(word, word.len - 2, word.len)) &&
        str_to_int64(str_sub(word, 0, word.len - 2), &number))
        return (int)number;
    return 0;
}

static bool is_plural(struct str word)
{
    return word.len > 3 && str_ends(word, STR("s")) && !str_ends(word, STR("ss"));
}

/* Nouns that may follow: "one", or a kind of product that is shown. */
static bool are_nouns(struct reader *r, size_t from, size_t to, bool to_many)
{
    for (size_t i = from; i < to; i++) {
        struct str word = r->words.all[i].text;

        if (chat_table_at(r, TABLE_NOUN, i, i + 1).len)
            continue;
        if (r->shown_count && r->wanted_kind != NO_WORD && chat_is_type(r, word) &&
            chat_stem(r, word, true) != r->wanted_kind)
            return false;
        if (!chat_is_type(r, word) && !(i + 1 < to && chat_stem(r, word, false) != NO_WORD))
            return false;
    }
    return to - from <= 3 && (to_many || to == from || !is_plural(r->words.all[to - 1].text));
}

static int count_at(const struct reader *r, size_t at, size_t to)
{
    const struct chat_word *word = &r->words.all[at];

    return at < to && word->is_number && word->number >= 2 && word->number <= CHAT_SUBJECTS_MAX
               ? (int)word->number
               : 0;
}

static bool by_ordinal(struct reader *r, size_t from, size_t to, bool to_many, struct reference *ret)
{
    int ordinal = ordinal_at(r, from), count;
    size_t n = r->shown_count, at = from + 1;

    if (!ordinal)
        return false;
    count = count_at(r, at, to);
    if (at < to && chat_word_is(r, at, "last")) /* second last */
        ordinal = -ordinal, at++;
    if (count && (!to_many || !are_nouns(r, at + 1, to, true)))
        return false;
    if (count) {
        size_t first = ordinal > 0 ? 0 : n - least((size_t)count, n);

        refer_to_shown(r, ret, first, first + (size_t)count);
        return true;
    }
    if (!are_nouns(r, at, to, false))
        return false;
    if (ordinal > 0)
        refer_to_shown(r, ret, (size_t)ordinal - 1, (size_t)ordinal);
    else if ((size_t)-ordinal <= n)
        refer_to_shown(r, ret, n - (size_t)-ordinal, n - (size_t)-ordinal + 1);
    return true;
}

/* "number 2", "#2", "the 2", "option one"; "1 and 3" */
static bool by_number(struct reader *r, size_t from, size_t to, bool pointed, struct reference *ret)
{
    const struct chat_word *word = &r->words.all[from];
    double number = chat_word_is(r, from, "one") ? 1 : word->is_number ? word->number : 0;

    if (to - from != 1 || !pointed || number < 1 || number > SHOWN_MAX)
        return false;
    refer_to_shown(r, ret, (size_t)number - 1, (size_t)number);
    return true;
}

/* ---- the cheapest ---- */

static bool figure_of(struct reader *r, size_t shown, struct str about, double *ret_value)
{
    const Steward__V1__Shown *s = r->dialogue->shown[shown];
    const struct product *p = chat_shown_product(r, shown);
    const char *names[CHAT_NAMES_MAX];
    size_t count;

    if (str_is(about, "price") || str_is(about, "rating")) {
        bool is_price = str_is(about, "price");

        if (is_price ? !s->price : !s->rating)
            return false;
        *ret_value = is_price ? (double)s->price->amount_minor
                              : s->rating->stars + 1e-6 * (double)least((size_t)s->rating->count, 100000);
        return true;
    }
    if (str_is(about, "date") && p && p->released_s) {
        *ret_value = (double)p->released_s;
        return true;
    }
    count = chat_attributes_named(r, about, names, CHAT_NAMES_MAX);
    for (size_t i = 0; p && i < count; i++) {
        const struct attribute *a = product_attributes(p);

        for (size_t k = 0; k < p->attributes; k++) {
            if (a[k].kind == ATTRIBUTE_NUMBER &&
                !strcmp(texts_get(index_texts(r->index), a[k].name), names[i])) {
                *ret_value = (double)a[k].number * unit_scale(a[k].unit);
                return true;
            }
        }
    }
    return false;
}

/* `value` is what the table says: -price, +rating, +display/volume. "The cheaper one" is one of the several
 * that were spoken of last. */
static void refer_to_most(struct reader *r, struct str value, size_t wanted, bool of_focused,
                          struct reference *ret)
{
    size_t focused = 0;
    bool taken[SHOWN_MAX] = {false};
    double sign = value.data[0] == '-' ? -1 : 1;
    struct str about = str_sub(value, 1, value.len);

    for (size_t i = 0; i < r->shown_count; i++)
        focused += is_focused(r, r->dialogue->shown[i]->product_id);
    for (size_t i = 0; of_focused && focused > 1 && i < r->shown_count; i++)
        taken[i] = !is_focused(r, r->dialogue->shown[i]->product_id);
    for (size_t n = 0; n < wanted; n++) {
        size_t best = SHOWN_MAX;
        double most = 0, figure;

        for (size_t i = 0; i < r->shown_count; i++) {
            if (!taken[i] && figure_of(r, i, about, &figure) && (best == SHOWN_MAX || sign * figure > most)) {
                best = i;
                most = sign * figure;
            }
        }
        if (best == SHOWN_MAX)
            return;
        taken[best] = true;
        chat_refer(ret, r->dialogue->shown[best]->product_id);
    }
}

static bool by_superlative(struct reader *r, size_t from, size_t to, bool to_many, struct reference *ret)
{
    int count = to_many ? count_at(r, from, to) : 0;

    if (!r->shown_count)
        return false; /* an order of what will be found */
    from += count > 0;
    for (size_t n = least(3, to - from); n > 0; n--) {
        struct str value = chat_table_at(r, TABLE_MOST, from, from + n);

        if (value.len > 1 && are_nouns(r, from + n, to, to_many)) {
            refer_to_most(r, value, count ? (size_t)count : 1, chat_word_is(r, from + n - 1, "one"), ret);
            return true;
        }
    }
    return false;
}

/* ---- */

static bool points(struct reader *r, size_t at)
{
    static const char *const words[] = {"the",     "that",   "this",  "number", "#",    "option", "item",
                                        "product", "result", "those", "these",  "your", "my"};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (chat_word_is(r, at, words[i]))
            return true;
    }
    return false;
}

static bool refers_to_one(struct reader *r, size_t from, size_t to, bool to_many, bool pointed,
                          struct reference *ret)
{
    *ret = (struct reference){.confidence = REFERENCE_SURE};
    if (by_pronoun(r, chat_table_at(r, TABLE_PRONOUN, from, to), to_many, ret))
        return true;
    while (from < to && points(r, from)) {
        from++;
        pointed = true;
    }
    if (from == to)
        return false;
    if (to_many && pointed && count_at(r, from, to) && are_nouns(r, from + 1, to, true)) { /* the three */
        refer_to_shown(r, ret, 0, (size_t)count_at(r, from, to));
        return true;
    }
    return by_ordinal(r, from, to, to_many, ret) || by_number(r, from, to, pointed, ret) ||
           by_superlative(r, from, to, to_many, ret) ||
           chat_refers_by_name(r, from, to, pointed, to_many, ret);
}

static bool is_joint(const struct reader *r, size_t at)
{
    static const char *const words[] = {"and", "or",      "vs", "versus", "with",
                                        "to",  "against", "&",  "plus",   "from"};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (chat_word_is(r, at, words[i]))
            return true;
    }
    return false;
}

/* "the first and the third": each part is a reference, and numbers may stand alone. */
static bool refers_to_parts(struct reader *r, size_t from, size_t to, struct reference *ret)
{
    struct reference part;
    size_t parts = 0, start = from;

    *ret = (struct reference){.confidence = REFERENCE_SURE};
    for (size_t i = from; i <= to; i++) {
        if (i < to && !is_joint(r, i) && !(r->words.all[i].ends_clause && i + 1 < to))
            continue;
        if (i < to && !is_joint(r, i)) { /* a comma behind the word */
            if (!refers_to_one(r, start, i + 1, false, true, &part))
                return false;
        } else if (i > start ? !refers_to_one(r, start, i, false, true, &part) : !parts || i == to) {
            return false;
        } else if (i == start) { /* ", and" */
            start = i + 1;
            continue;
        }
        for (size_t k = 0; k < part.count; k++)
            chat_refer(ret, part.ids[k]);
        ret->confidence = part.confidence < ret->confidence ? part.confidence : ret->confidence;
        start = i + 1;
        if (++parts > PARTS_MAX)
            return false;
    }
    return parts > 1;
}

bool chat_refers(struct reader *r, size_t from, size_t to, bool to_many, struct reference *ret)
{
    if (refers_to_one(r, from, to, to_many, false, ret))
        return true;
    return to_many && to - from >= 3 && refers_to_parts(r, from, to, ret);
}
