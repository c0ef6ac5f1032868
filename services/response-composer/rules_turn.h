/* rules_turn.h: a page of results as an answer in a conversation: what was found and changed, what is in the
 * way, what is asked back, and what could be said next. Pure, safe on any input, bounded. */
#pragma once

#include "base/arena.h"
#include "steward/v1/composer.pb-c.h"

/* Sets the page's message, clarification, suggestions and what was understood. The page is of `found`. */
void turn_speak(Steward__V1__RankResult *page, const Steward__V1__SearchResult *found,
                const Steward__V1__Turn *turn, struct arena *arena);
