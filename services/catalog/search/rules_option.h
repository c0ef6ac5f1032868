/* rules_option.h: an option of a question as a condition of a search. Pure, safe on any text.
 *
 * A value is one of the facet's ("Asus", "true", "16"), several ("red|blue": any of these; "!red|blue": none
 * of them, for brands and colours) or a range with both ends in it ("25-50", "25-": that and more). A range
 * is in the question's unit, of a price in whole units of its currency. */
#pragma once

#include "base/arena.h"
#include "steward/v1/catalog.pb-c.h"

#define OPTION_VALUES_MAX 32

/* Adds it to the filters, in place of what they say about the same facet; texts live in the arena. False: it
 * cannot be read as a condition, and nothing is changed. `unit` is the question's: of a price a currency; "":
 * any. */
bool option_apply(const char *about, const char *value, const char *unit, Steward__V1__Filters *filters,
                  struct arena *arena);
