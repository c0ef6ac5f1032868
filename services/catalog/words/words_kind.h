/* words_kind.h: the words that say what a product is ("mouse"), for words_describing.c. */
#pragma once

#include "words/words_describing.h"

extern const struct describing words_kind[];
extern const size_t words_kind_count;
