/* suggest.h: what somebody who types may want to say: searches that many have made; words that go on where
 * the text ends, in the company of the words before them; categories, brands and products that have them.
 *
 * The words before are corrected if they are misspelt, and so is the beginning of the last one from four
 * letters on. Pure; any bytes are safe. Nothing is suggested for an empty text. */
#pragma once

#include "base/arena.h"
#include "index/index.h"

#define SUGGEST_BYTES_MAX 200 /* what is behind is not read */
#define SUGGEST_MAX       20
#define SUGGEST_DEFAULT   8

/* In the arena. `index` NULL: a tenant without products. */
Steward__V1__Suggestions *suggest(struct index *index, struct str text, size_t limit, struct arena *arena);
