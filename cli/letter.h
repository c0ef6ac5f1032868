/* letter.h: a dead letter, and the record that it was. Pure. */
#pragma once

#include "base/arena.h"
#include "bus/event.h"

/* The record as it was: without the kafka_dlt-* headers, for the topic that the letters' topic is named
 * after; everything else byte for byte. Its partition is the one it was in, -1 if the letter does not say.
 * Borrows from the letter. */
void letter_restore(const struct record *letter, struct arena *arena, struct record *ret_original);
struct str letter_topic(struct str letters);           /* "steward.requests-dlt": steward.requests */
struct str letter_reason(const struct record *letter); /* empty: it has none */
int64_t letter_number(const struct record *letter,
                      const char *header); /* big-endian, as Spring has it; -1: none */
