/* rules_left_aside.h: the words of a refinement that nothing has. Pure. */
#pragma once

#include "base/arena.h"
#include "steward/v1/composer.pb-c.h"

/* The words that the message put before those of the need, if nothing was found with them: the search goes on
 * without. "" where there are none, or nothing else is wanted. */
char *rules_left_aside(const Steward__V1__SearchResult *found, const Steward__V1__Turn *turn,
                       struct arena *arena);
