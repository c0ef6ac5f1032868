/* health: the fleet as members of the JSON object of /health. Pure. */
#pragma once

#include "base/str.h"
#include "rules_fleet.h"

/* Each member with a comma before it: "processes", "late", "missing". */
void fleet_print(const struct fleet *fleet, int64_t now_ms, struct buf *out);
