/* sentences.h: what shoppers say, as patterns, and sentences made of them by chance.
 *
 * A file of lines. `3 show me [some] (red|blue) {thing}` is a pattern: what stands in brackets may be left
 * out, of what bars divide one is taken, {thing} is what `let thing = ...` says, or one of the vocabulary:
 * {title}, {part} (the end of a title's head), {category}, {brand}, {colour}, {attribute}; {number} is a
 * whole number, {tens} a round one, {price} has a currency. The figure in front says how often a pattern is
 * spoken beside others; without, 1. # begins a remark. Pure. */
#pragma once

#include "vocabulary.h"

struct sentences;

/* False: *err names the line. Borrows the vocabulary. */
MUST_CHECK bool sentences_read(struct str file, const struct vocabulary *vocabulary, struct arena *arena,
                               struct sentences **ret_sentences, struct error *err);
/* One of them, by *chance, which goes on: the same beginning gives the same sentences, everywhere. */
void sentences_say(const struct sentences *sentences, uint64_t *chance, struct buf *out);
