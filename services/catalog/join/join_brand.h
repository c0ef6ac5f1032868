/* join_brand.h: the brands that were typed, said and seen, and whether they contradict each other. Pure. */
#pragma once

#include "base/arena.h"
#include "join/join_named.h"
#include "join/rules_join.h"

/* The first of the catalogue's brands in a text, of up to three words; without a word, if there is none. */
struct named brand_in(struct str text, named_by by, const struct join_lexicon *lexicon, struct arena *arena);
bool brands_differ(const struct named *a, struct str b);
bool brand_has_word(struct str brand, struct str word); /* in any case */
