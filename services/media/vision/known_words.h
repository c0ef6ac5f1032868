/* vision/known_words.h: the words that a shop's products are called by. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

struct known_words;

/* Of a file as speech/vocabulary.h reads it, which is not needed any more. NULL: *err says what is wrong. */
struct known_words *known_words_new(struct str file, struct error *err);
void known_words_free(struct known_words *known); /* NULL does nothing */

/* Those of the text, as they are written there, with a blank between two; empty: none. In the arena. */
char *known_words_of(const struct known_words *known, struct str text, struct arena *arena);
