/* fold/writing.c: what a batch writes: the states that changed, a statement for all of them, and what was
 * kept, another. */
#include "base/clock.h"
#include "fold/parts.h"
#include "json/message.h"

/* What was told before and has arrived need not be kept, unless it is the command that the state waits for.
 */
static void drop_told(struct fold_driver *driver, struct instance *instance)
{
    Steward__V1__FoldBook *book = instance->book;
    size_t kept = 0, old = 0;

    for (size_t i = 0; i < book->n_told; i++) {
        bool is_old = i < instance->told_before;

        if (is_old && !sending_is_open(driver, book->told[i]->id))
            continue;
        book->told[kept++] = book->told[i];
        old += is_old;
    }
    book->n_told = kept;
    instance->told_before = old;
}

/* The time that the messages will carry: from before the commit. What a copy that was stopped tells when it
 * wakes up is then old, and the broker refuses it. */
static void date_told(struct instance *instance)
{
    for (size_t i = instance->told_before; i < instance->book->n_told; i++)
        instance->book->told[i]->at_ms = clock_wall_ms();
}

enum { STATE_COLUMNS = 8, LABEL_COLUMNS = 2, RECORD_COLUMNS = 4 };

static void add_row(struct pg_array *columns, const struct pg_param *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pg_array_add(&columns[i], values[i]);
}

static void send_rows(struct pg_batch *query, const char *sql, struct pg_array *columns, size_t count)
{
    struct pg_param params[STATE_COLUMNS + LABEL_COLUMNS];

    for (size_t i = 0; i < count; i++)
        params[i] = pg_array_param(&columns[i]);
    if (columns[0].count > 0)
        pg_add(query, sql, params, count);
    for (size_t i = 0; i < count; i++)
        pg_array_free(&columns[i]);
}

static void add_state(struct batch *batch, struct instance *instance, struct pg_array *columns)
{
    int on;
    int64_t due = instance_due(instance, &on);

    drop_told(batch->driver, instance);
    date_told(instance);
    instance->packed_state = message_pack(instance->state, batch->arena);
    instance->packed_book = book_pack(instance->book, batch->arena);
    add_row(columns,
            (const struct pg_param[]){PG_STR(instance->key), PG_STR(instance->tenant),
                                      PG_I64(instance->version + 1), PG_BLOB(instance->packed_state),
                                      PG_BLOB(instance->packed_book), PG_I64(instance->cause->number),
                                      PG_FLAG(due != 0), PG_I64(due)},
            STATE_COLUMNS);
}

static void add_labels(const struct fold *fold, const struct instance *instance, struct pg_array *columns)
{
    struct fold_labels labels = fold->labels(instance->state);

    add_row(columns, (const struct pg_param[]){PG_STR(labels.belongs_to), PG_STR(labels.title)},
            LABEL_COLUMNS);
}

/* A row may be written only once by a statement: of several with one id the newest record counts. Those of a
 * later decision come first. */
static const struct kept *earlier_of(const struct instance *instance, const struct kept *kept)
{
    for (const struct kept *at = instance->kept; at != kept; at = at->next)
        if (str_eq(at->id, kept->id))
            return at;
    return NULL;
}

static const ProtobufCMessage *record_of(const struct kept *kept)
{
    for (const struct kept *at = kept; at; at = at->next)
        if (at->record && str_eq(at->id, kept->id))
            return at->record;
    return NULL;
}

static void add_kept(struct batch *batch, const struct instance *instance, struct pg_array *columns)
{
    for (const struct kept *kept = instance->kept; kept; kept = kept->next) {
        const ProtobufCMessage *record = record_of(kept);

        if (earlier_of(instance, kept))
            continue;
        add_row(columns,
                (const struct pg_param[]){PG_STR(kept->id), PG_STR(instance->key), PG_STR(instance->tenant),
                                          PG_BLOB(record ? message_pack(record, batch->arena) : STR_NONE)},
                RECORD_COLUMNS);
    }
}

void write_instances(struct batch *batch, struct pg_batch *query)
{
    const struct fold *fold = batch->driver->o.fold;
    const struct sql *sql = &batch->driver->sql;
    struct pg_array states[STATE_COLUMNS + LABEL_COLUMNS] = {0}, records[RECORD_COLUMNS] = {0};
    struct pg_array forgetful = {0};

    for (size_t i = 0; i < batch->instance_count; i++) {
        struct instance *instance = batch->order[i];

        if (!instance->is_changed)
            continue;
        add_state(batch, instance, states);
        if (fold->labels)
            add_labels(fold, instance, states + STATE_COLUMNS);
        if (instance->forgets)
            pg_array_add(&forgetful, PG_STR(instance->key));
        add_kept(batch, instance, records);
    }
    send_rows(query, sql->write, states, STATE_COLUMNS + (fold->labels ? LABEL_COLUMNS : 0));
    send_rows(query, sql->forget, &forgetful, 1);
    send_rows(query, sql->keep, records, RECORD_COLUMNS);
}
