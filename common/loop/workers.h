/* loop/workers.h: a small pool of threads for work that would hold up the loop.
 *
 * `work` runs in a worker and may touch only what `job` points to; `done` runs in the loop's thread, exactly
 * once for every accepted job, also for a cancelled one (was_cancelled: work never ran, or its result is not
 * wanted). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "loop/loop.h"

struct workers;

struct job {
    void (*work)(struct job *job);
    void (*done)(struct job *job, bool was_cancelled);
    struct job *next;
    int state; /* the pool's */
};

struct workers *workers_new(struct loop *loop, int threads, size_t queue_limit);
MUST_CHECK bool workers_add(struct workers *workers,
                            struct job *job); /* false: full, or being freed; job untouched */
void workers_cancel(struct workers *workers, struct job *job);
size_t workers_waiting(const struct workers *workers);
/* Joins the threads, cancels what waits, calls every done: of what ran before that of what waited. */
void workers_free(struct workers *workers);
