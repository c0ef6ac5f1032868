/* chat_intent: what a pattern that fits is obeyed as, what words without one are taken for, and how sure that
 * is. */
#include "chat/chat_parts.h"
#include "words/words.h"

static const double guessed = 0.6;

void chat_mean(struct reader *r, Steward__V1__Intent__Kind intent, double confidence)
{
    r->out->understood->intent = intent;
    r->out->understood->confidence = confidence;
}

/* ---- what is wanted: something new, or the same otherwise ---- */

static bool has_need(const struct reader *r)
{
    const Steward__V1__Need *need = r->dialogue->need;

    return need && (need->words[0] || need->filters || need->similar_to[0] || need->sort || need->cheap);
}

static Steward__V1__Intent__Kind refine_or_search(const struct reader *r)
{
    return has_need(r) ? STEWARD__V1__INTENT__KIND__REFINE : STEWARD__V1__INTENT__KIND__SEARCH;
}

/* "curved", which nothing here is, is still no other thing to look for. */
static bool only_describes(const struct reader *r)
{
    struct str words = str_of(r->out->words), word;
    bool is = words.len > 0;

    while (is && str_split(&words, ' ', &word))
        is = word_describes(word);
    return is;
}

/* Words that name no kind of product: more about the same if there is such a thing, else something new. */
static void classify_words(struct reader *r, bool is_guess, double confidence)
{
    if (has_need(r) && (r->goes_with_need || (!r->known_words && only_describes(r))))
        chat_mean(r, STEWARD__V1__INTENT__KIND__REFINE, confidence);
    else if (has_need(r) && !r->noise_words && (r->out->describes || (is_guess && r->known_words)))
        chat_mean(r, STEWARD__V1__INTENT__KIND__REFINE, confidence * 0.8);
    else if (r->known_words)
        chat_mean(r, STEWARD__V1__INTENT__KIND__SEARCH, confidence * (r->unknown_words ? guessed : 0.8));
    else if (r->noise_words)
        chat_mean(r, STEWARD__V1__INTENT__KIND__GIBBERISH,
                  2 * r->noise_words >= r->unknown_words ? 0.9 : 0.7);
    else if (is_guess && r->unknown_words > 2)
        chat_mean(r, STEWARD__V1__INTENT__KIND__UNKNOWN, 0.4);
    else
        chat_mean(r, STEWARD__V1__INTENT__KIND__SEARCH, 0.4);
}

bool chat_drops(const struct chat_understood *out)
{
    for (size_t i = 0; i < out->change_count; i++) {
        if (out->changes[i].kind == CHANGE_DROP)
            return true;
    }
    return false;
}

static void classify(struct reader *r, Steward__V1__Intent__Kind hint, bool is_guess, double confidence)
{
    struct chat_understood *out = r->out;
    bool corrects = hint == STEWARD__V1__INTENT__KIND__CORRECT && has_need(r), named = out->words[0] != 0;

    if (!named && !out->change_count && !out->unknown_count)
        chat_mean(r, STEWARD__V1__INTENT__KIND__UNKNOWN, 0.3);
    else if (corrects && (named || out->change_count))
        chat_mean(r, hint, confidence);
    else if (!named || out->also || chat_drops(out))
        chat_mean(r, refine_or_search(r), confidence);
    else if (out->is_same_type)
        chat_mean(r, refine_or_search(r), confidence);
    else if (out->is_type && r->known_words)
        chat_mean(r, STEWARD__V1__INTENT__KIND__SEARCH, confidence * (r->unknown_words ? 0.8 : 1));
    else if (hint == STEWARD__V1__INTENT__KIND__REFINE && r->known_words)
        chat_mean(r, refine_or_search(r), confidence * 0.9);
    else
        classify_words(r, is_guess, confidence);
    if (hint == STEWARD__V1__INTENT__KIND__SEARCH && !is_guess &&
        out->understood->intent == STEWARD__V1__INTENT__KIND__GIBBERISH)
        chat_mean(r, STEWARD__V1__INTENT__KIND__SEARCH, 0.3);
}

/* "remove the first" is about the shortlist, whatever is shown. */
static const Steward__V1__Dialogue *as_shortlist(struct reader *r)
{
    Steward__V1__Dialogue *d = arena_copy(r->arena, r->dialogue, sizeof(*r->dialogue));

    d->shown = d->saved;
    d->n_shown = d->n_saved;
    r->shown_count = d->n_shown < SHOWN_MAX ? d->n_shown : SHOWN_MAX;
    r->shown = NULL;
    memset(r->naming, 0, sizeof(r->naming));
    return d;
}

static bool is_words_only(Steward__V1__Intent__Kind intent)
{
    return intent >= STEWARD__V1__INTENT__KIND__GREETING || intent == STEWARD__V1__INTENT__KIND__UNKNOWN;
}

static bool goes_on(const struct reader *r, size_t at)
{
    return chat_word_is(r, at, "and") || chat_word_is(r, at, "then");
}

/* "save it and show me kettles": one thing is done, and the other is told to be left. */
static void leave_for_later(struct reader *r, const struct chat_match *m)
{
    size_t from = m->captures[0].to;

    while (from + 1 < m->to && !goes_on(r, from)) /* "to my list" */
        from++;
    while (from + 1 < m->to && goes_on(r, from))
        from++;
    chat_slot(r, "later", str_c(r->arena, chat_words_said(&r->words, from, m->to)), from, m->to,
              m->confidence);
}

void chat_obey(struct reader *r, const struct chat_match *m)
{
    struct str name = m->name, mark = STR_NONE;
    ptrdiff_t plus = str_find(name, STR("+"));
    const ProtobufCEnumValue *value;
    Steward__V1__Intent__Kind intent;
    struct rest rest = {0};
    size_t asked = r->out->asked_count;

    if (plus >= 0) {
        mark = str_sub(name, (size_t)plus + 1, name.len);
        name = str_sub(name, 0, (size_t)plus);
    }
    value = protobuf_c_enum_descriptor_get_value_by_name(&steward__v1__intent__kind__descriptor,
                                                         str_c(r->arena, name));
    intent = value ? (Steward__V1__Intent__Kind)value->value : STEWARD__V1__INTENT__KIND__UNKNOWN;
    chat_mean(r, intent, m->confidence);
    if (is_words_only(intent)) {
        if (mark.len) /* what the shop would have to say about it: "delivery" */
            chat_slot(r, "shop", str_c(r->arena, mark), 0, r->words.count, m->confidence);
        return;
    }
    if (intent == STEWARD__V1__INTENT__KIND__REMOVE_SAVED)
        r->dialogue = as_shortlist(r);
    chat_read_captures(r, m, &rest);
    if (intent == STEWARD__V1__INTENT__KIND__ASK && r->out->asked_count == asked)
        chat_ask_about(r, mark);
    r->out->also = r->out->also || str_is(mark, "also");
    if (str_is(mark, "later"))
        leave_for_later(r, m);
    if (chat_captured(m, SLOT_WHAT, 0) && intent != STEWARD__V1__INTENT__KIND__SIMILAR)
        classify(r, intent, false, m->confidence);
    chat_find_subjects(r);
    if (intent == STEWARD__V1__INTENT__KIND__ASK && !r->out->subject_count && m->confidence < 1)
        chat_mean(r, STEWARD__V1__INTENT__KIND__UNKNOWN, 0.5);
}

void chat_guess(struct reader *r, size_t from, size_t to)
{
    struct rest rest = {0};
    struct chat_match m = {.count = 1, .captures = {{SLOT_ATTRIBUTE, from, to}}};

    if (r->words.asks && r->shown_count && chat_lengths(r, SLOT_ATTRIBUTE, from) >> (to - from - 1) & 1) {
        chat_mean(r, STEWARD__V1__INTENT__KIND__ASK, 0.9); /* "weight?" */
        chat_read_captures(r, &m, &rest);
        chat_find_subjects(r);
        return;
    }
    if (r->words.asks && r->shown_count && chat_attribute_list(r, from, to, NULL)) {
        chat_mean(r, STEWARD__V1__INTENT__KIND__ASK, 0.9); /* "weight and price?" */
        m.captures[0].slot = SLOT_ATTRIBUTES;
        chat_read_captures(r, &m, &rest);
        chat_find_subjects(r);
        return;
    }
    chat_read_conditions(r, from, to, &rest);
    chat_read_things(r, &rest);
    classify(r, STEWARD__V1__INTENT__KIND__SEARCH, true, 0.9);
}
