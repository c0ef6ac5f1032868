/* waiters.h: HTTP clients that wait for the response to their tenant's request.
 *
 * A waiter ends exactly once, never inside waiter_add: with the response (from steward.responses, which every
 * copy reads from the end), or with NULL when its time is up or its client has left. Ending frees it. */
#pragma once

#include "base/map.h"
#include "loop/loop.h"
#include "steward/v1/request.pb-c.h"

struct waiters;
struct waiter;

enum waiter_end { WAITER_ANSWERED, WAITER_TIME_IS_UP, WAITER_DROPPED };
typedef void waiter_fn(void *owner, enum waiter_end end, const Steward__V1__Response *response);

struct waiters *waiters_new(struct loop *loop);
void waiters_free(struct waiters *waiters); /* every waiter ends first */
struct waiter *waiter_add(struct waiters *waiters, struct str tenant, struct str request_id, int64_t wait_ms,
                          waiter_fn *ended, void *owner);
/* Whoever waits, and whoever comes, waits no longer than that from now on. */
void waiters_hurry(struct waiters *waiters, int64_t within_ms);
void waiter_drop(struct waiter *waiter); /* ends it at once */
/* True: somebody waited for it. */
bool waiters_answer(struct waiters *waiters, struct str tenant, const Steward__V1__Response *response);
size_t waiters_count(const struct waiters *waiters);
