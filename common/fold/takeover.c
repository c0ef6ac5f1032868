/* fold/takeover.c: what the last owner of a partition may have left unsent, by the keys that its row lists.
 *
 * Three kinds: what is stored whole is told again; what was told from a record is made again from it; a large
 * command is not stored at all, so the state that waits for it is told that it is lost. Only when all of it
 * has arrived does the partition begin. */
#include "fold/parts.h"
#include "json/message.h"

struct takeover {
    struct partition *partition;
    int64_t epoch;
    struct batch *batch; /* its arena */
    struct str tenants;
    struct instance **instances;
    size_t count;
};

static bool is_current(const struct takeover *takeover)
{
    const struct partition *partition = takeover->partition;

    return partition->state == PARTITION_ACQUIRING && partition->epoch == takeover->epoch;
}

static void takeover_free(struct takeover *takeover)
{
    batch_release(takeover->batch);
    mem_free(takeover);
}

/* True: to be given up, now or for another try. */
static bool is_over(struct takeover *takeover, const struct pg_outcome *outcome)
{
    if (is_current(takeover) && !outcome->err)
        return false;
    if (is_current(takeover))
        timer_set(takeover->partition->retry, PARTITION_RETRY_MS);
    takeover_free(takeover);
    return true;
}

/* ---- the three kinds ---- */

static const ProtobufCMessage *record_named(const struct takeover *takeover, const struct pg_result *rows,
                                            const char *id)
{
    struct fold_driver *driver = takeover->partition->driver;

    for (int row = 0; rows && row < pg_rows(rows); row++)
        if (str_is(pg_text(rows, row, 0), id))
            return message_unpack(driver->o.fold->record, pg_text(rows, row, 1), takeover->batch->arena,
                                  NULL);
    return NULL;
}

static void tell_from_record(struct takeover *takeover, const struct instance *instance,
                             const Steward__V1__Told *told, const ProtobufCMessage *record)
{
    struct partition *partition = takeover->partition;
    struct event event = {
        .id = str_of(told->id),
        .source = str_of(partition->driver->o.source),
        .subject = instance->id,
        .tenant = instance->tenant,
        .time_ms = told->at_ms,
    };
    struct record made;

    partition->driver->o.fold->tell_again(record, instance->id, takeover->batch->arena, &event);
    event.type = str_of(told->type);
    event_write(&event, told->topic, takeover->batch->arena, &made);
    sending_add_record(takeover->batch, partition, instance, told, &made);
}

static void tell_again(struct takeover *takeover, const struct instance *instance,
                       const struct pg_result *records)
{
    const Steward__V1__FoldBook *book = instance->book;

    for (size_t i = 0; i < book->n_told; i++) {
        const Steward__V1__Told *told = book->told[i];
        const ProtobufCMessage *record =
            told->kept_id[0] ? record_named(takeover, records, told->kept_id) : NULL;

        if (!told->is_light)
            sending_add(takeover->batch, takeover->partition, instance, told, true);
        else if (record)
            tell_from_record(takeover, instance, told, record);
        else if (!strcmp(told->id, book->waits_for))
            driver_add_lost_input(takeover->partition, instance->key);
    }
}

static void tell_all_again(struct takeover *takeover, const struct pg_result *records)
{
    struct partition *partition = takeover->partition;

    partition->state = PARTITION_RESENDING;
    partition->sending++; /* so that the last answer finds all of them added */
    for (size_t i = 0; i < takeover->count; i++)
        tell_again(takeover, takeover->instances[i], records);
    takeover_free(takeover);
    sendings_resolve(partition->driver);
    partition->sending--;
    partition_sent(partition);
}

/* ---- reading ---- */

static void on_records(void *owner, const struct pg_outcome *outcome)
{
    struct takeover *takeover = owner;

    if (!is_over(takeover, outcome))
        tell_all_again(takeover, outcome->results[0]);
}

static void load_records(struct takeover *takeover)
{
    struct fold_driver *driver = takeover->partition->driver;
    struct buf ids = {0};
    struct pg_batch *query;

    for (size_t i = 0; i < takeover->count; i++) {
        const Steward__V1__FoldBook *book = takeover->instances[i]->book;

        for (size_t k = 0; k < book->n_told; k++)
            if (book->told[k]->kept_id[0])
                buf_printf(&ids, "%s\n", book->told[k]->kept_id);
    }
    if (ids.len) {
        query = pg_batch_for(driver->o.pg, takeover->tenants);
        PG_ADD(query, driver->sql.records, PG_STR(buf_as_str(&ids)));
        pg_send(query, COMMIT_MS, on_records, takeover);
    } else {
        tell_all_again(takeover, NULL);
    }
    buf_free(&ids);
}

static void on_instances(void *owner, const struct pg_outcome *outcome)
{
    struct takeover *takeover = owner;
    const struct pg_result *rows;

    if (is_over(takeover, outcome))
        return;
    rows = outcome->results[0];
    takeover->instances =
        arena_array(takeover->batch->arena, (size_t)pg_rows(rows) + 1, sizeof(struct instance *));
    for (int row = 0; row < pg_rows(rows); row++) {
        struct instance *instance =
            instance_from_row(takeover->partition->driver->o.fold, rows, row, takeover->batch->arena);

        if (instance)
            takeover->instances[takeover->count++] = instance;
    }
    load_records(takeover);
}

void takeover_unsent(struct partition *partition, struct str keys)
{
    struct fold_driver *driver = partition->driver;
    struct takeover *takeover = mem_new(struct takeover);
    struct pg_batch *query;

    *takeover =
        (struct takeover){.partition = partition, .epoch = partition->epoch, .batch = batch_new(driver)};
    takeover->tenants = tenants_of(keys, takeover->batch->arena);
    partition->lists_unsent = true;
    query = pg_batch_for(driver->o.pg, takeover->tenants);
    PG_ADD(query, driver->sql.load, PG_STR(keys));
    pg_send(query, COMMIT_MS, on_instances, takeover);
}
