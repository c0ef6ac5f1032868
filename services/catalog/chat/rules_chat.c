/* rules_chat: the message is cut into words; a question that is open is tried first; then the patterns, with
 * politeness taken off from outside in; what no pattern fits is taken for what somebody looks for. What each
 * of them means is in chat_intent.c. */
#include "chat/rules_chat.h"

#include <ctype.h>

#include "base/text_file.h"
#include "chat/chat_parts.h"

#define SKIPS_MAX   6
#define CLAUSES_MAX 8
#define SIGNS_SHARE 4 /* one in so many signs of a message is no letter, in what machines write */

static const double loose = 0.8; /* a pattern that leaves words unread is less sure */

bool chat_new(struct chat **ret, struct error *err)
{
    struct chat *chat = mem_new(struct chat);

    chat->nothing = index_new();
    chat->languages = chat_languages_read(str_of(text_file_named("chat_languages.txt")));
    chat->grammar = chat_grammar_read(str_of(text_file_named("chat_en.txt")), err);
    *ret = chat->grammar ? chat : NULL;
    if (!*ret)
        chat_free(chat);
    return *ret != NULL;
}

void chat_free(struct chat *chat)
{
    if (!chat)
        return;
    chat_grammar_free(chat->grammar);
    chat_languages_free(chat->languages);
    index_free(chat->nothing);
    mem_free(chat);
}

static bool names_kind(struct reader *r)
{
    for (size_t i = 0; i < r->words.count; i++) {
        if (chat_stem(r, r->words.all[i].text, false) != NO_WORD && chat_is_type(r, r->words.all[i].text))
            return true;
    }
    return false;
}

static bool is_foreign(const struct language *l, bool is_guess, struct reader *r)
{
    if (l->by_script)
        return true;
    if (!l->code[0] || !strcmp(l->code, "en") || l->hits <= l->english)
        return false;
    if (l->english && l->hits <= 3 && names_kind(r)) /* "an espresso machine, s'il vous plaît" */
        return false;
    return l->hits >= 2 || (is_guess && r->unknown_words >= 1);
}

static void say_foreign(struct reader *r, const struct language *l)
{
    Steward__V1__Understood *u = r->out->understood;

    u->n_slots = 0;
    u->language = str_c(r->arena, str_of(l->code));
    r->out->change_count = 0;
    r->out->unknown_count = 0;
    r->out->words = "";
    chat_mean(r, STEWARD__V1__INTENT__KIND__OTHER_LANGUAGE, l->by_script || l->hits > 2 ? 1 : 0.8);
}

static bool is_weak(const struct reader *r)
{
    Steward__V1__Intent__Kind intent = r->out->understood->intent;

    return r->unknown_words || intent == STEWARD__V1__INTENT__KIND__UNKNOWN ||
           intent == STEWARD__V1__INTENT__KIND__GIBBERISH;
}

/* "the Lenovo ones", "Asus or Acer": not products that are chosen, but what all are to be. */
static bool narrows(struct reader *r, const struct chat_match *m)
{
    const struct chat_capture *c = m->count ? &m->captures[0] : NULL;
    bool brand = false;

    bool chooses = str_is(m->name, "CHOOSE"),
         either = str_is(m->name, "COMPARE") && c && c->to < m->to && chat_word_is(r, c->to, "or");

    if (!c || (!chooses && !either) || chat_word_is(r, c->to - 1, "one"))
        return false;
    for (size_t n = 1; n <= 3 && c->from + n <= c->to; n++)
        brand = brand || chat_brand(r, c->from, c->from + n).text;
    return brand || (c->to - c->from > 1 && chat_word_is(r, c->to - 1, "ones") &&
                     !chat_word_is(r, c->to - 2, "these") && !chat_word_is(r, c->to - 2, "those"));
}

static bool match_clause(struct reader *r, size_t from, size_t to, struct chat_match *m)
{
    return chat_grammar_match(r->chat->grammar, GROUP_INTENT, &r->words, from, to, true, chat_lengths, r,
                              m) &&
           !chat_captured(m, SLOT_WHAT, 0) && !str_starts(m->name, STR("UNKNOWN"));
}

/* "It", in the next clause, is what this one was about. */
static void focus_on_subjects(struct reader *r)
{
    Steward__V1__Dialogue *spoken_of = arena_copy(r->arena, r->dialogue, sizeof(*r->dialogue));

    if (r->out->subject_count) {
        spoken_of->n_focus = r->out->subject_count;
        spoken_of->focus = arena_array(r->arena, spoken_of->n_focus, sizeof(char *));
        for (size_t i = 0; i < spoken_of->n_focus; i++)
            spoken_of->focus[i] = str_c(r->arena, str_of(r->out->subjects[i]));
    }
    r->dialogue = spoken_of;
    memset(r->lengths_known, 0, sizeof(r->lengths_known));
}

/* "The first one looks nice, save it": the last clause is what is to be done, the one before says with what.
 */
static bool read_clauses(struct reader *r, size_t from, size_t to)
{
    size_t cut = to;
    struct chat_match first, last;

    while (cut > from + 1 && !(cut < to && r->words.all[cut - 1].ends_clause))
        cut--;
    if (cut <= from + 1 || !match_clause(r, from, cut, &first) || !match_clause(r, cut, to, &last))
        return false;
    chat_obey(r, &first);
    focus_on_subjects(r);
    r->out->subject_count = r->out->unknown_count = 0;
    chat_obey(r, &last);
    return true;
}

/* A comma; or "and", if a question begins behind it. */
static bool ends_question(struct reader *r, size_t at)
{
    static const char *const words[] = {"how", "what", "which", "who", "where", "does",
                                        "do",  "is",   "are",   "can", "has",   "why"};
    bool asks = false;

    for (size_t i = 0; at + 2 < r->words.count && i < COUNT_OF(words) && !asks; i++)
        asks = chat_word_is(r, at + 1, "and") && chat_word_is(r, at + 2, words[i]);
    asks = asks || (at + 3 < r->words.count && chat_word_is(r, at + 1, "and") &&
                    (chat_word_is(r, at + 2, "the") || chat_word_is(r, at + 2, "its")) &&
                    chat_lengths(r, SLOT_ATTRIBUTE, at + 3)); /* "and the price of the third" */
    return asks || r->words.all[at].ends_clause;
}

/* "Does the first one fold, and what does it weigh, and who made it?": a question in each clause, of which
 * the first may be which one. What is no question about a product is passed over. False: it is no such list.
 */
static bool read_questions(struct reader *r, size_t from, size_t to)
{
    struct chat_match asked[CLAUSES_MAX];
    size_t count = 0, clauses = 0;

    for (size_t start = from, at = from; at < to; at++) {
        struct chat_match *m = &asked[count];

        if (at + 1 < to && !ends_question(r, at))
            continue;
        while (start < at && (chat_word_is(r, start, "and") || chat_word_is(r, start, "also") ||
                              chat_word_is(r, start, "or")))
            start++;
        clauses++;
        if (count < CLAUSES_MAX && match_clause(r, start, at + 1, m) &&
            (str_starts(m->name, STR("ASK")) || (!count && str_is(m->name, "CHOOSE"))))
            count++;
        start = at + 1;
    }
    for (size_t i = 0; count > 1 && i < count; i++) {
        chat_obey(r, &asked[i]);
        focus_on_subjects(r);
    }
    return count > 1 && clauses > 1;
}

/* "doesn't matter", and nothing was asked. */
static bool answers_nothing(struct reader *r)
{
    struct chat_match m;

    return chat_grammar_match(r->chat->grammar, GROUP_ANSWER, &r->words, 0, r->words.count, true,
                              chat_lengths, r, &m) &&
           str_is(m.name, "any");
}

/* The patterns, then again without what is polite about it. */
static void read_message(struct reader *r, const struct chat_match *whole)
{
    size_t from = 0, to = r->words.count;
    struct chat_match m, vague = {.count = 0};
    const struct chat_grammar *g = r->chat->grammar;
    bool is_vague = false;

    if ((!whole->name.len || chat_captured(whole, SLOT_WHAT, 0) || whole->confidence < loose) &&
        read_questions(r, from, to))
        return;
    for (int skips = 0; skips <= SKIPS_MAX; skips++) {
        bool matches =
            !skips ? whole->name.len > 0
                   : chat_grammar_match(g, GROUP_INTENT, &r->words, from, to, true, chat_lengths, r, &m);

        if (!skips)
            m = *whole;
        if (matches) {
            if (narrows(r, &m))
                break;
            if (!str_is(m.name, "UNKNOWN")) {
                chat_obey(r, &m);
                return;
            }
            vague = m; /* there may be sense in it without its politeness */
            is_vague = true;
        }
        if (!chat_grammar_match(g, GROUP_SKIP, &r->words, from, to, true, chat_lengths, r, &m))
            break;
        from = m.captures[0].from;
        to = m.captures[0].to;
    }
    if (read_clauses(r, from, to))
        return;
    if (is_vague)
        chat_obey(r, &vague);
    else
        chat_guess(r, from, to);
    if (!is_vague && !chat_drops(r->out) && answers_nothing(r)) {
        r->out->change_count = 0;
        r->out->understood->n_slots = 0;
        r->out->words = "";
        chat_mean(r, STEWARD__V1__INTENT__KIND__UNKNOWN, 0.5);
    }
}

/* "{{7*7}}", "../../etc": more signs than any sentence has, and nothing in it that is sold. */
static bool is_code(const struct reader *r)
{
    const struct chat_understood *out = r->out;
    Steward__V1__Intent__Kind intent = out->understood->intent;
    struct str message = r->words.message;
    size_t signs = 0, all = 0;

    for (size_t i = 0; i < message.len; i++) {
        char sign = message.data[i], next = i + 1 < message.len ? message.data[i + 1] : 0;

        signs += str_has_char("{}<>=|\\^~*_[]@;%$#()/", sign) || (sign == '.' && next == '/');
        all += !isspace((unsigned char)message.data[i]);
    }
    return signs >= 3 && signs * SIGNS_SHARE >= all && !out->is_type && !out->change_count &&
           !out->subject_count &&
           (intent == STEWARD__V1__INTENT__KIND__SEARCH || intent == STEWARD__V1__INTENT__KIND__REFINE ||
            intent == STEWARD__V1__INTENT__KIND__UNKNOWN);
}

struct chat_understood *chat_understand(const struct chat *chat, struct index *index,
                                        const Steward__V1__Dialogue *dialogue, struct str message,
                                        struct arena *arena)
{
    Steward__V1__Dialogue *nothing_yet = arena_new_of(arena, Steward__V1__Dialogue);
    struct reader *r = arena_new_of(arena, struct reader);
    struct language language;
    struct chat_match whole = {.count = 0};

    steward__v1__dialogue__init(nothing_yet);
    r->chat = chat;
    r->index = index ? index : chat->nothing;
    r->dialogue = dialogue ? dialogue : nothing_yet;
    r->arena = arena;
    r->out = arena_new_of(arena, struct chat_understood);
    r->out->words = "";
    r->out->understood = arena_new_of(arena, Steward__V1__Understood);
    steward__v1__understood__init(r->out->understood);
    r->shown_count = r->dialogue->n_shown < SHOWN_MAX ? r->dialogue->n_shown : SHOWN_MAX;
    r->wanted_kind = r->said_kind = NO_WORD;
    chat_words_read(chat->grammar, message, arena, &r->words);
    language = language_of(chat->languages, &r->words);
    if (is_foreign(&language, false, r)) {
        say_foreign(r, &language);
        return r->out;
    }
    if (!r->words.count) {
        chat_mean(r, message.len ? STEWARD__V1__INTENT__KIND__GIBBERISH : STEWARD__V1__INTENT__KIND__UNKNOWN,
                  1);
        return r->out;
    }
    chat_find_slips(r);
    chat_take_sample(r, 0, r->words.count);
    if (!chat_grammar_match(chat->grammar, GROUP_INTENT, &r->words, 0, r->words.count, true, chat_lengths, r,
                            &whole))
        whole.name = STR_NONE;
    if (str_is(whole.name, "INSTRUCTION")) /* it is no answer to anything */
        chat_obey(r, &whole);
    else if (!chat_read_answer(r))
        read_message(r, &whole);
    if (is_code(r))
        chat_mean(r, STEWARD__V1__INTENT__KIND__GIBBERISH, 0.9);
    else if (is_weak(r) && is_foreign(&language, true, r))
        say_foreign(r, &language);
    else if (language.english || !is_weak(r))
        r->out->understood->language = str_c(arena, STR("en"));
    return r->out;
}

struct str chat_in_figures(const struct chat *chat, struct str text, struct arena *arena)
{
    struct chat_words *words = arena_new_of(arena, struct chat_words);
    struct buf out = {0};
    struct str copy;
    size_t at = 0;

    chat_words_read(chat->grammar, text, arena, words);
    for (size_t i = 0; i < words->count; i++) {
        const struct chat_word *word = &words->all[i];

        if (!word->is_number)
            continue;
        buf_str(&out, str_sub(text, at, word->start));
        buf_str(&out, word->text);
        at = word->end;
    }
    buf_str(&out, str_sub(text, at, text.len));
    copy = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return copy;
}
