/* match.h: which products have the words of a query, and how well.
 *
 * A term is a word of the query with everything that counts as having it: its stem, what it may be written
 * as, its synonyms. A product's score is the sum over the terms of rarity times weight, times how much of the
 * query it covers (to the power 1.5), plus a little for words that follow each other in its title as they do
 * in the query. */
#pragma once

#include "index/vocabulary.h"
#include "words/tokenise.h"

#define TERMS_MAX        32
#define ALTERNATIVES_MAX 16
#define PHRASE_MAX       4

struct alternative {
    uint32_t stems[PHRASE_MAX]; /* all of them must be there */
    uint8_t count;
    float weight; /* 1: as good as the word itself */
};

struct term {
    struct str text;
    struct alternative alternatives[ALTERNATIVES_MAX];
    size_t count; /* 0: nobody in the catalogue knows it */
    float rarity; /* set by match_terms */
};

struct match {
    uint32_t product;
    float score;
    float covered;   /* how much of the query, by rarity: 0 to 1 */
    uint32_t terms;  /* bits: which it has */
    uint32_t stated; /* bits: which it has anywhere but in attributes */
};

struct matches {
    struct match *all; /* in no order; until the next search of the index */
    size_t count;
};

struct scores; /* scratch, reused by every search of an index */

struct scores *scores_new(void);
void scores_free(struct scores *scores);

/* `products` is how many there are, `limit` what their numbers are below. */
struct matches match_terms(struct scores *scores, const struct vocabulary *vocabulary, size_t products,
                           uint32_t limit, struct term *terms, size_t count);
/* Room for that many matches, for who makes them otherwise. */
struct match *scores_room(struct scores *scores, uint32_t limit);
void term_add(struct term *term, const uint32_t *stems, size_t count, float weight);
