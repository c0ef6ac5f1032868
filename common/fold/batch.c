/* fold/batch.c: the cycle of a batch: set aside what cannot be read, have the states at hand, decide, write,
 * publish.
 *
 * The complication is what may go wrong with the write. A conflict (somebody else wrote a state) means that
 * the cache was old: the batch is decided again with what the database says. A commit whose outcome is
 * unknown is settled by taking the partitions over from ourselves: their rows then say what has happened.
 * What Postgres refuses is tried one by one. */
#include "base/clock.h"
#include "base/log.h"
#include "base/tenant.h"
#include "fold/parts.h"
#include "json/message.h"

#define RETRY_MS         100
#define DIVISION_BY_ZERO "22012"

/* ---- its memory: lives until the last message told in it has arrived ---- */

struct batch *batch_new(struct fold_driver *driver)
{
    struct batch *batch = mem_new(struct batch);

    batch->driver = driver;
    batch->refs = 1;
    batch->arena = arena_take(&driver->arenas);
    return batch;
}

void batch_release(struct batch *batch)
{
    struct fold_driver *driver = batch->driver;

    if (--batch->refs)
        return;
    map_free(&batch->instances);
    arena_give(&driver->arenas, batch->arena);
    mem_free(batch);
}

/* ---- setting aside, before the offset is passed over ---- */

static void on_set_aside(void *owner, int32_t partition, int64_t offset, const struct error *err)
{
    struct batch_input *input = owner;
    struct batch *batch = input->batch;

    if (err)
        log_error("a record could not be set aside, trying again", {"error", LOG_TEXT(err->text)});
    else
        input->needs_aside = false;
    if (--batch->asides == 0)
        batch_run(batch);
}

static bool set_aside(struct batch *batch)
{
    bool any = false;

    for (size_t i = 0; i < batch->count; i++) {
        struct batch_input *input = &batch->inputs[i];

        if (!input->needs_aside)
            continue;
        any = true;
        batch->asides +=
            bus_dead_letter(batch->driver->o.bus, &input->record, &input->why, on_set_aside, input, NULL);
    }
    if (any && batch->asides == 0)
        timer_set(batch->driver->retry, RETRY_MS);
    return any;
}

/* ---- states at hand ---- */

static bool takes_part(const struct batch_input *input)
{
    return !input->is_over && input->key.len && partition_is_mine(input->partition, input->epoch);
}

static void add_instance(struct batch *batch, struct instance *instance)
{
    map_put(&batch->instances, instance->key, instance);
    batch->order[batch->instance_count++] = instance;
}

static bool have_instance(struct batch *batch, const struct batch_input *input)
{
    const struct fold *fold = batch->driver->o.fold;
    const struct cached *cached;
    struct instance *instance = NULL;

    if (!takes_part(input) || map_get(&batch->instances, input->key))
        return true;
    if (batch->must_load)
        return false;
    cached = cache_get(&batch->driver->cache, input->key);
    if (cached)
        instance =
            instance_from_parts(fold, input->key, cached->version, cached->state, cached->book, batch->arena);
    else if (input->record.topic && fold->is_first && fold->is_first(&input->event))
        instance = instance_new(fold, input->key, batch->arena);
    if (!instance)
        return false;
    add_instance(batch, instance);
    return true;
}

static void decide_all(struct batch *batch);

static void log_unreadable(struct str key)
{
    struct str id, tenant = tenant_of_key(key, &id);

    log_error("a stored state cannot be read", {"tenant", LOG_STR(tenant)}, {"key", LOG_STR(key)});
}

static void on_loaded(void *owner, const struct pg_outcome *outcome)
{
    struct batch *batch = owner;
    struct fold_driver *driver = batch->driver;

    if (outcome->err) {
        timer_set(driver->retry, RETRY_MS);
        return;
    }
    for (int row = 0; row < pg_rows(outcome->results[0]); row++) {
        struct instance *instance = instance_from_row(driver->o.fold, outcome->results[0], row, batch->arena);

        if (instance)
            add_instance(batch, instance);
        else
            log_unreadable(pg_text(outcome->results[0], row, 0));
    }
    for (size_t i = batch->from; i < batch->to; i++) {
        struct batch_input *input = &batch->inputs[i];

        if (takes_part(input) && !map_get(&batch->instances, input->key))
            add_instance(batch, instance_new(driver->o.fold, input->key, batch->arena));
    }
    decide_all(batch);
}

void batch_run(struct batch *batch)
{
    struct buf keys = {0};
    struct pg_batch *query;

    if (set_aside(batch))
        return;
    map_free(&batch->instances);
    batch->instance_count = 0;
    for (size_t i = batch->from; i < batch->to; i++)
        if (!have_instance(batch, &batch->inputs[i]))
            buf_printf(&keys, "%.*s\n", STR_ARGS(batch->inputs[i].key));
    if (keys.len) {
        query = pg_batch_for(batch->driver->o.pg, tenants_of(buf_as_str(&keys), batch->arena));
        PG_ADD(query, batch->driver->sql.load, PG_STR(buf_as_str(&keys)));
        pg_send(query, COMMIT_MS, on_loaded, batch);
    } else {
        decide_all(batch);
    }
    buf_free(&keys);
}

/* ---- deciding ---- */

static bool decide_one(struct batch *batch, struct batch_input *input)
{
    struct fold_driver *driver = batch->driver;
    struct instance *instance = map_get(&batch->instances, input->key);
    struct input what = {
        .event = input->record.topic ? &input->event : NULL,
        .now_ms = input->arrived_ms,
        .source = driver->o.source,
    };
    const char *dropped;

    if (!what.event && input->on)
        what.on = input->on;
    else if (!what.event)
        instance_due(instance, &what.on);
    dropped = fold_decide(driver->o.fold, instance, &what, batch->arena, &input->why);
    metric_add(dropped ? driver->dropped : driver->decided, 1);
    tenant_counter_add(driver->by_tenant, instance->tenant, 1);
    if (!dropped) {
        instance->cause = input->partition;
        instance->cause_epoch = input->epoch;
        return true;
    }
    log_debug("dropped", {"why", LOG_TEXT(dropped)}, {"tenant", LOG_STR(instance->tenant)},
              {"key", LOG_STR(input->key)});
    if (strcmp(dropped, FOLD_BROKEN) != 0)
        return true;
    log_error("no such transition: the event is set aside", {"tenant", LOG_STR(instance->tenant)},
              {"key", LOG_STR(input->key)}, {"error", LOG_TEXT(input->why.text)});
    input->is_over = true;
    input->needs_aside = input->record.topic != NULL;
    return false;
}

static void batch_write(struct batch *batch);

static void decide_all(struct batch *batch)
{
    for (size_t i = batch->from; i < batch->to; i++)
        if (takes_part(&batch->inputs[i]) && !decide_one(batch, &batch->inputs[i])) {
            batch_run(batch); /* anew, without it */
            return;
        }
    batch_write(batch);
}

/* ---- writing ---- */

static void find_touched(struct batch *batch)
{
    batch->touched_count = 0;
    for (size_t i = batch->from; i < batch->to; i++) {
        struct partition *partition = batch->inputs[i].partition;
        bool is_known = !partition_is_mine(partition, batch->inputs[i].epoch);

        for (size_t k = 0; k < batch->touched_count && !is_known; k++)
            is_known = batch->touched[k].partition == partition;
        if (!is_known)
            batch->touched[batch->touched_count++] = (struct touched){partition, partition->epoch};
    }
}

static int64_t next_offset(const struct batch *batch, const struct partition *partition)
{
    int64_t next = partition->next_offset;

    for (size_t i = batch->from; i < batch->to; i++) {
        const struct batch_input *input = &batch->inputs[i];

        if (input->partition == partition && input->record.topic && input->record.offset >= next)
            next = input->record.offset + 1;
    }
    return next;
}

static void on_written(void *owner, const struct pg_outcome *outcome);

static void batch_write(struct batch *batch)
{
    struct pg_batch *query;

    find_touched(batch);
    if (!batch->touched_count) {
        driver_batch_ended(batch->driver);
        return;
    }
    query = pg_batch_for(batch->driver->o.pg, tenants_written(batch));
    for (size_t i = 0; i < batch->touched_count; i++) {
        struct partition *partition = batch->touched[i].partition;

        PG_ADD(query, sql_move, PG_STR(str_of(partition->topic->name)), PG_I64(partition->number),
               PG_I64(partition->epoch), PG_I64(next_offset(batch, partition)),
               PG_STR(str_of(partition_unsent(partition, batch, batch->arena))));
    }
    write_instances(batch, query);
    pg_send(query, COMMIT_MS, on_written, batch);
}

/* ---- after the commit ---- */

static void publish_instance(struct batch *batch, struct instance *instance)
{
    struct fold_driver *driver = batch->driver;
    struct partition *partition = instance->cause;

    if (!partition_is_mine(partition, instance->cause_epoch))
        return; /* gone meanwhile: its new owner finds what is unsent */
    instance->version++;
    cache_put(&driver->cache, instance);
    timer_note(driver, instance, partition->number);
    if (instance->book->n_told > instance->told_before)
        partition->lists_unsent = true;
    for (size_t i = instance->told_before; i < instance->book->n_told; i++)
        sending_add(batch, partition, instance, instance->book->told[i], false);
    for (const struct mention *mention = instance->mentions; mention; mention = mention->next)
        if (!bus_publish(driver->o.bus, &mention->record, NULL, NULL, NULL))
            metric_add(driver->unmentioned, 1);
}

static void batch_committed(struct batch *batch)
{
    struct fold_driver *driver = batch->driver;

    metric_add(driver->batches, 1);
    for (size_t i = 0; i < batch->touched_count; i++) {
        struct partition *partition = batch->touched[i].partition;

        if (!partition_is_mine(partition, batch->touched[i].epoch))
            continue;
        partition->next_offset = next_offset(batch, partition);
        partition->moves++;
    }
    for (size_t i = 0; i < batch->instance_count; i++)
        if (batch->order[i]->is_changed)
            publish_instance(batch, batch->order[i]);
    for (size_t i = batch->from; i < batch->to; i++)
        if (batch->inputs[i].record.topic)
            driver_record_done(driver, &batch->inputs[i].record);
    if (batch->to == batch->count) {
        driver_batch_ended(driver);
        return;
    }
    batch->from = batch->to++;
    batch_run(batch);
}

static void batch_conflict(struct batch *batch)
{
    metric_add(batch->driver->conflicts, 1);
    for (size_t i = 0; i < batch->instance_count; i++)
        cache_drop(&batch->driver->cache, batch->order[i]->key);
    batch->must_load = true;
    batch_run(batch);
}

static void batch_refused(struct batch *batch, const struct error *err)
{
    struct batch_input *input = &batch->inputs[batch->from];

    log_error("Postgres refuses a batch", {"error", LOG_TEXT(err->text)},
              {"inputs", LOG_INT((int64_t)(batch->to - batch->from))});
    if (batch->to - batch->from == 1) {
        input->why = *err;
        input->is_over = true;
        input->needs_aside = input->record.topic != NULL;
    }
    batch->to = batch->from + 1;
    batch_run(batch);
}

static void on_written(void *owner, const struct pg_outcome *outcome)
{
    struct batch *batch = owner;
    bool is_conflict = !strcmp(outcome->sqlstate, DIVISION_BY_ZERO);

    if (!outcome->err) {
        batch_committed(batch);
    } else if (is_conflict) {
        if (outcome->failed_statement < (int)batch->touched_count)
            partition_fenced(batch->touched[outcome->failed_statement].partition);
        batch_conflict(batch);
    } else if (outcome->is_unknown) {
        log_warn("a commit's outcome is unknown", {"error", LOG_TEXT(outcome->err->text)});
        batch->is_settling = true;
        partition_acquire_all(batch->driver);
    } else if (outcome->err->policy == ERROR_SKIP) {
        batch_refused(batch, outcome->err);
    } else {
        timer_set(batch->driver->retry, RETRY_MS);
    }
}

void batch_settle(struct batch *batch)
{
    for (size_t i = batch->from; i < batch->to; i++) {
        enum partition_state state = batch->inputs[i].partition->state;

        if (state == PARTITION_ACQUIRING || state == PARTITION_RESENDING || state == PARTITION_READY)
            return;
    }
    for (size_t i = batch->from; i < batch->to; i++) {
        struct batch_input *input = &batch->inputs[i];

        input->epoch = input->partition->epoch;
        if (input->record.topic && input->record.offset < input->partition->next_offset)
            input->is_over = true;
    }
    batch->is_settling = false;
    batch->must_load = true;
    batch_run(batch);
}
