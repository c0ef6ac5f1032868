/* rules_pin.h: what the shop's own rules have given a place of the first page goes there. Pure. */
#pragma once

#include "rules_rank.h"

#define PIN_PLACES 10 /* that the catalogue's rules may give away */

/* The others keep their order around it. A place that there is not is the last one. */
void pins_put(struct ranked *ranked, size_t count);
