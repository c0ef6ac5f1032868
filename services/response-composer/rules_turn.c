/* rules_turn: sentences in the order in which they are said; each adds itself or nothing. */
#include "rules_turn.h"

#include "base/mem.h"
#include "money.h"
#include "rules_ask_back.h"
#include "rules_condition.h"
#include "rules_left_aside.h"
#include "rules_next.h"
#include "words.h"

enum { LOOSENINGS_MAX = 3, CORRECTIONS_MAX = 3, UNKNOWN_MAX = 5, SLOTS_MAX = 5, NEAR_MAX = 3 };

struct saying {
    Steward__V1__RankResult *page;
    const Steward__V1__SearchResult *found;
    const Steward__V1__Turn *turn;
    struct speech speech;
    struct conditions conditions;
    struct buf text;
};

static void say(struct saying *s, const char *key, const struct text_arg *args)
{
    struct buf sentence = {0};
    struct str said;

    text_write(&sentence, language_text(s->speech.language, key), args);
    said = str_trim(buf_as_str(&sentence));
    if (s->text.len > 0 && said.len > 0)
        buf_char(&s->text, ' ');
    buf_str(&s->text, said);
    buf_free(&sentence);
}

static char *number(const struct saying *s, int64_t n)
{
    return number_text(s->speech.arena, n, s->speech.locale);
}

static char *amount(const struct saying *s, const Steward__V1__Money *money)
{
    return money ? money_text_short(s->speech.arena, money, s->speech.locale) : NULL;
}

static char *list(const struct saying *s, char *const *words, size_t count, size_t most,
                  const char *conjunction)
{
    return speech_list(&s->speech, words, count < most ? count : most, conjunction);
}

/* ---- what changed ---- */

static Steward__V1__Intent__Kind intent_of(const struct saying *s)
{
    return s->turn->understood ? s->turn->understood->intent : STEWARD__V1__INTENT__KIND__UNKNOWN;
}

static char *slots_of(const struct saying *s)
{
    const Steward__V1__Understood *u = s->turn->understood;
    char *said[SLOTS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < u->n_slots && count < SLOTS_MAX; i++) {
        const Steward__V1__Slot *slot = u->slots[i];
        bool is_in_value =
            slot->negated && !strcmp(slot->name, "words"); /* "no fragrance" is said, fragrance meant */
        const char *words = slot->said[0] && !is_in_value ? slot->said : slot->value;

        if (words[0] && strcmp(slot->name, "product") != 0 && strcmp(slot->name, "any") != 0)
            said[count++] = slot->negated
                                ? speech_text(&s->speech, "condition.no", TEXT_ARGS({"name", words, 0}))
                                : fact_title(&s->speech, words, "");
    }
    return speech_list(&s->speech, said, count, "and");
}

/* That something does not matter, and nothing else: as an answer, or of one's own accord ("any brand is
 * fine"). */
static bool is_any(const struct saying *s)
{
    const Steward__V1__Understood *u = s->turn->understood;

    if (!u || !u->n_slots)
        return false;
    if (intent_of(s) == STEWARD__V1__INTENT__KIND__ANSWER)
        return !strcmp(u->slots[0]->value, "any");
    for (size_t i = 0; i < u->n_slots; i++) {
        if (strcmp(u->slots[i]->name, "any") != 0)
            return false;
    }
    return intent_of(s) == STEWARD__V1__INTENT__KIND__REFINE;
}

static void say_change(struct saying *s)
{
    static const struct {
        Steward__V1__Intent__Kind intent;
        const char *key;
        bool with_slots;
    } changes[] = {
        {STEWARD__V1__INTENT__KIND__REFINE, "changed.refined", true},
        {STEWARD__V1__INTENT__KIND__CORRECT, "changed.corrected", true},
        {STEWARD__V1__INTENT__KIND__ANSWER, "changed.answered", true},
        {STEWARD__V1__INTENT__KIND__UNDO, "changed.undone", false},
    };

    if (is_any(s)) {
        say(s, "changed.any", NULL);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        char *slots = changes[i].with_slots && intent_of(s) == changes[i].intent ? slots_of(s) : NULL;

        if (intent_of(s) == changes[i].intent && (!changes[i].with_slots || slots[0]))
            say(s, changes[i].key, TEXT_ARGS({"list", slots, 0}));
    }
}

/* ---- what was found ---- */

static const char *like_title(const struct saying *s)
{
    const char *id = s->turn->need ? s->turn->need->similar_to : "";

    for (size_t i = 0; id[0] && i < s->turn->n_subjects; i++) {
        if (!strcmp(s->turn->subjects[i]->product_id, id))
            return fact_title(&s->speech, s->turn->subjects[i]->title, id);
    }
    for (size_t i = 0; id[0] && i < s->turn->n_shown; i++) {
        if (!strcmp(s->turn->shown[i]->product_id, id))
            return fact_title(&s->speech, s->turn->shown[i]->title, id);
    }
    return "";
}

/* "laptops" may follow a number as it is; "gaming laptop" may not. */
static bool is_plural(const char *words)
{
    struct str s = str_trim(str_of(words));

    return s.len > 2 && s.data[s.len - 1] == 's' && s.data[s.len - 2] != 's';
}

/* As it was searched. */
static char *words_of(struct saying *s, const char *words)
{
    char *corrected = str_c(s->speech.arena, str_of(words));

    for (size_t i = 0; i < s->found->n_corrections && i < CORRECTIONS_MAX; i++)
        corrected =
            str_replace_word(s->speech.arena, str_of(corrected), str_of(s->found->corrections[i]->from),
                             str_of(s->found->corrections[i]->to));
    return corrected;
}

static const struct text_arg *search_args(struct saying *s, int64_t total)
{
    const Steward__V1__Need *need = s->turn->need;
    const char *words = need && need->words[0] ? need->words : need ? "" : s->found->query;
    const char *beside = need ? list(s, need->or_words, need->n_or_words, NEAR_MAX, "and") : "";
    bool alone = !words[0]; /* there is nothing that it could be beside of */
    const struct text_arg args[] = {
        {"n", number(s, total), total},
        {"words", alone ? beside : words_of(s, words), 0},
        {"beside", alone ? "" : beside, 0},
        {"like", like_title(s), 0},
        {"brands", condition_brands(&s->conditions), 0},
        {"colours", condition_colours(&s->conditions), 0},
        {"sizes", condition_sizes(&s->conditions), 0},
        {"price", condition_price(&s->conditions), 0},
        {"stars", condition_rating(&s->conditions), 0},
        {"attributes", condition_attributes(&s->conditions), 0},
        {"without", condition_without(&s->conditions), 0},
        {0},
    };

    return arena_copy(s->speech.arena, args, sizeof(args));
}

static int64_t total_of(const struct saying *s)
{
    int64_t seen = (int64_t)s->found->n_candidates;

    return s->found->total > seen ? s->found->total : seen;
}

static void say_found(struct saying *s)
{
    int64_t total = total_of(s);
    bool plural = s->turn->need && total != 1 && is_plural(s->turn->need->words);
    bool more = s->found->skip > 0 || intent_of(s) == STEWARD__V1__INTENT__KIND__MORE;

    if (!s->page->n_products)
        say(s, "found.no_more", NULL);
    else
        say(s, more ? "found.more" : plural ? "found.plural" : "found.other", search_args(s, total));
}

static void say_nothing(struct saying *s)
{
    say(s, "found.nothing", search_args(s, 0));
    if (s->page->n_products)
        say(s, "found.near", NULL);
}

static void say_corrections(struct saying *s)
{
    for (size_t i = 0; i < s->found->n_corrections && i < CORRECTIONS_MAX; i++) {
        const Steward__V1__Correction *c = s->found->corrections[i];

        if (c->from[0] && c->to[0])
            say(s, "found.corrected", TEXT_ARGS({"from", c->from, 0}, {"to", c->to, 0}));
    }
}

/* Each once, however often it was said. */
static void say_unknown(struct saying *s)
{
    char *unknown[UNKNOWN_MAX];
    size_t count = 0;

    for (size_t i = 0; i < s->turn->n_unknown && count < UNKNOWN_MAX; i++) {
        if (!words_have(unknown, count, str_of(s->turn->unknown[i])))
            unknown[count++] = s->turn->unknown[i];
    }
    if (count)
        say(s, "not_in_catalogue", TEXT_ARGS({"list", list(s, unknown, count, UNKNOWN_MAX, "or"), 0}));
}

static void say_order(struct saying *s)
{
    static const char *const keys[] = {
        [STEWARD__V1__SORT__ORDER__PRICE_ASCENDING] = "order.price_ascending",
        [STEWARD__V1__SORT__ORDER__PRICE_DESCENDING] = "order.price_descending",
        [STEWARD__V1__SORT__ORDER__RATING] = "order.rating",
        [STEWARD__V1__SORT__ORDER__RATING_ASCENDING] = "order.rating_ascending",
        [STEWARD__V1__SORT__ORDER__NEWEST] = "order.newest",
    };
    size_t order = (size_t)s->found->sort;

    if (s->page->n_products > 1 && order < COUNT_OF(keys) && keys[order])
        say(s, keys[order], NULL);
}

/* ---- what is in the way ---- */

static void say_loosening(struct saying *s, const Steward__V1__Loosening *l)
{
    const struct text_arg *args =
        TEXT_ARGS({"condition", condition_about(&s->conditions, l->about), 0},
                  {"n", number(s, l->count), l->count}, {"price", amount(s, l->price), 0},
                  {"enough", l->within > 0 ? amount(s, l->enough) : NULL, 0},
                  {"within", l->within > 0 ? number(s, l->within) : NULL, l->within});
    bool about_price = !strcmp(l->about, "price");

    say(s, about_price && l->price ? "loosen.price" : "loosen.other", args);
}

/* What the catalogue left aside says itself in its own words; the loosenings say it in the reader's. */
static char *left_aside(const struct saying *s)
{
    const Steward__V1__SearchResult *f = s->found;
    char *said[SLOTS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < f->n_loosened && count < SLOTS_MAX; i++) {
        said[count] = condition_said(&s->conditions, f->loosened[i]);
        for (size_t k = 0; k < f->n_loosenings; k++) {
            if (f->loosenings[k]->said[0] && !strcmp(f->loosenings[k]->said, f->loosened[i]))
                said[count] = condition_about(&s->conditions, f->loosenings[k]->about);
        }
        count++;
    }
    return speech_list(&s->speech, said, count, "and");
}

static void say_loosened(struct saying *s)
{
    if (s->found->n_loosenings)
        say(s, "loosen.nothing_fits", NULL);
    for (size_t i = 0; i < s->found->n_loosenings && i < LOOSENINGS_MAX; i++)
        say_loosening(s, s->found->loosenings[i]);
    if (s->found->n_loosened && s->page->n_products)
        say(s, "loosen.shown",
            TEXT_ARGS({"n", number(s, total_of(s)), total_of(s)}, {"list", left_aside(s), 0}));
}

static void say_left_aside(struct saying *s)
{
    if (s->page->left_aside[0])
        say(s, "found.left_aside", TEXT_ARGS({"words", s->page->left_aside, 0}));
}

static void say_near(struct saying *s)
{
    if (s->found->n_suggestions && !s->page->left_aside[0])
        say(s, "found.perhaps",
            TEXT_ARGS({"list", list(s, s->found->suggestions, s->found->n_suggestions, NEAR_MAX, "or"), 0}));
}

static void say_question(struct saying *s)
{
    if (!s->page->clarification)
        return;
    buf_char(&s->text, ' ');
    words_add(&s->text, str_of(s->page->clarification->question), TEXT_VALUE_MAX);
}

static void say_problem(struct saying *s)
{
    const Steward__V1__Problem *p = s->found->problem;

    say(s, p->retryable ? "failed.for_now" : "failed",
        TEXT_ARGS({"detail", p->detail[0] ? p->detail : p->title, 0}));
}

static void say_what(struct saying *s)
{
    say(s, "search.what", NULL);
}

typedef void say_fn(struct saying *s);

static say_fn *const when_found[] = {say_change,   say_found, say_corrections, say_unknown, say_order,
                                     say_question, NULL};
static say_fn *const when_loosened[] = {say_loosened, say_corrections, say_unknown, NULL};
static say_fn *const when_not[] = {say_nothing, say_corrections, say_unknown, say_left_aside, say_near, NULL};
static say_fn *const when_nothing_is_wanted[] = {say_unknown, say_what, NULL};
static say_fn *const when_it_failed[] = {say_problem, NULL};

/* "cheaper", "sort by price" and the like, before anything was looked for: an order without things to order.
 */
static bool is_nothing_wanted(const struct saying *s)
{
    const Steward__V1__Need *need = s->turn->need;

    return need && !need->words[0] && !need->n_or_words && !need->n_without && !need->similar_to[0] &&
           (!need->filters || !protobuf_c_message_get_packed_size(&need->filters->base));
}

static say_fn *const *sentences_for(const struct saying *s)
{
    if (s->found->problem)
        return when_it_failed;
    if (s->found->nothing_relevant || (!s->found->total && !s->found->n_candidates))
        return is_nothing_wanted(s) ? when_nothing_is_wanted : when_not;
    return s->found->n_loosened || s->found->n_loosenings ? when_loosened : when_found;
}

static const Steward__V1__Money *any_price(const Steward__V1__RankResult *page)
{
    for (size_t i = 0; i < page->n_products; i++) {
        if (page->products[i]->price)
            return page->products[i]->price;
    }
    return NULL;
}

void turn_speak(Steward__V1__RankResult *page, const Steward__V1__SearchResult *found,
                const Steward__V1__Turn *turn, struct arena *arena)
{
    struct str locale = str_of(turn->locale[0] ? turn->locale : found->locale);
    struct saying s = {.page = page,
                       .found = found,
                       .turn = turn,
                       .speech = {language_of(locale), locale, arena}};

    s.conditions = (struct conditions){&s.speech, turn->need, found->requirements, any_price(page)};
    page->understood = turn->understood;
    page->left_aside = rules_left_aside(found, turn, arena);
    if (!found->problem && !found->nothing_relevant && page->n_products)
        page->clarification = ask_back(&s.speech, found->question);
    for (say_fn *const *sentence = sentences_for(&s); *sentence; sentence++)
        (*sentence)(&s);
    page->message = str_c(arena, buf_as_str(&s.text));
    buf_free(&s.text);
    next_suggest(&s.conditions, found, sentences_for(&s) == when_nothing_is_wanted, page);
}
