/* service/counting.h: a request counts against the rates and quotas of who makes it, by whatever way it
 * comes: docs/limits.md. */
#pragma once

#include "auth/principal.h"
#include "base/arena.h"
#include "service/limits.h"

struct process;

/* `rule` is the one that refuses, or else the nearest; NULL: nobody counts any more, for the process ends. */
typedef void counted_fn(void *owner, const struct rate_rule *rule, const struct rate_verdict *verdict);

/* One request of `principal` from `address`. False: nothing limits it, and `counted` is not called. Else it
 * is called exactly once, not inside, and the arena stays until then. */
MUST_CHECK bool count_request(struct process *process, const struct principal *principal, struct str address,
                              struct arena *arena, counted_fn *counted, void *owner);
