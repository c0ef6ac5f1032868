/* timer: deadlines in the loop's heap. */
#include "base/clock.h"
#include "base/mem.h"
#include "loop_parts.h"

struct timer {
    struct heap_item item; /* in the heap until it is due, */
    struct link link;      /* then in the list of those to be called */
    struct loop *loop;
    loop_fn *fn;
    void *owner;
};

struct timer *timer_new(struct loop *loop, loop_fn *fn, void *owner)
{
    struct timer *timer = mem_new(struct timer);

    timer->loop = loop;
    timer->fn = fn;
    timer->owner = owner;
    return timer;
}

void timer_set(struct timer *timer, int64_t delay_ms)
{
    int64_t due;

    if (__builtin_add_overflow(clock_mono_ms(), delay_ms > 0 ? delay_ms : 0, &due))
        due = INT64_MAX;
    list_remove(&timer->link);
    heap_put(&timer->loop->timers, &timer->item, due);
}

void timer_stop(struct timer *timer)
{
    list_remove(&timer->link);
    heap_remove(&timer->loop->timers, &timer->item);
}

bool timer_is_set(const struct timer *timer)
{
    return timer->item.place || timer->link.next;
}

void timer_free(struct timer *timer)
{
    if (!timer)
        return;
    timer_stop(timer);
    mem_free(timer);
}

/* All that is due leaves the heap before the first is called: what a callback sets to 0 is for the next turn.
 */
void loop_timers_run(struct loop *loop)
{
    struct heap_item *first = heap_first(&loop->timers);
    int64_t now = first ? clock_mono_ms() : 0;
    struct link *link;

    for (; first && first->due <= now; first = heap_first(&loop->timers)) {
        heap_remove(&loop->timers, first);
        list_push(&loop->due, &container_of(first, struct timer, item)->link);
    }
    while ((link = list_shift(&loop->due))) {
        struct timer *timer = list_item(link, struct timer, link);

        loop->calls++;
        timer->fn(timer->owner);
    }
}
