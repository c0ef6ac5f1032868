/* words_describing.h: words that say what a product is ("mouse") or is like ("wireless"), whoever makes it.
 * What is none of them names it. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

struct describing {
    struct str word;
    bool is_kind;     /* what it is */
    struct str means; /* the word for the same; empty: itself */
};

const struct describing *word_describing(struct str word); /* folded, of one or several; NULL: it names */
