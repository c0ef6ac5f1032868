/* words.h: the few English words that shopping language is made of. Folded, lower case. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

bool word_is_colour(struct str word);
bool word_is_joint(struct str word);  /* "for", "with", "of": joins phrases and is in no phrase itself */
bool word_describes(struct str word); /* by its ending, as "curved" and "stackable": no thing is called so */
bool word_is_small(struct str word);  /* joints, articles and pronouns: says nothing about a product */
/* All but what it describes, at once. */
enum { WORD_COLOUR = 1, WORD_JOINT = 2, WORD_SMALL = 4 };
unsigned word_traits(struct str word);
