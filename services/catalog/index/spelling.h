/* spelling.h: words of the catalogue that a misspelt word may mean.
 *
 * One edit (a letter more, less, another, or two swapped) from 4 letters, two from 8. Numbers, model numbers
 * and words with digits are never asked for and never given. */
#pragma once

#include "index/vocabulary.h"

#define GUESSES_MAX 12

struct guess {
    uint32_t word;
    uint32_t products; /* that have it */
    uint8_t edits;     /* of a completion: 1 */
    bool completes;    /* it only goes on where the word ends */
    bool likely; /* letters were left out or swapped, which happens more easily than any one other letter */
};

/* Best first: fewest edits, then most products. With `unfinished`, words that begin with it are guesses, too.
 */
size_t spelling_guess(const struct vocabulary *vocabulary, struct str word, bool unfinished,
                      struct guess guesses[GUESSES_MAX]);
