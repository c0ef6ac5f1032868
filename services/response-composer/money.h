/* money: amounts and numbers as the reader's country writes them.
 *
 * Separators, digits, grouping and the currency's place and symbol are CLDR's, through ICU (numerals.h says
 * which locale is taken). The digits of a minor unit are ISO 4217's. Pure, and safe on any input: a missing
 * amount gives the empty text, a currency that is none is left out. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "steward/v1/common.pb-c.h"

/* "$1,234.50", "1.234,50 €". Blanks are no-break spaces. */
char *money_text(struct arena *arena, const Steward__V1__Money *money, struct str locale);
/* The same, without minor digits that are all zero: "$100", "19,99 €". */
char *money_text_short(struct arena *arena, const Steward__V1__Money *money, struct str locale);

char *number_text(struct arena *arena, int64_t number, struct str locale);
/* One digit behind the separator: "4.6", "4,6". */
char *decimal_text(struct arena *arena, double number, struct str locale);

/* As many digits behind the separator as it has, at most three: "38", "0.48", "1.250,5". */
char *figure_text(struct arena *arena, double number, struct str locale);

/* Whether two amounts can be compared: both there, in the same currency. One that names none ("under 100") is
 * of the other's. */
bool money_comparable(const Steward__V1__Money *a, const Steward__V1__Money *b);
/* `money`, in `like`'s currency if it names none itself; `like` may be NULL. */
Steward__V1__Money money_like(const Steward__V1__Money *money, const Steward__V1__Money *like);
