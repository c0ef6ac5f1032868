/* rules_query_log.h: which words of a search may be counted, and how they are written. Pure.
 *
 * What looks like a person's data is not kept: an address (@) or seven digits in a row (a telephone number, a
 * card, an order). */
#pragma once

#include "base/arena.h"
#include "words/tokenise.h"

#define QUERY_LOG_BYTES 80 /* longer ones are no searches that others repeat */

/* Folded words with a blank between them; empty: not to be kept. */
struct str query_log_text(struct str query, struct tokeniser *tokeniser, struct arena *arena);
