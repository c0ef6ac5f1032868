/* fold/driver.c: the queue of what came in, and taking a batch of it. One batch at a time: what arrives
 * meanwhile makes the next one, so batches grow with the load. */
#include "base/clock.h"
#include "base/tenant.h"
#include "fold/parts.h"

static void on_start(void *owner);

void driver_record_done(struct fold_driver *driver, const struct record *record)
{
    bus_done(driver->o.bus, record->topic, record->partition, record->offset);
}

void driver_wants_batch(struct fold_driver *driver)
{
    if (driver->batch && driver->batch->is_settling)
        batch_settle(driver->batch);
    else if (!driver->batch && driver->queued)
        loop_defer(driver->o.loop, &driver->start);
}

void driver_batch_ended(struct fold_driver *driver)
{
    struct batch *batch = driver->batch;

    driver->batch = NULL;
    batch_release(batch);
    driver_wants_batch(driver);
}

/* ---- inputs ---- */

static void input_add(struct fold_driver *driver, struct waiting_input *input)
{
    input->arrived_ms = clock_wall_ms();
    list_push(&driver->queue, &input->link);
    driver->queued++;
    driver_wants_batch(driver);
}

void fold_driver_record(struct fold_driver *driver, const struct record *record)
{
    struct waiting_input *input = mem_new(struct waiting_input);

    input->partition = partition_of(driver, record->topic, record->partition);
    input->record = record;
    input_add(driver, input);
}

void driver_add_timer_input(struct fold_driver *driver, const char *key, int32_t number)
{
    struct partition *home = partition_home(driver, number);
    struct waiting_input *input;

    if (home->state != PARTITION_OWNED)
        return;
    input = mem_new(struct waiting_input);
    input->partition = home;
    input->key = mem_text(key);
    input_add(driver, input);
}

void driver_add_lost_input(struct partition *partition, struct str key)
{
    struct waiting_input *input = mem_new(struct waiting_input);

    input->partition = partition;
    input->key = str_to_text(key);
    input->on = FOLD_LOST;
    input_add(partition->driver, input);
}

static void input_free(struct fold_driver *driver, struct waiting_input *input)
{
    list_remove(&input->link);
    driver->queued--;
    mem_free(input->key);
    mem_free(input);
}

void driver_forget_inputs(struct fold_driver *driver, struct partition *partition)
{
    list_each(at, &driver->queue)
    {
        struct waiting_input *input = list_item(at, struct waiting_input, link);

        if (input->partition == partition)
            input_free(driver, input);
    }
}

/* ---- taking a batch ---- */

/* The record may go when its partition does, even in the middle of the batch: so it is copied. */
static void read_input(struct batch *batch, struct batch_input *input, const struct waiting_input *waiting)
{
    struct fold_driver *driver = batch->driver;
    const struct topic *topic = waiting->partition->topic;

    *input = (struct batch_input){.batch = batch,
                                  .partition = waiting->partition,
                                  .epoch = waiting->partition->epoch,
                                  .arrived_ms = waiting->arrived_ms};
    if (!waiting->record) {
        input->key = str_copy(batch->arena, str_of(waiting->key));
        input->on = waiting->on;
        return;
    }
    record_copy(waiting->record, batch->arena, &input->record);
    input->record.topic = topic->name;
    if (event_read_as(&input->record, topic->types, topic->passing ? topic->passing : topic->types,
                      batch->arena, &input->event, &input->why) &&
        event_of_topic(topic, &input->event, &input->why)) {
        struct str id = driver->o.fold->key(&input->event);

        input->key = id.len ? tenant_key(batch->arena, input->event.tenant, id) : STR_NONE;
        return;
    }
    input->is_over = input->needs_aside = true;
    (void)!event_of_topic(topic, &input->event, NULL); /* it is answered all the same */
    if (driver->o.unreadable)
        driver->o.unreadable(driver->o.owner, &input->event, &input->why);
}

static void take_inputs(struct batch *batch)
{
    struct fold_driver *driver = batch->driver;

    list_each(at, &driver->queue)
    {
        struct waiting_input *waiting = list_item(at, struct waiting_input, link);
        bool is_old = waiting->record && waiting->record->offset < waiting->partition->next_offset;

        if (batch->count == BATCH_MAX)
            break;
        if (waiting->partition->state != PARTITION_OWNED)
            continue;
        if (is_old) /* was dealt with before the partition was taken over again */
            driver_record_done(driver, waiting->record);
        else
            read_input(batch, &batch->inputs[batch->count++], waiting);
        input_free(driver, waiting);
    }
    batch->to = batch->count;
}

static void on_start(void *owner)
{
    struct fold_driver *driver = owner;

    if (driver->batch || !driver->queued)
        return;
    driver->batch = batch_new(driver);
    take_inputs(driver->batch);
    if (driver->batch->count > 0) {
        batch_run(driver->batch);
        return;
    }
    batch_release(driver->batch);
    driver->batch = NULL;
}

/* ---- from start to end ---- */

static void on_retry(void *owner)
{
    struct fold_driver *driver = owner;

    if (driver->batch)
        batch_run(driver->batch);
}

static void on_resend(void *owner)
{
    sendings_resolve(owner);
}

static struct metric *counter(const struct fold *fold, const char *name, const char *help)
{
    struct buf labels = {0};
    struct metric *metric;

    buf_printf(&labels, "fold=\"%s\"", fold->name);
    metric = metric_counter(name, help, labels.data);
    buf_free(&labels);
    return metric;
}

static void make_metrics(struct fold_driver *driver)
{
    const struct fold *fold = driver->o.fold;
    struct buf labels = {0};

    metric_label(&labels, "fold", str_of(fold->name));
    driver->by_tenant =
        tenant_counter_new("steward_fold_tenant_events_total", "Events of each tenant.", labels.data);
    buf_free(&labels);
    driver->decided = counter(fold, "steward_fold_events_decided_total", "Events that changed a state.");
    driver->dropped = counter(fold, "steward_fold_events_dropped_total", "Events that no state waited for.");
    driver->conflicts = counter(fold, "steward_fold_conflicts_total", "Batches decided again.");
    driver->batches = counter(fold, "steward_fold_batches_total", "Batches committed.");
    driver->resent = counter(fold, "steward_fold_resent_total", "Messages published again.");
    driver->unmentioned = counter(fold, "steward_fold_unmentioned_total",
                                  "Messages that were only mentioned and did not get out.");
    driver->already_there =
        counter(fold, "steward_fold_already_there_total", "Messages of unknown fate that had arrived.");
}

struct fold_driver *fold_driver_new(const struct fold_driver_options *options)
{
    struct fold_driver *driver = mem_new(struct fold_driver);

    driver->o = *options;
    driver->arenas.limit_bytes = BATCH_BYTES;
    driver->start = (struct deferred){.fn = on_start, .owner = driver};
    list_init(&driver->queue);
    list_init(&driver->sendings);
    list_init(&driver->cache.order);
    driver->retry = timer_new(options->loop, on_retry, driver);
    driver->resend = timer_new(options->loop, on_resend, driver);
    sql_make(&driver->sql, options->fold);
    timers_init(driver);
    make_metrics(driver);
    return driver;
}

static void free_partitions(struct fold_driver *driver)
{
    struct str name;
    void *value;

    for (size_t at = 0; map_next(&driver->partitions, &at, &name, &value);) {
        struct partition *partition = value;

        map_remove(&driver->partitions, name);
        timer_free(partition->retry);
        mem_free(partition->name);
        mem_free(partition);
    }
    map_free(&driver->partitions);
}

void fold_driver_free(struct fold_driver *driver)
{
    if (!driver)
        return;
    loop_cancel(driver->o.loop, &driver->start);
    while (!list_is_empty(&driver->queue))
        input_free(driver, list_item(driver->queue.next, struct waiting_input, link));
    if (driver->batch)
        batch_release(driver->batch);
    sendings_free(driver);
    timers_free(driver);
    timer_free(driver->retry);
    timer_free(driver->resend);
    cache_clear(&driver->cache);
    free_partitions(driver);
    sql_free(&driver->sql);
    arena_pool_free(&driver->arenas);
    tenant_counter_free(driver->by_tenant);
    mem_free(driver);
}

size_t fold_driver_backlog(const struct fold_driver *driver)
{
    return driver->queued + (driver->batch ? driver->batch->count : 0);
}

bool fold_driver_is_idle(const struct fold_driver *driver)
{
    return fold_driver_backlog(driver) == 0 && list_is_empty(&driver->sendings);
}
