/* stems.h: English stems, those of the words that were asked for lately kept: titles of one search, and of
 * one shop, repeat their words. Not thread-safe. */
#pragma once

#include "base/str.h"

struct stems;

struct stems *stems_new(void);
void stems_free(struct stems *stems);
/* The stem of a folded word; lives until the next call. */
struct str stem_of(struct stems *stems, struct str word);
