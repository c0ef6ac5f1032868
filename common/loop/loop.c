/* loop: the turns of the event loop.
 *
 * A turn: wait for descriptors, signals, posts or the first timer and call what they are for; then the timers
 * that are due; then what was deferred. Timers live in a heap of ours, because they are moved far more often
 * than they run out: libevent holds one timeout, and it is touched only when the first timer is due before
 * it. */
#include "loop/loop.h"

#include <event2/event.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "loop_parts.h"

enum { DEFERRED_PER_TURN = 4096 }; /* calls that go on deferring must not keep descriptors waiting for ever */

static void wake_up(evutil_socket_t fd, short events, void *owner)
{
    struct loop *loop = owner;

    loop->armed_for = INT64_MAX;
}

struct loop *loop_new(void)
{
    struct loop *loop = mem_new(struct loop);
    struct event_config *config = event_config_new();

    list_init(&loop->due);
    loop->last_deferred = &loop->deferred;
    loop->armed_for = INT64_MAX;
    if (!config || event_config_require_features(config, EV_FEATURE_EARLY_CLOSE) ||
        event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST | EVENT_BASE_FLAG_NOLOCK) ||
        !(loop->base = event_base_new_with_config(config)) ||
        !(loop->wake = event_new(loop->base, -1, 0, wake_up, loop)))
        abort(); /* no descriptor or memory for the loop itself */
    event_config_free(config);
    loop_posts_open(loop);
    return loop;
}

void loop_free(struct loop *loop)
{
    if (!loop)
        return;
    loop_posts_close(loop);
    loop_signals_close(loop);
    event_free(loop->wake);
    event_base_free(loop->base);
    heap_free(&loop->timers);
    mem_free(loop);
}

/* Makes libevent wake up at `until`, or before. */
static void arm(struct loop *loop, int64_t now, int64_t until)
{
    int64_t wait_ms = until - now;
    struct timeval wait = {.tv_sec = (time_t)(wait_ms / 1000),
                           .tv_usec = (suseconds_t)(wait_ms % 1000 * 1000)};

    event_add(loop->wake, &wait);
    loop->armed_for = until;
}

static void wait_for_events(struct loop *loop, int max_wait_ms)
{
    const struct heap_item *first = heap_first(&loop->timers);
    int64_t now = clock_mono_ms();
    int64_t until = first ? first->due : INT64_MAX;

    if (max_wait_ms >= 0 && until > now + max_wait_ms)
        until = now + max_wait_ms;
    if (loop->deferred || until <= now) {
        event_base_loop(loop->base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
        return;
    }
    if (until < loop->armed_for || max_wait_ms >= 0)
        arm(loop, now, until);
    event_base_loop(loop->base, EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY);
}

static void run_deferred(struct loop *loop)
{
    for (int left = DEFERRED_PER_TURN; loop->deferred && left > 0; left--) {
        struct deferred *deferred = loop->deferred;

        loop->deferred = deferred->next;
        if (!loop->deferred)
            loop->last_deferred = &loop->deferred;
        deferred->next = NULL;
        deferred->is_queued = false;
        loop->calls++;
        deferred->fn(deferred->owner);
    }
}

static void turn(struct loop *loop, int max_wait_ms)
{
    wait_for_events(loop, max_wait_ms);
    loop_timers_run(loop);
    run_deferred(loop);
}

void loop_run(struct loop *loop)
{
    while (!loop->is_stopping)
        turn(loop, -1);
    loop->is_stopping = false;
}

void loop_stop(struct loop *loop)
{
    loop->is_stopping = true;
}

bool loop_run_once(struct loop *loop, int max_wait_ms)
{
    uint64_t before = loop->calls;

    turn(loop, max_wait_ms);
    return loop->calls != before;
}

void loop_defer(struct loop *loop, struct deferred *deferred)
{
    if (deferred->is_queued)
        return;
    deferred->is_queued = true;
    deferred->next = NULL;
    *loop->last_deferred = deferred;
    loop->last_deferred = &deferred->next;
}

void loop_cancel(struct loop *loop, struct deferred *deferred)
{
    struct deferred **at = &loop->deferred;

    if (!deferred->is_queued)
        return;
    while (*at != deferred)
        at = &(*at)->next;
    *at = deferred->next;
    if (!*at)
        loop->last_deferred = at;
    deferred->next = NULL;
    deferred->is_queued = false;
}
