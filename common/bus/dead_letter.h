/* bus/dead_letter.h: a record that is set aside, with the reason beside it. Pure. For this module. */
#pragma once

#include "base/arena.h"
#include "bus/event.h"

#define DEAD_LETTER_SUFFIX "-dlt"

/* Key, value and headers as they were, and after them Spring's headers; its numbers are big-endian. In the
 * arena. */
void dead_letter_of(const struct record *record, const struct error *why, const char *group,
                    struct arena *arena, struct record *ret_letter);
