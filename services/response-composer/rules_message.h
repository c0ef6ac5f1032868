/* rules_message: the sentence or two above the products of a search that is no conversation: what was
 * understood, corrected and left out, how many there are, what had to be let go, and what is near when
 * nothing is relevant. Pure, safe on any input, bounded. */
#pragma once

#include "base/arena.h"
#include "steward/v1/catalog.pb-c.h"

/* `shown` is how many products stand below it, from found->skip on. Lives in the arena. */
char *message_for(const Steward__V1__SearchResult *found, size_t shown, struct arena *arena);
