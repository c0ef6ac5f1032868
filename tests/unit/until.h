/* Turns the loop that is called `loop` until `what` holds; fails after a while. */
#pragma once

#include "base/clock.h"
#include "loop/loop.h"
#include "unit.h"

#define UNTIL_MS 60000

#define until(what)                                                                                          \
    do {                                                                                                     \
        int64_t late_ms = clock_mono_ms() + UNTIL_MS;                                                        \
        while (!(what)) {                                                                                    \
            loop_run_once(loop, 20);                                                                         \
            if (clock_mono_ms() > late_ms)                                                                   \
                fail_msg("not in time: %s", #what);                                                          \
        }                                                                                                    \
    } while (0)
