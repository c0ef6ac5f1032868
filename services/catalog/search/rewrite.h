/* rewrite.h: from the words of a query to the terms that are matched.
 *
 * What the catalogue knows stays as it is. Words that it writes as one are joined ("head phones"), one that
 * it writes as two is split ("memorystick"), a misspelt one is replaced by what fits best beside the other
 * words, an unfinished last one is completed; synonyms come beside. Only replacements are told as
 * corrections. */
#pragma once

#include "index/index.h"
#include "index/match.h"

struct rewritten {
    struct term *terms;
    size_t count;
    Steward__V1__Correction **corrections;
    size_t correction_count;
};

struct rewritten query_rewrite(struct index *index, struct str query, struct arena *arena);
