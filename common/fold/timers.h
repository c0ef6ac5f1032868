/* fold/timers.h: waking instances when they asked for it. Inside of the driver only. */
#pragma once

#include "base/heap.h"
#include "fold/decide.h"

struct fold_driver;

#define TIMER_HORIZON_MS 30000 /* timers due later are left in the database */

struct due {
    struct heap_item item;
    char *key;
    int32_t partition;
};

void timers_init(struct fold_driver *driver);
void timers_free(struct fold_driver *driver);
void timer_note(struct fold_driver *driver, const struct instance *instance, int32_t partition);
void timers_forget(struct fold_driver *driver, int32_t partition);
void timers_sweep(struct fold_driver *driver);
