/* join_size.h: the sizes that were typed, said and seen, and whether they contradict each other. Pure. */
#pragma once

#include "base/arena.h"
#include "join/join_named.h"
#include "join/rules_join.h"

/* The first size of a text: "size 42", "XL"; without a word, if there is none. */
struct named size_in(struct str text, named_by by, const struct join_lexicon *lexicon, struct arena *arena);
bool sizes_differ(struct str a, struct str b); /* surely */
bool sizes_agree(struct str a, struct str b);  /* surely */
/* What things are worn in: figures alone, and the letters. */
bool size_is_worn(struct str size);
