/* fold/partition.c: taking a topic's partition over, and letting it go.
 *
 * Taking over raises the owner epoch, which fences whoever had it before: a late commit of theirs fails. Then
 * what their last commits told is published if it is not there yet, and only then is the first new record
 * taken. The same way is gone after a commit whose outcome is unknown: the database then says what has
 * happened. */
#include "base/log.h"
#include "fold/parts.h"

#define FENCED_WAIT_MS 2000 /* long enough for Kafka to say that the partition has gone */
#define CLEAN_MS       1000

static void on_retry(void *owner);

static const struct topic *topic_read(const struct fold_driver *driver, const char *name)
{
    return topic_named(driver->o.topics, name);
}

struct partition *partition_of(struct fold_driver *driver, const char *topic, int32_t number)
{
    struct buf name = {0};
    struct partition *partition;

    buf_printf(&name, "%s:%d", topic, number);
    partition = map_get(&driver->partitions, buf_as_str(&name));
    if (!partition) {
        partition = mem_new(struct partition);
        partition->driver = driver;
        partition->name = mem_text(name.data);
        partition->topic = topic_read(driver, topic);
        partition->number = number;
        partition->retry = timer_new(driver->o.loop, on_retry, partition);
        map_put(&driver->partitions, str_of(partition->name), partition);
    }
    buf_free(&name);
    return partition;
}

struct partition *partition_home(struct fold_driver *driver, int32_t number)
{
    return partition_of(driver, driver->o.topics[0]->name, number);
}

/* ---- taking over ---- */

static void begin(struct partition *partition)
{
    struct fold_driver *driver = partition->driver;

    partition->state = PARTITION_OWNED;
    if (!partition->is_started) {
        partition->is_started = true;
        driver_forget_inputs(driver, partition); /* the bus forgets its records, and delivers them anew */
        bus_start_partition(driver->o.bus, partition->topic->name, partition->number,
                            partition->next_offset < 0 ? BUS_OFFSET_STORED : partition->next_offset);
    }
    if (partition->topic == driver->o.topics[0])
        timers_sweep(driver);
    if (partition->lists_unsent)
        timer_set(partition->retry, CLEAN_MS);
    driver_wants_batch(driver);
}

/* Of each topic that the fold reads, the partition of that number. */
static void begin_together(struct fold_driver *driver, int32_t number)
{
    struct partition *ready[FOLD_TOPICS_MAX];
    size_t count = 0;

    for (const struct topic *const *topic = driver->o.topics; *topic; topic++) {
        struct partition *partition = partition_of(driver, (*topic)->name, number);

        if (partition->is_assigned &&
            (partition->state == PARTITION_ACQUIRING || partition->state == PARTITION_RESENDING))
            return;
        if (partition->is_assigned && partition->state == PARTITION_READY)
            ready[count++] = partition;
    }
    for (size_t i = 0; i < count; i++)
        begin(ready[i]);
}

static void nothing_is_unsent(struct partition *partition)
{
    partition->state = PARTITION_READY;
    begin_together(partition->driver, partition->number);
}

static void on_acquired(void *owner, const struct pg_outcome *outcome)
{
    struct partition *partition = owner;
    const struct pg_result *row;

    partition->is_asking = false;
    if (!partition->is_assigned || partition->state != PARTITION_ACQUIRING)
        return;
    if (partition->ask_again) {
        partition_acquire(partition);
        return;
    }
    if (outcome->err) {
        timer_set(partition->retry, PARTITION_RETRY_MS);
        return;
    }
    row = outcome->results[0];
    partition->epoch = pg_int(row, 0, 0);
    partition->next_offset = pg_int(row, 0, 1);
    partition->moves = pg_int(row, 0, 3);
    partition->told_again_ms = pg_int(row, 0, 4);
    log_info("partition taken over", {"partition", LOG_TEXT(partition->name)},
             {"epoch", LOG_INT(partition->epoch)}, {"from", LOG_INT(partition->next_offset)});
    if (pg_text(row, 0, 2).len)
        takeover_unsent(partition, pg_text(row, 0, 2));
    else
        nothing_is_unsent(partition);
}

void partition_acquire(struct partition *partition)
{
    struct pg_batch *batch;

    partition->state = PARTITION_ACQUIRING;
    partition->ask_again = partition->is_asking; /* an answer under way may be older than another owner */
    if (partition->is_asking)
        return;
    partition->is_asking = true;
    batch = pg_batch_new(partition->driver->o.pg);
    PG_ADD(batch, sql_acquire, PG_STR(str_of(partition->topic->name)), PG_I64(partition->number));
    pg_send(batch, COMMIT_MS, on_acquired, partition);
}

void partition_acquire_all(struct fold_driver *driver)
{
    struct str name;
    void *value;

    cache_clear(&driver->cache);
    for (size_t at = 0; map_next(&driver->partitions, &at, &name, &value);) {
        struct partition *partition = value;

        if (partition->state == PARTITION_OWNED || partition->state == PARTITION_READY)
            partition_acquire(partition);
    }
}

void partition_fenced(struct partition *partition)
{
    log_warn("partition has another owner", {"partition", LOG_TEXT(partition->name)});
    partition->state = PARTITION_LOST;
    partition->is_started = false;
    driver_forget_inputs(partition->driver, partition);
    cache_clear(&partition->driver->cache);
    timer_set(partition->retry, FENCED_WAIT_MS);
}

int64_t fold_driver_assigned(struct fold_driver *driver, const char *topic, int32_t number)
{
    struct partition *partition = partition_of(driver, topic, number);

    partition->is_assigned = true;
    partition->is_started = false;
    partition_acquire(partition);
    return BUS_OFFSET_LATER;
}

void fold_driver_revoked(struct fold_driver *driver, const char *topic, int32_t number)
{
    struct partition *partition = partition_of(driver, topic, number);

    partition->state = PARTITION_LOST;
    partition->is_assigned = false;
    partition->is_started = false;
    timer_stop(partition->retry);
    driver_forget_inputs(driver, partition);
    sendings_forget(driver, partition);
    cache_clear(&driver->cache);
    if (partition->topic == driver->o.topics[0])
        timers_forget(driver, number);
    begin_together(driver, number); /* the others need not wait for it any more */
    driver_wants_batch(driver);
}

/* ---- the list of what is unsent ---- */

char *partition_unsent(struct partition *partition, struct batch *with, struct arena *arena)
{
    struct fold_driver *driver = partition->driver;
    struct buf keys = {0};
    char *text;

    list_each(at, &driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);

        if (sending->partition == partition)
            buf_printf(&keys, "%.*s\n", STR_ARGS(sending->key));
    }
    for (size_t i = 0; i < with->instance_count; i++) {
        const struct instance *instance = with->order[i];

        if (instance->cause == partition && instance->book->n_told > instance->told_before)
            buf_printf(&keys, "%.*s\n", STR_ARGS(instance->key));
    }
    text = str_c(arena, buf_as_str(&keys));
    buf_free(&keys);
    return text;
}

static void on_cleaned(void *owner, const struct pg_outcome *outcome)
{
    struct partition *partition = owner;

    if (outcome->err)
        timer_set(partition->retry, CLEAN_MS);
}

static void clean(struct partition *partition)
{
    struct pg_batch *batch = pg_batch_new(partition->driver->o.pg);

    partition->lists_unsent = false;
    PG_ADD(batch, sql_no_unsent, PG_STR(str_of(partition->topic->name)), PG_I64(partition->number),
           PG_I64(partition->epoch), PG_I64(partition->moves));
    pg_send(batch, COMMIT_MS, on_cleaned, partition);
}

static void on_retry(void *owner)
{
    struct partition *partition = owner;

    if (!partition->is_assigned)
        return;
    if (partition->state == PARTITION_LOST || partition->state == PARTITION_ACQUIRING)
        partition_acquire(partition);
    else if (partition->state == PARTITION_OWNED && partition->sending == 0 && !partition->driver->batch)
        clean(partition);
    else if (partition->state == PARTITION_OWNED)
        timer_set(partition->retry, CLEAN_MS);
}

void partition_sent(struct partition *partition)
{
    if (partition->sending > 0)
        return;
    if (partition->state == PARTITION_RESENDING)
        nothing_is_unsent(partition);
    if (partition->state == PARTITION_OWNED && partition->lists_unsent && !timer_is_set(partition->retry))
        timer_set(partition->retry, CLEAN_MS);
}

bool partition_is_mine(const struct partition *partition, int64_t epoch)
{
    return partition->state == PARTITION_OWNED && partition->epoch == epoch;
}
