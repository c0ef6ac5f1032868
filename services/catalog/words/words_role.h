/* words_role.h: what a word does in a seller's title. */
#pragma once

#include "base/str.h"

enum word_does {
    WORD_NAMES, /* or says what it is like */
    WORD_AUDIENCE,
    WORD_NOISE,     /* what sellers add */
    WORD_PART,      /* it is for a product */
    WORD_GRADE,     /* tells siblings apart */
    WORD_CONDITION, /* one that is not new */
    WORD_EDITION,   /* the word before it tells siblings apart */
    WORD_FOR,       /* what it is for follows */
    WORD_ONLY,      /* the word before it is all there is */
    WORD_WITH,      /* what belongs to it follows */
};

enum { FOR_MEN = 1, FOR_WOMEN = 2, FOR_BOYS = 4, FOR_GIRLS = 8 };

struct word_role {
    struct str word;
    enum word_does does;
    unsigned audience; /* for whom it is made: bits; 0: it does not say */
};

const struct word_role *word_role(struct str word); /* folded; never NULL */
