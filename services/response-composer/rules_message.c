/* rules_message: the sentences in the order in which they are said; each adds itself or nothing. */
#include "rules_message.h"

#include "base/mem.h"
#include "base/str.h"
#include "money.h"
#include "words.h"

#define QUOTE_MAX_BYTES      120 /* of the reader's own words */
#define DETAIL_MAX_BYTES     300
#define CORRECTIONS_MAX      3
#define CANDIDATES_LOOKED_AT 50

struct saying {
    const Steward__V1__SearchResult *found;
    size_t shown;
    struct arena *arena;
    struct str locale;
    struct buf text;
};

/* A blank between sentences. */
static void begin_sentence(struct saying *s)
{
    if (s->text.len > 0)
        buf_char(&s->text, ' ');
}

static void say(struct saying *s, const char *text)
{
    buf_str(&s->text, str_of(text));
}

static void say_quoted(struct saying *s, const char *words)
{
    say(s, "“");
    words_add(&s->text, str_of(words), QUOTE_MAX_BYTES);
    say(s, "”");
}

static bool has_words(char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (words[i] && words[i][0])
            return true;
    return false;
}

/* Whether the words to search for name it already: "black shoes in black" helps nobody. */
static bool among_terms(const Steward__V1__Requirements *wanted, const char *word)
{
    return words_have(wanted->terms, wanted->n_terms, str_of(word));
}

static void say_list(struct saying *s, const char *before, char *const *words, size_t count,
                     const char *conjunction)
{
    if (!has_words(words, count))
        return;
    say(s, before);
    words_list(&s->text, words, count, conjunction);
}

/* The same, for wishes that may stand among the terms, too. */
static void say_wish(struct saying *s, const char *before, char *const *words, size_t count)
{
    const Steward__V1__Requirements *wanted = s->found->requirements;

    for (size_t i = 0; i < count && i < WORDS_LOOKED_AT; i++)
        if (!among_terms(wanted, words[i])) {
            say_list(s, before, words, count, "or");
            return;
        }
}

static void say_measures(struct saying *s)
{
    const Steward__V1__Requirements *wanted = s->found->requirements;
    char *said[WORDS_IN_A_LIST];
    size_t count = 0;

    for (size_t i = 0; i < wanted->n_measures && i < WORDS_LOOKED_AT && count < WORDS_IN_A_LIST; i++)
        if (!among_terms(wanted, wanted->measures[i]->said))
            said[count++] = wanted->measures[i]->said;
    say_list(s, " with ", said, count, "and");
}

/* The price of the first product that has one: a limit without a currency is meant in that of the shop. */
static const Steward__V1__Money *any_price(const struct saying *s)
{
    for (size_t i = 0; i < s->found->n_candidates && i < CANDIDATES_LOOKED_AT; i++)
        if (s->found->candidates[i]->price)
            return s->found->candidates[i]->price;
    return NULL;
}

static const char *amount(const struct saying *s, const Steward__V1__Money *money)
{
    Steward__V1__Money named;

    if (!money)
        return NULL;
    named = money_like(money, any_price(s));
    return money_text_short(s->arena, &named, s->locale);
}

static void say_price(struct saying *s)
{
    const Steward__V1__MoneyRange *range = s->found->requirements->price;
    const char *min = range ? amount(s, range->min) : NULL;
    const char *max = range ? amount(s, range->max) : NULL;

    if (min && max)
        buf_printf(&s->text, " between %s and %s", min, max);
    else if (max)
        buf_printf(&s->text, " up to %s", max);
    else if (min)
        buf_printf(&s->text, " from %s up", min);
    else if (s->found->requirements->cheap)
        say(s, " at a low price");
}

static void say_min_rating(struct saying *s)
{
    double stars = s->found->requirements->min_rating;

    if (stars > 0 && stars <= 5)
        buf_printf(&s->text, " rated %s or better", decimal_text(s->arena, stars, s->locale));
}

/* What was searched for: the words as they were understood, else as they were typed. */
static void say_terms(struct saying *s)
{
    const Steward__V1__Requirements *wanted = s->found->requirements;
    struct buf terms = {0};

    for (size_t i = 0; wanted && i < wanted->n_terms && terms.len <= QUOTE_MAX_BYTES; i++) {
        buf_str(&terms, terms.len > 0 ? STR(" ") : STR(""));
        buf_str(&terms, str_of(wanted->terms[i]));
    }
    if (terms.len > 0 || (s->found->query && s->found->query[0])) {
        say(s, " for ");
        say_quoted(s, terms.len > 0 ? terms.data : s->found->query);
    }
    buf_free(&terms);
}

static void say_what_was_understood(struct saying *s)
{
    const Steward__V1__Requirements *wanted = s->found->requirements;

    say_terms(s);
    if (!wanted)
        return;
    say_wish(s, " by ", wanted->brands, wanted->n_brands);
    say_wish(s, " in ", wanted->colours, wanted->n_colours);
    say_wish(s, " in size ", wanted->sizes, wanted->n_sizes);
    say_measures(s);
    say_price(s);
    say_min_rating(s);
    say_list(s, ", without ", wanted->exclusions, wanted->n_exclusions, "or");
}

static int64_t total_of(const struct saying *s)
{
    int64_t seen = (int64_t)s->found->n_candidates;

    return s->found->total > seen ? s->found->total : seen;
}

static void say_how_many(struct saying *s)
{
    int64_t total = total_of(s);

    begin_sentence(s);
    buf_printf(&s->text, "%s product%s", number_text(s->arena, total, s->locale), total == 1 ? "" : "s");
    say_what_was_understood(s);
    say(s, ".");
}

static void say_corrections(struct saying *s)
{
    size_t said = 0;

    for (size_t i = 0; i < s->found->n_corrections && said < CORRECTIONS_MAX; i++) {
        const Steward__V1__Correction *c = s->found->corrections[i];

        if (!c->to || !c->to[0] || !c->from || !c->from[0])
            continue;
        if (said == 0) {
            begin_sentence(s);
            say(s, "Searched for ");
        } else {
            say(s, ", ");
        }
        said++;
        say_quoted(s, c->to);
        say(s, " instead of ");
        say_quoted(s, c->from);
    }
    if (said > 0)
        say(s, ".");
}

static void say_loosened(struct saying *s)
{
    if (!has_words(s->found->loosened, s->found->n_loosened))
        return;
    begin_sentence(s);
    say_list(s, "These had to be left aside: ", s->found->loosened, s->found->n_loosened, "and");
    say(s, ".");
}

static void say_order(struct saying *s)
{
    static const char *const orders[] = {
        [STEWARD__V1__SORT__ORDER__PRICE_ASCENDING] = "The cheapest come first.",
        [STEWARD__V1__SORT__ORDER__PRICE_DESCENDING] = "The most expensive come first.",
        [STEWARD__V1__SORT__ORDER__RATING] = "The best rated come first.",
        [STEWARD__V1__SORT__ORDER__NEWEST] = "The newest come first.",
    };
    size_t order = (size_t)s->found->sort;

    if (s->shown < 2 || order >= COUNT_OF(orders) || !orders[order])
        return;
    begin_sentence(s);
    say(s, orders[order]);
}

/* That this is not the first page. Which one is not known: a window may begin anywhere. */
static void say_place(struct saying *s)
{
    int64_t skip = s->found->skip;

    if (skip <= 0)
        return;
    begin_sentence(s);
    say(s, s->shown > 0 ? "Here are more of them." : "There are no more.");
}

static void say_suggestions(struct saying *s)
{
    if (!has_words(s->found->suggestions, s->found->n_suggestions))
        return;
    begin_sentence(s);
    say_list(s, "Perhaps you would like ", s->found->suggestions, s->found->n_suggestions, "or");
    say(s, "?");
}

static void say_nothing_relevant(struct saying *s)
{
    begin_sentence(s);
    say(s, "Nothing relevant was found");
    say_what_was_understood(s);
    say(s, ".");
    if (s->shown > 0) {
        begin_sentence(s);
        say(s, "What is nearest is shown below.");
    }
}

static void say_problem(struct saying *s)
{
    const Steward__V1__Problem *problem = s->found->problem;
    const char *what = problem->detail && problem->detail[0] ? problem->detail : problem->title;

    say(s, "The search could not be done");
    if (what && what[0]) {
        say(s, ": ");
        words_add(&s->text, str_of(what), DETAIL_MAX_BYTES);
    }
    if (s->text.data[s->text.len - 1] != '.')
        say(s, ".");
    if (problem->retryable)
        say(s, " Please try again in a moment.");
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

char *message_for(const Steward__V1__SearchResult *found, size_t shown, struct arena *arena)
{
    struct saying s = {.found = found, .shown = shown, .arena = arena, .locale = str_of(found->locale)};

    for (say_fn *const *sentence = sentences_for(&s); *sentence; sentence++)
        (*sentence)(&s);
    return words_keep(&s.text, arena);
}
