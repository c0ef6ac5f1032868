/* waiters.c: who waits for which request. Several may wait for the same one: a client that repeats itself. */
#include "waiters.h"

#include "base/list.h"
#include "base/mem.h"

struct waiter {
    struct waiters *waiters;
    struct waiter *same; /* the next that waits for the same request */
    struct link link;
    struct timer *timer;
    waiter_fn *ended;
    void *owner;
    struct str request_id; /* owned */
};

struct waiters {
    struct loop *loop;
    struct map by_request; /* to the first of them */
    struct link all;
    size_t count;
};

struct waiters *waiters_new(struct loop *loop)
{
    struct waiters *waiters = mem_new(struct waiters);

    waiters->loop = loop;
    list_init(&waiters->all);
    return waiters;
}

/* The map's key is the first waiter's own: it moves with the place. */
static void unlink_waiter(struct waiter *waiter)
{
    struct waiters *waiters = waiter->waiters;
    struct waiter *first = map_remove(&waiters->by_request, waiter->request_id);
    struct waiter **at = &first;

    while (*at && *at != waiter)
        at = &(*at)->same;
    if (*at)
        *at = waiter->same;
    if (first)
        map_put(&waiters->by_request, first->request_id, first);
    list_remove(&waiter->link);
    waiters->count--;
}

static void end(struct waiter *waiter, enum waiter_end how, const Steward__V1__Response *response)
{
    waiter_fn *ended = waiter->ended;
    void *owner = waiter->owner;

    unlink_waiter(waiter);
    timer_free(waiter->timer);
    mem_free((void *)(uintptr_t)waiter->request_id.data);
    mem_free(waiter);
    ended(owner, how, response);
}

static void on_time_up(void *owner)
{
    end(owner, WAITER_TIME_IS_UP, NULL);
}

struct waiter *waiter_add(struct waiters *waiters, struct str request_id, int64_t wait_ms, waiter_fn *ended,
                          void *owner)
{
    struct waiter *waiter = mem_new(struct waiter);

    waiter->waiters = waiters;
    waiter->ended = ended;
    waiter->owner = owner;
    waiter->request_id = str_n(mem_copy(request_id.data, request_id.len), request_id.len);
    waiter->timer = timer_new(waiters->loop, on_time_up, waiter);
    timer_set(waiter->timer, wait_ms);
    waiter->same = map_remove(&waiters->by_request, request_id);
    map_put(&waiters->by_request, waiter->request_id, waiter);
    list_push(&waiters->all, &waiter->link);
    waiters->count++;
    return waiter;
}

void waiter_drop(struct waiter *waiter)
{
    end(waiter, WAITER_DROPPED, NULL);
}

bool waiters_answer(struct waiters *waiters, const Steward__V1__Response *response)
{
    struct str id = str_of(response->request_id);
    struct waiter *waiter = map_get(&waiters->by_request, id);
    bool any = waiter != NULL;

    for (; waiter; waiter = map_get(&waiters->by_request, id))
        end(waiter, WAITER_ANSWERED, response);
    return any;
}

size_t waiters_count(const struct waiters *waiters)
{
    return waiters->count;
}

void waiters_free(struct waiters *waiters)
{
    if (!waiters)
        return;
    while (!list_is_empty(&waiters->all))
        end(list_item(waiters->all.next, struct waiter, link), WAITER_DROPPED, NULL);
    map_free(&waiters->by_request);
    mem_free(waiters);
}
