/* rules_weights.h: the ranking's weights as a file has them: "relevance 0.6", a feature a line, # begins a
 * comment. What is not named has no say. Pure. */
#pragma once

#include "base/str.h"
#include "rules_rank.h"

/* False: `why` says what is wrong. None is below 0, and not all are 0. */
bool weights_read(struct str text, double ret_weights[RANK_FEATURES], char *why, size_t room);
