/* query_reader.h: the words of a query as the rules of query understanding read them. Inside only.
 *
 * A rule looks at word `i` and says how many words it took, or 0. What it takes note of goes into `out`. */
#pragma once

#include "search/rules_query.h"

struct query_reader {
    struct str words[QUERY_WORDS_MAX]; /* lower case, without what punctuates them; `<50` is two */
    struct str said[QUERY_WORDS_MAX];  /* by query_read: where they stand in the query */
    size_t count;
    const struct query_lexicon *lexicon;
    struct arena *arena;
    Steward__V1__Requirements *out;
    struct buf rest;
    size_t excluded;  /* exclusions that have been told */
    bool bare_ranges; /* `400-900` at the end is a price */
};

/* Takes the query's words. False: there are more than are read. */
bool query_read(struct query_reader *r, struct str query);
struct str query_word(const struct query_reader *r, size_t i); /* STR_NONE: none there */
bool query_word_is(const struct query_reader *r, size_t i, const char *literal);
/* Whether a phrase ("less than") stands at `i`: how many words it has, or 0. */
size_t query_phrase(const struct query_reader *r, size_t i, const char *phrase);
size_t query_any_phrase(const struct query_reader *r, size_t i, const char *const *phrases);
/* How many bytes of a word are the sign in front of an amount: `<50`, `<=$50`, `~30`. At most 2. */
size_t query_sign(struct str word);
bool query_is_size(struct str word); /* without the word "size" before it: "xl" */
/* Tries the rules at `i`, in their order: which took how many words for r->out. For who reads the words one
 * by one and wants to know which were taken. */
enum query_wish { WISH_NONE, WISH_STARS, WISH_PRICE, WISH_SORT, WISH_CHEAP, WISH_EXCLUSION, WISH_SIZE };
size_t query_wish_at(struct query_reader *r, size_t i, enum query_wish *ret_wish);
