/* base/currency_digits.h: how many digits a currency has behind the point, by ISO 4217. Pure. */
#pragma once

#include "base/str.h"

int currency_digits(struct str code); /* not known or empty: 2 */
/* The code as ISO writes it, of a currency that does not have two, in whatever case; else "". Lives for ever.
 */
const char *currency_unlike(struct str code);
