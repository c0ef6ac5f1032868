/* rules_compare.h: two to five products side by side. Pure. */
#pragma once

#include "rules_fact.h"
#include "steward/v1/composer.pb-c.h"

#define COMPARE_MAX      5
#define COMPARE_ROWS_MAX 40

/* A row for whatever at least one of them states, those that differ first; price and rating always. */
Steward__V1__Comparison *compare(const struct speech *speech, Steward__V1__Product *const *products,
                                 size_t count);
