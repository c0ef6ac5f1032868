/* join_pointing.h: words that only point at a picture which is there anyway: "headphones like this one".
 * Pure. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* The text without them, its words parted by single blanks; in the arena. English. */
struct str without_pointing(struct str text, struct arena *arena);
