/* doubts.h: which parts of what was heard may as well have been something else, and what: for a question
 * back, "did you say mouse pad or mousse pad?". Pure. */
#pragma once

#include "recogniser.h"

#define DOUBTS_MAX  3
#define DOUBT_BELOW 0.5 /* confidence: from there on a word is likelier wrong than right */

struct doubt {
    size_t first, count;       /* of heard->words */
    struct str heard, instead; /* these words, and what the likeliest hypothesis has in their place */
    double confidence;         /* of the least sure of them */
};

/* In the order of the words; no two overlap. A word that no hypothesis has another for is no doubt, however
 * unsure it is. Texts live in the arena. */
size_t doubts_find(const struct heard *heard, struct arena *arena, struct doubt ret_doubts[DOUBTS_MAX]);
