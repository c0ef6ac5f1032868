/* base/clock.h: the time, from one place, so that tests can set it. */
#pragma once

#include <stdint.h>

struct arena;

int64_t clock_wall_ms(void); /* since 1970, UTC */
int64_t clock_mono_ms(void); /* never goes back; for deadlines */
int64_t clock_mono_us(void);
void clock_set_for_test(int64_t wall_ms,
                        int64_t mono_ms); /* from now on it stands still; -1, -1 undoes that */

char *clock_rfc3339(struct arena *arena, int64_t wall_ms); /* 2026-11-21T08:15:00.123Z */
int64_t clock_from_rfc3339(const char *text);              /* -1: not one */
