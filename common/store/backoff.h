/* store/backoff.h: how long to wait before the next attempt. Private to the module. */
#pragma once

#include <stdint.h>

/* Doubles from first_ms up to most_ms with the number of failures so far; `chance` from 0 to 1 takes up to
 * half of it off, so that copies which lost the same server do not come back in step. */
int64_t backoff_ms(int failures, int64_t first_ms, int64_t most_ms, double chance);
int64_t backoff_random_ms(int failures, int64_t first_ms, int64_t most_ms);
