/* store/gcra.h: the generic cell rate algorithm, by itself. Private to the module.
 *
 * What is kept of a client is one number: the time at which all that it has asked for would have been due,
 * had it come evenly. It may lie ahead of now by at most burst times the even pause. */
#pragma once

#include <stdint.h>

/* Takes one; returns 0 and moves *due_us on, or returns in how many microseconds it would be allowed. */
int64_t gcra_take(int64_t *due_us, int64_t now_us, int64_t pause_us, int64_t burst);
