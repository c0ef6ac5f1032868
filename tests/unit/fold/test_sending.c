/* What was told is published in its order, and what another copy now tells is left to it. On librdkafka's
 * mock cluster, on topics that are `once`. */
#include "base/log.h"
#include "bus/mock.h"
#include "bus/topics.h"
#include "fold/parts.h"
#include "until.h"

struct fixture {
    struct mock mock;
    struct loop *loop;
    struct bus *bus;
    struct fold_driver *driver;
    struct partition *one, *other;
    struct batch *batch;
    struct instance instance; /* which tells */
    bool is_closed;
};

/* ---- a driver whose partitions are its own, without a database ---- */

static struct str key_of(const struct event *event)
{
    return event->key;
}

static const struct fold fold = {.name = "test",
                                 .state = &steward__v1__compose_result__descriptor,
                                 .key = key_of};
static const struct topic *const reads[] = {&topic_requests, NULL};
static const struct topic *const tells[] = {&topic_responses, NULL};

static void on_record(void *owner, const struct record *record)
{
    (void)owner;
    (void)record;
}

static int64_t on_assigned(void *owner, const char *topic, int32_t partition)
{
    (void)owner;
    (void)topic;
    (void)partition;
    return BUS_OFFSET_STORED;
}

static void on_revoked(void *owner, const char *topic, int32_t partition)
{
    (void)owner;
    (void)topic;
    (void)partition;
}

static void open_bus(struct fixture *f)
{
    static const struct bus_topic topics[] = {{"steward.responses", true}, {NULL, false}};
    struct bus_options options = {
        .topics = topics,
        .events = {on_record, on_assigned, on_revoked},
        .client_id = "test",
        .in_flight_limit = 10,
    };
    struct error err;

    if (!bus_open(f->loop, f->mock.config, &options, &f->bus, &err))
        fail_msg("%s", err.text);
}

static struct partition *own(struct fixture *f, int32_t number)
{
    struct partition *partition = partition_of(f->driver, topic_requests.name, number);

    partition->state = PARTITION_OWNED;
    partition->is_assigned = partition->is_started = true;
    return partition;
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    struct loop *loop = loop_new();
    struct fold_driver_options options = {.loop = loop,
                                          .fold = &fold,
                                          .topics = reads,
                                          .tells = tells,
                                          .source = "test"};

    mock_open(&f->mock, 1);
    rd_kafka_mock_topic_create(f->mock.cluster, "steward.responses", 1, 1);
    f->loop = loop;
    open_bus(f);
    until(bus_is_ready(f->bus));
    options.bus = f->bus;
    f->driver = fold_driver_new(&options);
    f->one = own(f, 0);
    f->other = own(f, 1);
    f->batch = batch_new(f->driver);
    f->instance.key = STR("session");
    *state = f;
    return 0;
}

static void on_closed(void *owner)
{
    *(bool *)owner = true;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    struct loop *loop = f->loop;

    bus_close(f->bus, 5000, on_closed, &f->is_closed);
    until(f->is_closed);
    batch_release(f->batch);
    fold_driver_free(f->driver);
    bus_free(f->bus);
    loop_free(loop);
    mock_close(&f->mock);
    mem_free(f);
    return 0;
}

/* ---- telling ---- */

static struct sending *tell_or_look(struct fixture *f, struct partition *from, const char *id,
                                    bool is_uncertain)
{
    Steward__V1__Told told = STEWARD__V1__TOLD__INIT;

    told.topic = (char *)topic_responses.name;
    told.id = str_c(f->batch->arena, str_of(id));
    told.at_ms = clock_wall_ms();
    sending_add(f->batch, from, &f->instance, &told, is_uncertain);
    return map_get(&f->driver->sending_ids, str_of(id));
}

static struct sending *tell(struct fixture *f, struct partition *from, const char *id)
{
    return tell_or_look(f, from, id, false);
}

/* Nobody knows whether the broker has it. */
static void tell_uncertainly(struct fixture *f, struct partition *from, const char *id)
{
    tell_or_look(f, from, id, true);
}

static bool is_open(struct fixture *f, const char *id)
{
    return sending_is_open(f->driver, id);
}

/* ---- tests ---- */

static void what_waited_goes_when_the_earlier_one_has_arrived(void **state)
{
    struct fixture *f = *state;
    struct loop *loop = f->loop;
    struct sending *second;

    tell(f, f->one, "first");
    second = tell(f, f->other, "second");
    assert_int_equal(second->state, HELD);
    until(!is_open(f, "first"));
    assert_true(!is_open(f, "second") || second->state == SENDING);
    until(!is_open(f, "second"));
}

static void what_has_waited_too_long_is_not_published_as_it_is(void **state)
{
    struct fixture *f = *state;
    struct loop *loop = f->loop;
    struct sending *second;

    tell(f, f->one, "first");
    second = tell(f, f->other, "second");
    second->record.timestamp_ms -= TOPIC_ONCE_MS;
    until(!is_open(f, "first"));
    assert_int_equal(second->state, UNCERTAIN);
    assert_true(timer_is_set(f->driver->resend));
    assert_int_equal(bus_unsent(f->bus), 0);
}

static void what_waited_is_not_published_when_both_are_another_copys(void **state)
{
    struct fixture *f = *state;

    tell_uncertainly(f, f->one, "first");
    tell(f, f->one, "second");
    fold_driver_revoked(f->driver, topic_requests.name, 0);
    assert_false(is_open(f, "first"));
    assert_false(is_open(f, "second"));
    assert_int_equal(f->driver->held, 0);
    assert_int_equal(bus_unsent(f->bus), 0);
}

static void what_waited_is_looked_for_when_the_earlier_one_is_another_copys(void **state)
{
    struct fixture *f = *state;
    struct sending *second;

    tell_uncertainly(f, f->one, "first");
    second = tell(f, f->other, "second");
    fold_driver_revoked(f->driver, topic_requests.name, 0);
    assert_false(is_open(f, "first"));
    assert_int_equal(second->state, UNCERTAIN);
    assert_int_equal(f->driver->held, 0);
    assert_true(timer_is_set(f->driver->resend));
    assert_int_equal(bus_unsent(f->bus), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_waited_goes_when_the_earlier_one_has_arrived, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_has_waited_too_long_is_not_published_as_it_is, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_waited_is_not_published_when_both_are_another_copys, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_waited_is_looked_for_when_the_earlier_one_is_another_copys,
                                        set_up, tear_down),
    };

    log_open("test", "0", LOG_ERROR, true);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
