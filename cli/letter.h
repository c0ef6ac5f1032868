/* letter.h: a dead letter, and the record that it was. Pure. */
#pragma once

#include "base/arena.h"
#include "base/mem.h"
#include "bus/event.h"

/* The record as it was: without the kafka_dlt-* headers, on its topic; everything else byte for byte. Borrows
 * from the letter. False: the letter does not say where it came from. */
MUST_CHECK bool letter_restore(const struct record *letter, struct arena *arena, struct record *ret_original,
                               struct error *err);
struct str letter_reason(const struct record *letter); /* empty: it has none */
int64_t letter_number(const struct record *letter,
                      const char *header); /* big-endian, as Spring has it; -1: none */
