/* join_price.h: whether two limits of the price contradict each other. Pure. */
#pragma once

#include <stdbool.h>

#include "steward/v1/common.pb-c.h"

/* The same end twice, and not the same; nothing between them; or two currencies. */
bool prices_differ(const Steward__V1__MoneyRange *a, const Steward__V1__MoneyRange *b);
/* Whether `b`, which does not contradict it, has an end that `a` has not. */
bool price_adds(const Steward__V1__MoneyRange *a, const Steward__V1__MoneyRange *b);
