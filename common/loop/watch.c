/* watch: interest in descriptors.
 *
 * The complication: a watch that wants WATCH_CLOSED alone. libevent reports an error of the socket (a reset)
 * only to those who read or write, so that such a watch would never hear of it while epoll repeats it without
 * end. It therefore reads too, edge-triggered so that waiting input wakes it once, and asks the socket itself
 * whether it was closed. */
#include <event2/event.h>
#include <event2/event_struct.h>
#include <poll.h>
#include <stdlib.h>

#include "base/mem.h"
#include "loop_parts.h"

struct watch {
    struct event event;
    struct loop *loop;
    watch_fn *fn;
    void *owner;
    int fd;
    unsigned wanted;
};

static bool is_closed(int fd)
{
    struct pollfd state = {.fd = fd, .events = POLLRDHUP};

    return poll(&state, 1, 0) == 1 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

static void on_event(evutil_socket_t fd, short what, void *owner)
{
    struct watch *watch = owner;
    unsigned events = 0;

    if (watch->wanted == WATCH_CLOSED) {
        if (is_closed(fd))
            events = WATCH_CLOSED;
    } else {
        events = ((what & EV_READ) ? WATCH_READ : 0u) | ((what & EV_WRITE) ? WATCH_WRITE : 0u) |
                 ((what & EV_CLOSED) ? WATCH_CLOSED : 0u);
    }
    if (!events)
        return;
    watch->loop->calls++;
    watch->fn(watch->owner, fd, events);
}

static short wanted_by_libevent(unsigned wanted)
{
    if (wanted == WATCH_CLOSED)
        return EV_PERSIST | EV_READ | EV_CLOSED | EV_ET;
    return (short)(EV_PERSIST | ((wanted & WATCH_READ) ? EV_READ : 0) |
                   ((wanted & WATCH_WRITE) ? EV_WRITE : 0) | ((wanted & WATCH_CLOSED) ? EV_CLOSED : 0));
}

struct watch *watch_new(struct loop *loop, int fd, watch_fn *fn, void *owner)
{
    struct watch *watch = mem_new(struct watch);

    watch->loop = loop;
    watch->fd = fd;
    watch->fn = fn;
    watch->owner = owner;
    return watch;
}

void watch_want(struct watch *watch, unsigned events)
{
    if (events == watch->wanted)
        return;
    if (watch->wanted)
        event_del(&watch->event);
    watch->wanted = events;
    if (!events)
        return;
    event_assign(&watch->event, watch->loop->base, watch->fd, wanted_by_libevent(events), on_event, watch);
    if (event_add(&watch->event, NULL))
        abort(); /* not a descriptor that can be waited for: a bug, or the kernel has no memory */
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    if (watch->wanted)
        event_del(&watch->event);
    mem_free(watch);
}
