/* words: other people's words inside a sentence of ours: clipped, on one line. Pure. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

#define WORD_MAX_BYTES  60
#define WORDS_IN_A_LIST 5
#define WORDS_LOOKED_AT 100 /* of one list, when words are compared */

/* Control characters become blanks; past max_bytes it is cut at a whole character and ends in "…". */
void words_add(struct buf *out, struct str text, size_t max_bytes);
/* Whether the list has it (among its first WORDS_LOOKED_AT), in any case and with or without blanks: "16 GB"
 * is "16gb". */
bool words_have(char *const *words, size_t count, struct str word);
/* The buffer's text in the arena; the buffer is given back. */
char *words_keep(struct buf *buf, struct arena *arena);
