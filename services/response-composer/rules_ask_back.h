/* rules_ask_back.h: a question that the catalogue found worth asking, in words, with words on its options.
 * Pure. */
#pragma once

#include "rules_fact.h"

/* NULL for NULL or one without options; texts of the question are borrowed. */
Steward__V1__Clarification *ask_back(const struct speech *speech, const Steward__V1__Clarification *question);
