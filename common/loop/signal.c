/* signal: signals as callbacks of the loop. */
#include <event2/event.h>
#include <stdlib.h>

#include "base/mem.h"
#include "loop_parts.h"

struct signal_watch {
    struct signal_watch *next;
    struct loop *loop;
    struct event *event;
    loop_fn *fn;
    void *owner;
};

static void on_signal(evutil_socket_t number, short what, void *owner)
{
    struct signal_watch *watch = owner;

    watch->loop->calls++;
    watch->fn(watch->owner);
}

void loop_on_signal(struct loop *loop, int signal_number, loop_fn *fn, void *owner)
{
    struct signal_watch *watch = mem_new(struct signal_watch);

    *watch = (struct signal_watch){.next = loop->signals, .loop = loop, .fn = fn, .owner = owner};
    loop->signals = watch;
    watch->event = evsignal_new(loop->base, signal_number, on_signal, watch);
    if (!watch->event || event_add(watch->event, NULL))
        abort(); /* not a signal that can be caught */
}

void loop_signals_close(struct loop *loop)
{
    while (loop->signals) {
        struct signal_watch *watch = loop->signals;

        loop->signals = watch->next;
        event_free(watch->event);
        mem_free(watch);
    }
}
