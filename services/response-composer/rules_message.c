/* rules_message: the sentences in the order in which they are said; each adds itself or nothing. */
#include "rules_message.h"

#include "base/mem.h"
#include "base/str.h"
#include "money.h"
#include "rules_condition.h"
#include "words.h"

#define QUOTE_MAX_BYTES      120 /* of the reader's own words */
#define CORRECTED_MAX_BYTES  60
#define DETAIL_MAX_BYTES     300
#define CORRECTIONS_MAX      3
#define CANDIDATES_LOOKED_AT 50

struct saying {
    const Steward__V1__SearchResult *found;
    size_t shown;
    struct speech speech;
    struct conditions conditions;
    struct buf text;
};

static void say(struct saying *s, const char *key, const struct text_arg *args)
{
    if (s->text.len > 0)
        buf_char(&s->text, ' ');
    text_write(&s->text, language_text(s->speech.language, key), args);
}

static void say_list(struct saying *s, const char *key, char *const *words, size_t count,
                     const char *conjunction)
{
    char *list = speech_words(&s->speech, words, count, conjunction);

    if (list[0])
        say(s, key, TEXT_ARGS({"list", list, 0}));
}

static char *clipped(const struct saying *s, const char *words, size_t max_bytes)
{
    struct buf out = {0};

    buf_str(&out, STR(""));
    words_add(&out, str_of(words), max_bytes);
    return words_keep(&out, s->speech.arena);
}

/* ---- what was understood ---- */

/* Whether the words to search for name it already: "black shoes in black" helps nobody. */
static bool among_terms(const Steward__V1__Requirements *wanted, const char *word)
{
    return words_have(wanted->terms, wanted->n_terms, str_of(word));
}

/* Wishes may stand among the terms, too: NULL then. */
static char *wish(const struct saying *s, char *const *words, size_t count)
{
    for (size_t i = 0; i < count && i < WORDS_LOOKED_AT; i++)
        if (!among_terms(s->found->requirements, words[i]))
            return speech_words(&s->speech, words, count, "or");
    return NULL;
}

static char *measures(const struct saying *s, const Steward__V1__Requirements *wanted)
{
    char *said[WORDS_IN_A_LIST];
    size_t count = 0;

    for (size_t i = 0; i < wanted->n_measures && i < WORDS_LOOKED_AT && count < WORDS_IN_A_LIST; i++)
        if (!among_terms(wanted, wanted->measures[i]->said))
            said[count++] = wanted->measures[i]->said;
    return speech_words(&s->speech, said, count, "and");
}

static char *least_rating(const struct saying *s, double stars)
{
    if (!(stars > 0 && stars <= 5))
        return NULL;
    return decimal_text(s->speech.arena, stars, s->speech.locale);
}

/* What was searched for: the words as they were understood, else as they were typed. */
static char *terms(const struct saying *s)
{
    const Steward__V1__Requirements *wanted = s->found->requirements;
    struct buf words = {0};
    char *text;

    for (size_t i = 0; wanted && i < wanted->n_terms && words.len <= QUOTE_MAX_BYTES; i++) {
        buf_str(&words, words.len > 0 ? STR(" ") : STR(""));
        buf_str(&words, str_of(wanted->terms[i]));
    }
    text = clipped(s, words.len > 0 ? words.data : s->found->query, QUOTE_MAX_BYTES);
    buf_free(&words);
    return text;
}

static void say_understood(struct saying *s, const char *key, int64_t total)
{
    static const Steward__V1__Requirements none = STEWARD__V1__REQUIREMENTS__INIT;
    const Steward__V1__Requirements *wanted = s->found->requirements ? s->found->requirements : &none;

    say(s, key,
        TEXT_ARGS({"n", number_text(s->speech.arena, total, s->speech.locale), total}, {"words", terms(s), 0},
                  {"brands", wish(s, wanted->brands, wanted->n_brands), 0},
                  {"colours", wish(s, wanted->colours, wanted->n_colours), 0},
                  {"sizes", wish(s, wanted->sizes, wanted->n_sizes), 0}, {"measures", measures(s, wanted), 0},
                  {"price", condition_price(&s->conditions), 0},
                  {"stars", least_rating(s, wanted->min_rating), 0},
                  {"without", speech_words(&s->speech, wanted->exclusions, wanted->n_exclusions, "or"), 0}));
}

/* ---- sentences ---- */

static int64_t total_of(const struct saying *s)
{
    int64_t seen = (int64_t)s->found->n_candidates;

    return s->found->total > seen ? s->found->total : seen;
}

static void say_how_many(struct saying *s)
{
    say_understood(s, "plain.found", total_of(s));
}

static void say_corrections(struct saying *s)
{
    struct buf list = {0};
    size_t said = 0;

    for (size_t i = 0; i < s->found->n_corrections && said < CORRECTIONS_MAX; i++) {
        const Steward__V1__Correction *c = s->found->corrections[i];

        if (!c->to || !c->to[0] || !c->from || !c->from[0])
            continue;
        if (said++ > 0)
            buf_str(&list, STR(", "));
        text_write(&list, language_text(s->speech.language, "plain.correction"),
                   TEXT_ARGS({"to", clipped(s, c->to, CORRECTED_MAX_BYTES), 0},
                             {"from", clipped(s, c->from, CORRECTED_MAX_BYTES), 0}));
    }
    if (said > 0)
        say(s, "plain.corrected", TEXT_ARGS({"list", list.data, 0}));
    buf_free(&list);
}

/* The catalogue says conditions in English; the words of a shopper stay as they are. */
static void say_loosened(struct saying *s)
{
    const Steward__V1__SearchResult *f = s->found;
    size_t count = f->n_loosened < WORDS_LOOKED_AT ? f->n_loosened : WORDS_LOOKED_AT;
    char **said = arena_array(s->speech.arena, count, sizeof *said);

    for (size_t i = 0; i < count; i++)
        said[i] = language_is_english(s->speech.language) ? f->loosened[i]
                                                          : condition_said(&s->conditions, f->loosened[i]);
    say_list(s, "plain.left_aside", said, count, "and");
}

static void say_order(struct saying *s)
{
    static const char *const orders[] = {
        [STEWARD__V1__SORT__ORDER__PRICE_ASCENDING] = "order.price_ascending",
        [STEWARD__V1__SORT__ORDER__PRICE_DESCENDING] = "order.price_descending",
        [STEWARD__V1__SORT__ORDER__RATING] = "order.rating",
        [STEWARD__V1__SORT__ORDER__RATING_ASCENDING] = "order.rating_ascending",
        [STEWARD__V1__SORT__ORDER__NEWEST] = "order.newest",
    };
    size_t order = (size_t)s->found->sort;

    if (s->shown > 1 && order < COUNT_OF(orders) && orders[order])
        say(s, orders[order], NULL);
}

/* That this is not the first page. Which one is not known: a window may begin anywhere. */
static void say_place(struct saying *s)
{
    if (s->found->skip > 0)
        say(s, s->shown > 0 ? "plain.more" : "plain.no_more", NULL);
}

static void say_suggestions(struct saying *s)
{
    say_list(s, "found.perhaps", s->found->suggestions, s->found->n_suggestions, "or");
}

static void say_nothing_relevant(struct saying *s)
{
    say_understood(s, "plain.nothing", 0);
    if (s->shown > 0)
        say(s, "found.near", NULL);
}

/* The sentence has a full stop of its own. */
static void say_problem(struct saying *s)
{
    const Steward__V1__Problem *problem = s->found->problem;
    char *what = clipped(s, problem->detail && problem->detail[0] ? problem->detail : problem->title,
                         DETAIL_MAX_BYTES);
    size_t len = strlen(what);

    if (len && what[len - 1] == '.')
        what[len - 1] = 0;
    say(s, problem->retryable ? "failed.for_now" : "failed", TEXT_ARGS({"detail", what, 0}));
}

typedef void say_fn(struct saying *s);

static say_fn *const when_found[] = {say_how_many, say_corrections, say_loosened, say_order, say_place, NULL};
static say_fn *const when_not[] = {say_nothing_relevant, say_corrections, say_suggestions, NULL};
static say_fn *const when_it_failed[] = {say_problem, NULL};

static say_fn *const *sentences_for(const struct saying *s)
{
    if (s->found->problem)
        return when_it_failed;
    return s->found->nothing_relevant || total_of(s) == 0 ? when_not : when_found;
}

/* The price of the first product that has one: a limit without a currency is meant in that of the shop. */
static const Steward__V1__Money *any_price(const Steward__V1__SearchResult *found)
{
    for (size_t i = 0; i < found->n_candidates && i < CANDIDATES_LOOKED_AT; i++)
        if (found->candidates[i]->price)
            return found->candidates[i]->price;
    return NULL;
}

char *message_for(const Steward__V1__SearchResult *found, size_t shown, struct arena *arena)
{
    struct str locale = str_of(found->locale);
    struct saying s = {.found = found, .shown = shown, .speech = {language_of(locale), locale, arena}};

    s.conditions = (struct conditions){&s.speech, NULL, found->requirements, any_price(found)};
    for (say_fn *const *sentence = sentences_for(&s); *sentence; sentence++)
        (*sentence)(&s);
    return words_keep(&s.text, arena);
}
