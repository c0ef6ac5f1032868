/* numerals.h: digits as the reader's country writes them. Owner of ICU (its C interface).
 *
 * A locale is a tag as people send it: BCP 47, or with underscores and a charset behind ("de_DE.UTF-8"). What
 * names no language that ICU knows is written like en-US. What ICU cannot write is given back as it came in.
 *
 * Making a formatter takes thousands of times as long as using one, so the NUMERALS_KEPT used last are kept
 * for the life of the process. Thread: the loop's only. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#define NUMERALS_KEPT 128 /* pairs of a locale and a way of writing; about 24 KB each */

/* `number` is decimal: "-1234.50". `skeleton` is a number skeleton of ICU: "currency/EUR .00". In the arena.
 */
char *numerals(struct arena *arena, const char *number, const char *skeleton, struct str locale);
