/* vocabulary.h: the words of the catalogue and, for each stem, the products that have it.
 *
 * A word is an entry with a number; its stem is an entry, too (often itself), and only stems have postings.
 * Postings are sorted by product and change in place, so memory follows the catalogue's size and there is
 * nothing to merge. An entry that nothing uses goes, and its number is used again. */
#pragma once

#include <stdint.h>

#include "words/tokenise.h"

#define NO_WORD UINT32_MAX

/* That a product has a stem, and how much of it. The weight depends on the product alone, so no other change
 * alters it: a saturated, length-normalised count over all fields, 65535 for "it is all about this". */
struct posting {
    uint32_t product;
    uint16_t weight;
    uint8_t place;  /* of its first time in the title, from 1; 0: not in the title */
    uint8_t fields; /* FIELD_... bits */
};

enum {
    FIELD_TITLE = 1,
    FIELD_BRAND = 2,
    FIELD_CATEGORY = 4,
    FIELD_DESCRIPTION = 8,
    FIELD_ATTRIBUTE = 16,
    FIELD_CODE = 32
};

struct word {
    char *text;
    uint32_t stem;        /* an entry's number */
    uint32_t products;    /* that have this very word */
    uint32_t stems;       /* words that have this one as their stem */
    uint32_t count, room; /* of postings */
    struct posting *postings;
    uint8_t len;
    uint8_t kind;
};

struct vocabulary;

struct vocabulary *vocabulary_new(void);
void vocabulary_free(struct vocabulary *vocabulary);

uint32_t vocabulary_find(const struct vocabulary *vocabulary, struct str word); /* NO_WORD: not there */
const struct word *vocabulary_word(const struct vocabulary *vocabulary, uint32_t number);
uint32_t
vocabulary_limit(const struct vocabulary *vocabulary); /* every number is below it; freed ones have no text */
/* The letters of a word as bits, 0 for what is never corrected: numbers, codes, stems that nobody wrote. */
const uint32_t *vocabulary_letters(const struct vocabulary *vocabulary);
uint32_t letters_of(struct str word);

/* One more product has the word. The tokeniser is for the stem of a word that is new. */
uint32_t vocabulary_take(struct vocabulary *vocabulary, struct tokeniser *tokeniser, struct str word,
                         enum token_kind kind);
void vocabulary_give_back(struct vocabulary *vocabulary, uint32_t number);
void postings_put(struct vocabulary *vocabulary, uint32_t stem, struct posting posting);
void postings_remove(struct vocabulary *vocabulary, uint32_t stem, uint32_t product);
const struct posting *postings_find(const struct word *stem, uint32_t product); /* NULL: it has it not */
