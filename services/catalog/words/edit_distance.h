/* edit_distance.h: how many slips apart two words are: a letter more, less, another, or two swapped. Pure. */
#pragma once

#include "base/str.h"

/* Edits from a to b, in bytes; more than `most`, or words longer than a token: most + 1. */
int edit_distance(struct str a, struct str b, int most);
