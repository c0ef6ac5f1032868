/* fold/timers.c: wakes instances when what they wait for is due.
 *
 * The database holds every timer; memory only those of the next half minute, for the partitions that this
 * copy owns. A sweep brings in the ones that come nearer, and those of partitions just taken over. A timer
 * that turns out to be outdated costs one decision that drops it. */
#include <stdio.h>

#include "base/clock.h"
#include "fold/parts.h"

#define SWEEP_MS (TIMER_HORIZON_MS / 3)

static void due_free(struct fold_driver *driver, struct due *due)
{
    heap_remove(&driver->due_heap, &due->item);
    map_remove(&driver->dues, str_of(due->key));
    mem_free(due->key);
    mem_free(due);
}

static void set_alarm(struct fold_driver *driver)
{
    struct heap_item *first = heap_first(&driver->due_heap);
    int64_t wait = first ? first->due - clock_wall_ms() : 0;

    if (first)
        timer_set(driver->due_timer, wait > 0 ? wait : 0);
    else
        timer_stop(driver->due_timer);
}

static void due_put(struct fold_driver *driver, struct str key, int32_t partition, int64_t at_ms)
{
    struct due *due = map_get(&driver->dues, key);

    if (!due) {
        due = mem_new(struct due);
        due->key = str_to_text(key);
        map_put(&driver->dues, str_n(due->key, key.len), due);
    }
    due->partition = partition;
    heap_put(&driver->due_heap, &due->item, at_ms);
}

void timer_note(struct fold_driver *driver, const struct instance *instance, int32_t partition)
{
    int on;
    int64_t at_ms = instance_due(instance, &on);
    struct due *due = map_get(&driver->dues, instance->key);

    struct heap_item *first = heap_first(&driver->due_heap);

    if (at_ms && at_ms < clock_wall_ms() + TIMER_HORIZON_MS)
        due_put(driver, instance->key, partition, at_ms);
    else if (due)
        due_free(driver, due);
    if (heap_first(&driver->due_heap) != first)
        set_alarm(driver);
}

static void on_due(void *owner)
{
    struct fold_driver *driver = owner;
    int64_t now = clock_wall_ms();

    for (struct heap_item *first; (first = heap_first(&driver->due_heap)) && first->due <= now;) {
        struct due *due = container_of(first, struct due, item);

        driver_add_timer_input(driver, due->key, due->partition);
        due_free(driver, due);
    }
    set_alarm(driver);
}

static void on_swept(void *owner, const struct pg_outcome *outcome)
{
    struct fold_driver *driver = owner;
    const struct pg_result *rows;

    timer_set(driver->sweep, SWEEP_MS);
    if (outcome->err)
        return;
    rows = outcome->results[0];
    for (int row = 0; row < pg_rows(rows); row++)
        if (!map_get(&driver->dues, pg_text(rows, row, 0)))
            due_put(driver, pg_text(rows, row, 0), (int32_t)pg_int(rows, row, 1), pg_int(rows, row, 2));
    set_alarm(driver);
}

void timers_sweep(struct fold_driver *driver)
{
    struct buf mine = {0};
    struct pg_batch *batch;
    struct str name;
    void *value;

    for (size_t at = 0; map_next(&driver->partitions, &at, &name, &value);) {
        struct partition *partition = value;

        if (partition->topic == driver->o.topics[0] && partition->state == PARTITION_OWNED)
            buf_printf(&mine, "%s%d", mine.len ? "," : "", partition->number);
    }
    timer_set(driver->sweep, SWEEP_MS);
    if (mine.len) {
        timer_stop(driver->sweep);
        batch = pg_batch_for(driver->o.pg, PG_ALL_TENANTS); /* whoever's is due next */
        PG_ADD(batch, driver->sql.due, PG_I64(clock_wall_ms() + TIMER_HORIZON_MS), PG_STR(buf_as_str(&mine)));
        pg_send(batch, COMMIT_MS, on_swept, driver);
    }
    buf_free(&mine);
}

static void on_sweep(void *owner)
{
    timers_sweep(owner);
}

void timers_forget(struct fold_driver *driver, int32_t partition)
{
    struct str key;
    void *value;

    for (size_t at = 0; map_next(&driver->dues, &at, &key, &value);)
        if (((struct due *)value)->partition == partition)
            due_free(driver, value);
    set_alarm(driver);
}

void timers_init(struct fold_driver *driver)
{
    driver->due_timer = timer_new(driver->o.loop, on_due, driver);
    driver->sweep = timer_new(driver->o.loop, on_sweep, driver);
    timer_set(driver->sweep, SWEEP_MS);
}

void timers_free(struct fold_driver *driver)
{
    struct str key;
    void *value;

    for (size_t at = 0; map_next(&driver->dues, &at, &key, &value);)
        due_free(driver, value);
    map_free(&driver->dues);
    heap_free(&driver->due_heap);
    timer_free(driver->due_timer);
    timer_free(driver->sweep);
}
