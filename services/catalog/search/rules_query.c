/* rules_query: the query is cut at blanks; at each word the rules are tried in the table's order, and the
 * first that fits takes its words. What no rule takes, or what a rule only takes note of, is left to be
 * searched for. */
#include "search/rules_query.h"

#include <ctype.h>

#include "base/mem.h"
#include "search/rules_price.h"
#include "words/words.h"

#define PHRASE_WORDS_MAX 3  /* of an exclusion, of a brand */
#define LIST_MAX         16 /* of each kind of requirement */

static void add_text(struct query_reader *r, size_t *count, char ***list, struct str text)
{
    if (!*list)
        *list = arena_array(r->arena, LIST_MAX, sizeof(char *));
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(str_of((*list)[i]), text))
            return;
    }
    if (*count < LIST_MAX && text.len)
        (*list)[(*count)++] = str_c(r->arena, text);
}

/* ---- wishes ---- */

struct wish {
    const char *said;
    Steward__V1__Sort__Order sort;
};

static size_t sort_wish(struct query_reader *r, size_t i)
{
    static const struct wish wishes[] = {
        {"most expensive", STEWARD__V1__SORT__ORDER__PRICE_DESCENDING},
        {"highest priced", STEWARD__V1__SORT__ORDER__PRICE_DESCENDING},
        {"cheapest", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"lowest price", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"lowest priced", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"least expensive", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"best rated", STEWARD__V1__SORT__ORDER__RATING},
        {"top rated", STEWARD__V1__SORT__ORDER__RATING},
        {"highest rated", STEWARD__V1__SORT__ORDER__RATING},
        {"best reviewed", STEWARD__V1__SORT__ORDER__RATING},
        {"best-rated", STEWARD__V1__SORT__ORDER__RATING},
        {"top-rated", STEWARD__V1__SORT__ORDER__RATING},
        {"worst rated", STEWARD__V1__SORT__ORDER__RATING_ASCENDING},
        {"lowest rated", STEWARD__V1__SORT__ORDER__RATING_ASCENDING},
        {"worst reviewed", STEWARD__V1__SORT__ORDER__RATING_ASCENDING},
        {"worst-rated", STEWARD__V1__SORT__ORDER__RATING_ASCENDING},
        {"newest", STEWARD__V1__SORT__ORDER__NEWEST},
        {"latest", STEWARD__V1__SORT__ORDER__NEWEST},
        {"most recent", STEWARD__V1__SORT__ORDER__NEWEST},
    };

    for (size_t w = 0; w < COUNT_OF(wishes); w++) {
        size_t count = query_phrase(r, i, wishes[w].said);

        if (count) {
            r->out->sort = wishes[w].sort;
            return count;
        }
    }
    return 0;
}

static size_t cheap_wish(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"cheap",     "inexpensive", "affordable", "low cost", "low-cost",
                                        "low price", "low-priced",  "budget",     NULL};
    size_t count = query_any_phrase(r, i, words);

    r->out->cheap = r->out->cheap || count;
    return count;
}

/* `4 stars and up`, `4+ stars`, `4.5 star`, `at least 4 stars`, `rated 4+` */
static size_t star_wish(struct query_reader *r, size_t i)
{
    static const char *const before[] = {"at least",    "more than",  "rated at least",
                                         "rated above", "rated over", "rated",
                                         "over",        "above",      "minimum",
                                         "min",         ">=",         ">",
                                         NULL};
    static const char *const after[] = {"and up",    "and above", "or more", "or better",
                                        "or higher", "and more",  "up",      "minimum",
                                        "rating",    "reviews",   NULL};
    size_t count = query_any_phrase(r, i, before);
    bool rated = query_word_is(r, i, "rated"), said = false;
    struct str word = query_word(r, i + count);
    double stars;

    if (str_ends(word, STR("+")))
        word = str_sub(word, 0, word.len - 1);
    if (str_ends(word, STR("-star")) || str_ends(word, STR("-stars"))) {
        said = true;
        word = str_sub(word, 0, (size_t)str_find(word, STR("-star")));
    }
    if (!str_to_double(word, &stars) || stars <= 0 || stars > 5)
        return 0;
    count++;
    if (!said && (query_word_is(r, i + count, "star") || query_word_is(r, i + count, "stars") ||
                  query_word_is(r, i + count, "star+") || query_word_is(r, i + count, "stars+"))) {
        said = true;
        count++;
    }
    if (!said && !rated)
        return 0;
    r->out->min_rating = stars;
    return count + query_any_phrase(r, i + count, after);
}

/* ---- exclusions ---- */

static bool ends_phrase(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"under", "below", "over", "above", "between", "around", "less",
                                        "more",  "cheap", "up",   "but",   "no",      "not",    "max",
                                        "<",     "<=",    ">",    ">=",    NULL};

    return i >= r->count || word_is_joint(query_word(r, i)) || query_any_phrase(r, i, words) ||
           price_amount_at(r, i);
}

static void exclude(struct query_reader *r, struct str text)
{
    add_text(r, &r->out->n_exclusions, &r->out->exclusions, text);
}

/* `without noise cancelling`: up to the next word that joins phrases; `without mic or cable`: both. */
static size_t exclude_phrase(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"without", "excluding", "except", "exclude", "w/o", NULL};
    size_t count = query_any_phrase(r, i, words), length = 0;
    struct buf phrase = {0};

    if (!count)
        return 0;
    count += query_word_is(r, i + count, "a") || query_word_is(r, i + count, "any") ||
             query_word_is(r, i + count, "the") || query_word_is(r, i + count, "for");
    while (length < PHRASE_WORDS_MAX && !ends_phrase(r, i + count)) {
        if (length++)
            buf_char(&phrase, ' ');
        buf_str(&phrase, query_word(r, i + count++));
    }
    exclude(r, buf_as_str(&phrase));
    buf_free(&phrase);
    if (length && (query_word_is(r, i + count, "or") || query_word_is(r, i + count, "nor")) &&
        !ends_phrase(r, i + count + 1)) {
        exclude(r, query_word(r, i + count + 1));
        count += 2;
    }
    return length ? count : 0;
}

/* `not red`, `no mic`: one word. `no 5` is a name. */
static size_t exclude_word(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"but not", "not", "no", "non", NULL};
    size_t count = query_any_phrase(r, i, words);
    struct str word = query_word(r, i + count);

    if (!count || !word.len || isdigit((unsigned char)word.data[0]) || word_is_small(word))
        return 0;
    exclude(r, word);
    return count + 1;
}

static size_t exclude_dashed(struct query_reader *r, size_t i)
{
    struct str word = query_word(r, i);

    if (word.len < 3 || word.data[0] != '-' || isdigit((unsigned char)word.data[1]) || word.data[1] == '-')
        return 0;
    exclude(r, str_sub(word, 1, word.len));
    return 1;
}

/* ---- what is only noted: it is searched for, too ---- */

static void note_brand(struct query_reader *r, size_t i)
{
    for (size_t count = PHRASE_WORDS_MAX; count > 0; count--) {
        struct buf name = {0};
        bool found;

        if (i + count > r->count)
            continue;
        for (size_t k = 0; k < count; k++) {
            if (k)
                buf_char(&name, ' ');
            buf_str(&name, r->words[i + k]);
        }
        found = name.len > 1 && !word_is_colour(buf_as_str(&name)) &&
                r->lexicon->is_brand(r->lexicon->owner, buf_as_str(&name));
        if (found)
            add_text(r, &r->out->n_brands, &r->out->brands, buf_as_str(&name));
        buf_free(&name);
        if (found)
            return;
    }
}

/* The word "size" goes, the size itself is searched for. */
static size_t size_said(struct query_reader *r, size_t i)
{
    if (!query_word_is(r, i, "size") || i + 1 >= r->count || query_word(r, i + 1).len > 6)
        return 0;
    add_text(r, &r->out->n_sizes, &r->out->sizes, query_word(r, i + 1));
    buf_char(&r->rest, ' ');
    buf_str(&r->rest, query_word(r, i + 1));
    return 2;
}

static void note(struct query_reader *r, size_t i)
{
    if (word_is_colour(r->words[i]))
        add_text(r, &r->out->n_colours, &r->out->colours, r->words[i]);
    if (query_is_size(r->words[i]))
        add_text(r, &r->out->n_sizes, &r->out->sizes, r->words[i]);
    note_brand(r, i);
}

static void note_measures(struct query_reader *r, struct str text, struct tokeniser *tokeniser)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);
    Steward__V1__Requirements *out = r->out;

    out->measures = arena_array(r->arena, LIST_MAX, sizeof(*out->measures));
    for (size_t i = 1; i < count && out->n_measures < LIST_MAX; i++) {
        Steward__V1__Measure *measure;
        struct str number = tokens[i - 1].text;

        if (tokens[i].kind != TOKEN_MEASURE)
            continue;
        measure = arena_new_of(r->arena, Steward__V1__Measure);
        steward__v1__measure__init(measure);
        if (!str_to_double(number, &measure->value))
            continue;
        measure->unit = str_c(r->arena, str_sub(tokens[i].text, number.len, tokens[i].text.len));
        measure->said = str_c(r->arena, tokens[i].said);
        out->measures[out->n_measures++] = measure;
    }
}

/* ---- */

static const struct {
    enum query_wish wish;
    size_t (*take)(struct query_reader *, size_t);
} rules[] = {
    {WISH_STARS, star_wish},          {WISH_PRICE, price_wish},         {WISH_SORT, sort_wish},
    {WISH_CHEAP, cheap_wish},         {WISH_EXCLUSION, exclude_phrase}, {WISH_EXCLUSION, exclude_word},
    {WISH_EXCLUSION, exclude_dashed}, {WISH_SIZE, size_said},
};

size_t query_wish_at(struct query_reader *r, size_t i, enum query_wish *ret_wish)
{
    for (size_t k = 0; k < COUNT_OF(rules); k++) {
        size_t took = rules[k].take(r, i);

        *ret_wish = rules[k].wish;
        if (took)
            return took;
    }
    *ret_wish = WISH_NONE;
    return 0;
}

struct understood query_understand(struct str query, const struct query_lexicon *lexicon,
                                   struct tokeniser *tokeniser, struct arena *arena)
{
    struct understood understood = {.clipped = query.len > QUERY_BYTES_MAX};
    struct query_reader r = {.lexicon = lexicon,
                             .arena = arena,
                             .out = arena_new_of(arena, Steward__V1__Requirements)};

    steward__v1__requirements__init(r.out);
    query.len = query.len > QUERY_BYTES_MAX ? utf8_clip(query, QUERY_BYTES_MAX) : query.len;
    understood.clipped |= !query_read(&r, query);
    for (size_t i = 0; i < r.count;) {
        enum query_wish wish;
        size_t took = query_wish_at(&r, i, &wish);

        if (!took) {
            note(&r, i);
            buf_char(&r.rest, ' ');
            buf_str(&r.rest, r.words[i]);
            took = 1;
        }
        i += took;
    }
    understood.requirements = r.out;
    understood.rest = str_trim(str_copy(arena, buf_as_str(&r.rest)));
    buf_free(&r.rest);
    note_measures(&r, understood.rest, tokeniser);
    return understood;
}
