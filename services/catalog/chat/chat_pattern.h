/* chat_pattern.h: one pattern: `(show|find) [me] {what}` as a program, and whether words fit it. Inside only.
 *
 * The program tries alternatives in the order that they are written in, and longer slots before shorter ones.
 * It never comes to the same place at the same word twice, so a match costs at most places times words. */
#pragma once

#include "chat/chat_grammar.h"

struct chat_pattern;

struct chat_pattern *chat_pattern_read(struct str text, struct arena *arena); /* NULL: it is none */
struct str chat_pattern_word(const struct chat_pattern *pattern, size_t nth); /* its words; empty: no more */
/* Fills ret but for its name and confidence. */
bool chat_pattern_match(const struct chat_pattern *pattern, const struct chat_words *words, size_t from,
                        size_t to, bool whole, chat_lengths_fn *lengths, void *owner, struct chat_match *ret);
