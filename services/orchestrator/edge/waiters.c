/* waiters.c: who waits for which request. Several may wait for the same one: a client that repeats itself. */
#include "edge/waiters.h"

#include "base/clock.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/tenant.h"

struct waiter {
    struct waiters *waiters;
    struct waiter *same; /* the next that waits for the same request */
    struct link link;
    struct timer *timer;
    int64_t due_ms;
    waiter_fn *ended;
    void *owner;
    struct buf key; /* of the request, among those of all tenants */
};

struct waiters {
    struct loop *loop;
    struct map by_request; /* to the first of them */
    struct link all;
    size_t count;
    int64_t late_ms; /* for all; 0: each has its own time */
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
    struct waiter *first = map_remove(&waiters->by_request, buf_as_str(&waiter->key));
    struct waiter **at = &first;

    while (*at && *at != waiter)
        at = &(*at)->same;
    if (*at)
        *at = waiter->same;
    if (first)
        map_put(&waiters->by_request, buf_as_str(&first->key), first);
    list_remove(&waiter->link);
    waiters->count--;
}

static void end(struct waiter *waiter, enum waiter_end how, const Steward__V1__Response *response)
{
    waiter_fn *ended = waiter->ended;
    void *owner = waiter->owner;

    unlink_waiter(waiter);
    timer_free(waiter->timer);
    buf_free(&waiter->key);
    mem_free(waiter);
    ended(owner, how, response);
}

static void wait_until(struct waiter *waiter, int64_t due_ms)
{
    int64_t late_ms = waiter->waiters->late_ms, now_ms = clock_mono_ms();

    waiter->due_ms = late_ms && late_ms < due_ms ? late_ms : due_ms;
    timer_set(waiter->timer, waiter->due_ms > now_ms ? waiter->due_ms - now_ms : 0);
}

static void on_time_up(void *owner)
{
    end(owner, WAITER_TIME_IS_UP, NULL);
}

struct waiter *waiter_add(struct waiters *waiters, struct str tenant, struct str request_id, int64_t wait_ms,
                          waiter_fn *ended, void *owner)
{
    struct waiter *waiter = mem_new(struct waiter);

    waiter->waiters = waiters;
    waiter->ended = ended;
    waiter->owner = owner;
    tenant_key_write(&waiter->key, tenant, request_id);
    waiter->timer = timer_new(waiters->loop, on_time_up, waiter);
    wait_until(waiter, clock_mono_ms() + wait_ms);
    waiter->same = map_remove(&waiters->by_request, buf_as_str(&waiter->key));
    map_put(&waiters->by_request, buf_as_str(&waiter->key), waiter);
    list_push(&waiters->all, &waiter->link);
    waiters->count++;
    return waiter;
}

void waiters_hurry(struct waiters *waiters, int64_t within_ms)
{
    waiters->late_ms = clock_mono_ms() + within_ms;
    list_each(at, &waiters->all)
    {
        struct waiter *waiter = list_item(at, struct waiter, link);

        wait_until(waiter, waiter->due_ms);
    }
}

void waiter_drop(struct waiter *waiter)
{
    end(waiter, WAITER_DROPPED, NULL);
}

bool waiters_answer(struct waiters *waiters, struct str tenant, const Steward__V1__Response *response)
{
    struct buf key = {0};
    struct waiter *waiter;
    bool any = false;

    tenant_key_write(&key, tenant, str_of(response->request_id));
    for (; (waiter = map_get(&waiters->by_request, buf_as_str(&key))); any = true)
        end(waiter, WAITER_ANSWERED, response);
    buf_free(&key);
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
