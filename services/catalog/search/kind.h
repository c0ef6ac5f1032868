/* kind.h: which products are called by a word; kind.c says how it is told. */
#pragma once

#include "index/index.h"

/* A noun phrase of its title ends in the word: a "Gaming Laptop, 16 GB RAM" is a laptop, a "Laptop Bag" is
 * none. `stem` is the word's. */
bool kind_is_titled(struct index *index, uint32_t stem, uint32_t product, struct arena *arena);
