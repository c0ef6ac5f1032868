/* loop/loop.h: the one event loop of a process, on libevent. Owner of libevent: nobody else includes it.
 *
 * Everything here belongs to the loop's thread, but for loop_post. A callback may free or stop whatever it
 * likes, itself included; what is stopped is not called any more, even if it was already due in this turn. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct timer;
struct watch;

typedef void loop_fn(void *owner);
typedef void watch_fn(void *owner, int fd, unsigned events);

enum {
    WATCH_READ = 1,
    WATCH_WRITE = 2,
    WATCH_CLOSED = 4
}; /* CLOSED: the peer shut its side, without reading */

struct loop *loop_new(void);
void loop_free(struct loop *loop);
void loop_run(struct loop *loop); /* until loop_stop */
void loop_stop(struct loop *loop);
bool loop_run_once(struct loop *loop, int max_wait_ms); /* one turn; false: nothing was due */

/* Once, after `delay_ms` (0: in the next turn). timer_set on a running timer moves it. */
struct timer *timer_new(struct loop *loop, loop_fn *fn, void *owner);
void timer_set(struct timer *timer, int64_t delay_ms);
void timer_stop(struct timer *timer);
bool timer_is_set(const struct timer *timer);
void timer_free(struct timer *timer); /* NULL does nothing */

/* Calls fn in this turn, after the callbacks that are running have returned: the way to complete an operation
 * without completing it inside the call that started it. A deferred call is embedded; deferring it twice runs
 * it once. */
struct deferred {
    loop_fn *fn;
    void *owner;
    struct deferred *next;
    bool is_queued;
};
void loop_defer(struct loop *loop, struct deferred *deferred);
void loop_cancel(struct loop *loop, struct deferred *deferred);

/* Level-triggered interest in a descriptor; watch_want(0) keeps it without any. Does not own the descriptor.
 */
struct watch *watch_new(struct loop *loop, int fd, watch_fn *fn, void *owner);
void watch_want(struct watch *watch, unsigned events);
void watch_free(struct watch *watch); /* NULL does nothing */

void loop_on_signal(struct loop *loop, int signal_number, loop_fn *fn, void *owner);

/* From any thread: fn(owner) runs in the loop's thread, in order. */
void loop_post(struct loop *loop, loop_fn *fn, void *owner);
