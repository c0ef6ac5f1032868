/* phonemes.h: how an English word that no dictionary has is pronounced, in the phonemes of the CMU
 * dictionary.
 *
 * For brands and the like. Up to four guesses are made, all different, the likeliest first: as two words of
 * the dictionary put together ("brightforge"), as a name ("kaido"), by the rules of common words, and letter
 * by letter what is short or cannot be said otherwise ("hdmi"). Pure but for `known`. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#define PHONEMES_GUESSES 4

/* How a word of the dictionary is pronounced, in the arena; NULL: it is not in it. */
typedef const char *phonemes_known_fn(void *owner, struct str word, struct arena *arena);

/* Of a word in small letters, up to 40; how many there are in ret_guesses. */
size_t phonemes_guess(struct str word, phonemes_known_fn *known, void *owner, struct arena *arena,
                      const char *ret_guesses[PHONEMES_GUESSES]);
const char *phonemes_by_rules(struct str word, struct arena *arena);
const char *phonemes_as_name(struct str word, struct arena *arena);
const char *phonemes_by_letters(struct str word, struct arena *arena);
