/* join_colour.h: the colours that were typed, said and seen, and whether they contradict each other. Pure.
 */
#pragma once

#include "base/arena.h"
#include "join/join_named.h"
#include "steward/v1/reading.pb-c.h"
#include "words/tokenise.h"

/* The first colour of a text; without a word, if there is none. */
struct named colour_in(struct str text, named_by by, struct tokeniser *tokeniser, struct arena *arena);
/* Whether they are surely two: navy is blue, and nobody knows what teal is. */
bool colours_differ(const struct named *a, struct str b);
/* What most of a picture's subject has; STR_NONE: nothing has enough. */
struct str colour_of_picture(const Steward__V1__MediaReading *reading);
bool picture_shows(const Steward__V1__MediaReading *reading, const struct named *colour);
