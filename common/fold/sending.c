/* fold/sending.c: publishes what was told, after the commit, and sees to it that it is told once.
 *
 * The complication: after a crash, or when the broker's answer was lost, nobody knows whether a message was
 * written. For most topics telling again is harmless: its id is the same and whoever waits drops it. For a
 * topic that is `once` the end of its partition is read first, from a little before the message was told. A
 * message of a copy that was stopped for long is refused by the broker, because it carries the time at which
 * it was told; again.c sees to what is told again. */
#include "base/clock.h"
#include "base/log.h"
#include "base/tenant.h"
#include "fold/parts.h"

#define RESEND_MS        200
#define TAIL_SLACK_MS    10000
#define TAIL_PATIENCE_MS 5000

static void publish(struct sending *sending);

static bool is_behind(const struct sending *sending, const struct sending *earlier)
{
    return earlier->topic == sending->topic && str_eq(earlier->key, sending->key);
}

static bool is_lost(const struct sending *sending)
{
    return sending->partition->state == PARTITION_LOST;
}

void sending_doubt(struct sending *sending)
{
    sending->state = UNCERTAIN;
    timer_set(sending->partition->driver->resend, RESEND_MS);
}

/* If either is another copy's by now, that one tells the earlier first: this one is published only if it is
 * still ours when that time is over. */
static void release(struct fold_driver *driver, struct sending *sending, const struct sending *gone)
{
    driver->held--;
    if (is_lost(gone) || is_lost(sending))
        sending_doubt(sending);
    else
        publish(sending);
}

/* The next of the same key, which was held back for this one. */
static void release_next(struct fold_driver *driver, const struct sending *gone)
{
    list_each(at, &driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);

        if (sending == gone || !is_behind(sending, gone))
            continue;
        if (sending->state == HELD)
            release(driver, sending, gone);
        return;
    }
}

void sending_free(struct sending *sending)
{
    struct partition *partition = sending->partition;
    struct fold_driver *driver = partition->driver;

    list_remove(&sending->link);
    map_remove(&driver->sending_ids, sending->id);
    driver->held -= sending->state == HELD;
    if (driver->held > 0 && sending->topic->once)
        release_next(driver, sending);
    batch_release(sending->batch);
    mem_free(sending);
    partition->sending--;
    partition_sent(partition);
}

bool sending_is_open(struct fold_driver *driver, const char *id)
{
    return map_get(&driver->sending_ids, str_of(id)) != NULL;
}

static void on_acked(void *owner, int32_t number, int64_t offset, const struct error *err)
{
    struct sending *sending = owner;
    struct fold_driver *driver = sending->partition->driver;
    struct str id, tenant = tenant_of_key(sending->key, &id);

    if (!err || is_lost(sending)) {
        sending_free(sending);
        driver_wants_batch(driver);
        return;
    }
    log_warn("a message was not acknowledged", {"topic", LOG_TEXT(sending->topic->name)},
             {"tenant", LOG_STR(tenant)}, {"id", LOG_STR(sending->id)}, {"error", LOG_TEXT(err->text)});
    sending_doubt(sending);
}

/* The broker would refuse it, and with it all that goes in one request. */
static bool is_too_old(const struct sending *sending)
{
    return sending->topic->once && clock_wall_ms() - sending->record.timestamp_ms >= TOPIC_ONCE_MS;
}

static void publish(struct sending *sending)
{
    struct fold_driver *driver = sending->partition->driver;

    sending->state = SENDING;
    if (is_too_old(sending) || !bus_publish(driver->o.bus, &sending->record, on_acked, sending, NULL))
        sending_doubt(sending);
}

/* What must not be told twice must not be told out of order either: it waits for the earlier one of its key.
 */
static bool must_wait(const struct sending *sending)
{
    struct fold_driver *driver = sending->partition->driver;

    if (!sending->topic->once)
        return false;
    list_each(at, &driver->sendings)
    {
        const struct sending *earlier = list_item(at, struct sending, link);

        if (earlier == sending)
            return false;
        if (is_behind(sending, earlier))
            return true;
    }
    return false;
}

static void publish_in_turn(struct sending *sending)
{
    if (must_wait(sending)) {
        sending->state = HELD;
        sending->partition->driver->held++;
    } else {
        publish(sending);
    }
}

static void fill_record(struct record *record, const Steward__V1__Told *told, const struct topic *topic,
                        struct arena *arena)
{
    struct event_header *headers = arena_array(arena, told->n_headers, sizeof(*headers));

    for (size_t i = 0; i < told->n_headers; i++) {
        headers[i].name = str_of(told->headers[i]->name);
        headers[i].value = str_n((const char *)told->headers[i]->value.data, told->headers[i]->value.len);
    }
    *record = (struct record){
        .topic = topic->name,
        .partition = -1,
        .key = told->has_key ? str_n((const char *)told->key.data, told->key.len) : STR_NONE,
        .value = str_n((const char *)told->value.data, told->value.len),
        .headers = headers,
        .header_count = told->n_headers,
    };
    if (told->has_key && !record->key.data)
        record->key = STR("");
}

static struct sending *sending_new(struct batch *batch, struct partition *partition,
                                   const struct instance *instance, const Steward__V1__Told *told)
{
    struct fold_driver *driver = partition->driver;
    const struct topic *topic = topic_named(driver->o.tells, told->topic);
    struct sending *sending;

    if (!topic || map_get(&driver->sending_ids, str_of(told->id)))
        return NULL;
    sending = mem_new(struct sending);
    *sending = (struct sending){.batch = batch,
                                .partition = partition,
                                .topic = topic,
                                .id = str_of(told->id),
                                .key = instance->key,
                                .told_at_ms = told->at_ms,
                                .state = UNCERTAIN};
    batch->refs++;
    partition->sending++;
    list_push(&driver->sendings, &sending->link);
    map_put(&driver->sending_ids, sending->id, sending);
    return sending;
}

void sending_add(struct batch *batch, struct partition *partition, const struct instance *instance,
                 const Steward__V1__Told *told, bool is_uncertain)
{
    struct sending *sending = sending_new(batch, partition, instance, told);

    if (!sending)
        return;
    fill_record(&sending->record, told, sending->topic, batch->arena);
    sending->record.timestamp_ms = sending->told_at_ms;
    if (!is_uncertain)
        publish_in_turn(sending);
}

void sending_add_record(struct batch *batch, struct partition *partition, const struct instance *instance,
                        const Steward__V1__Told *told, const struct record *record)
{
    struct sending *sending = sending_new(batch, partition, instance, told);

    if (!sending)
        return;
    sending->record = *record;
    sending->record.topic = sending->topic->name;
    sending->record.partition = -1;
}

/* ---- what is uncertain ---- */

struct look {
    struct fold_driver *driver;
    const struct topic *topic;
    int32_t number;
    int64_t begun_ms;
};

static void on_tail_record(void *owner, const struct record *record)
{
    struct look *look = owner;
    struct sending *sending = map_get(&look->driver->sending_ids, event_header(record, "ce_id"));

    if (sending && sending->state == LOOKING && sending->topic == look->topic) {
        metric_add(look->driver->already_there, 1);
        sending_free(sending);
    }
}

void sending_again(struct sending *sending, int64_t at_ms)
{
    metric_add(sending->partition->driver->resent, 1);
    sending->record.timestamp_ms = sending->told_at_ms = at_ms;
    publish_in_turn(sending);
}

static void on_tail_read(void *owner, const struct error *err)
{
    struct look *look = owner;
    struct fold_driver *driver = look->driver;

    list_each(at, &driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);

        if (sending->state != LOOKING || sending->topic != look->topic ||
            sending->record.partition != look->number)
            continue;
        sending->record.partition = -1;
        if (is_lost(sending))
            sending_free(sending);
        else if (err)
            sending->state = UNCERTAIN;
        else
            again_missing(sending, look->begun_ms);
    }
    if (err)
        timer_set(driver->resend, RESEND_MS);
    else
        again_note(driver);
    mem_free(look);
}

/* Looks for everything uncertain of one partition at once. */
static void look_for(struct fold_driver *driver, const struct topic *topic, int32_t number)
{
    struct look *look = mem_new(struct look);
    int64_t since_ms = INT64_MAX;

    *look = (struct look){driver, topic, number, clock_wall_ms()};
    list_each(at, &driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);

        if (sending->state != UNCERTAIN || sending->topic != topic ||
            bus_partition_of(driver->o.bus, topic->name, sending->record.key) != number)
            continue;
        sending->state = LOOKING;
        sending->record.partition = number;
        if (sending->told_at_ms < since_ms)
            since_ms = sending->told_at_ms;
    }
    bus_read_tail(driver->o.bus, topic->name, number, since_ms - TAIL_SLACK_MS, TAIL_PATIENCE_MS,
                  on_tail_record, on_tail_read, look);
}

void sendings_resolve(struct fold_driver *driver)
{
    list_each(at, &driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);
        int32_t number;

        if (sending->state != UNCERTAIN)
            continue;
        if (is_lost(sending)) {
            sending_free(sending);
        } else if (!sending->topic->once) {
            sending_again(sending, clock_wall_ms());
        } else {
            number = bus_partition_of(driver->o.bus, sending->topic->name, sending->record.key);
            if (number >= 0)
                look_for(driver, sending->topic, number);
            else
                timer_set(driver->resend, RESEND_MS);
        }
    }
}

void sendings_forget(struct fold_driver *driver, struct partition *partition)
{
    list_each(at, &driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);

        if (sending->partition == partition && (sending->state == UNCERTAIN || sending->state == HELD))
            sending_free(sending);
    }
}

void sendings_free(struct fold_driver *driver)
{
    list_each(at, &driver->sendings)
    {
        struct sending *sending = list_item(at, struct sending, link);

        list_remove(at);
        batch_release(sending->batch);
        mem_free(sending);
    }
    map_free(&driver->sending_ids);
}
