/* Telling again what must not be told twice, when several copies may believe that it is theirs to tell. On a
 * real Postgres and on librdkafka's mock cluster, where a look finds nothing: as if what is under way had not
 * arrived yet. */
#include "store/reached.h"

#include "bus/mock.h"
#include "bus/topics.h"
#include "fold/parts.h"
#include "until.h"
#include "json/message.h"

#define KEY     "session"
#define HOUR_MS 3600000

static const char schema[] = "CREATE TABLE fold_offsets (topic text, partition integer, epoch bigint, "
                             "next_offset bigint, unsent text, moves bigint DEFAULT 0, told_again_at bigint "
                             "DEFAULT 0, changed_at timestamptz, PRIMARY KEY (topic, partition))";
static const char states[] = "CREATE TABLE lights (id text, version bigint, state bytea, book bytea, "
                             "partition integer, is_waiting boolean DEFAULT false, due_at bigint)";

struct fixture {
    struct mock mock;
    struct loop *loop;
    struct config *config;
    struct postgres *pg;
    struct bus *bus;
    struct fold_driver *driver;
    int seen; /* answers on the topic */
    int64_t seen_at_ms;
    bool is_closed;
};

/* ---- a fold that reads two topics ---- */

static struct str key_of(const struct event *event)
{
    return event->key;
}

static const struct fold fold = {.name = "test",
                                 .state = &steward__v1__compose_result__descriptor,
                                 .table = "lights",
                                 .key = key_of};
static const struct topic *const reads[] = {&topic_requests, &topic_catalog_events, NULL};
static const struct topic *const tells[] = {&topic_responses, NULL};

static void on_record(void *owner, const struct record *record)
{
    struct fixture *f = owner;

    f->seen++;
    f->seen_at_ms = record->timestamp_ms;
}

static int64_t on_assigned(void *owner, const char *topic, int32_t partition)
{
    return BUS_OFFSET_STORED;
}

static void on_revoked(void *owner, const char *topic, int32_t partition)
{
}

/* ---- the database ---- */

struct answer {
    bool is_there, has_failed;
    int64_t value;
};

static void on_answer(void *owner, const struct pg_outcome *outcome)
{
    struct answer *answer = owner;

    answer->is_there = true;
    answer->has_failed = outcome->err != NULL;
    if (!outcome->err && pg_rows(outcome->results[0]) > 0)
        answer->value = pg_int(outcome->results[0], 0, 0);
}

static int64_t run(struct fixture *f, struct pg_batch *batch)
{
    struct loop *loop = f->loop;
    struct answer answer = {0};

    pg_send(batch, PATIENCE_MS, on_answer, &answer);
    until(answer.is_there);
    assert_false(answer.has_failed);
    return answer.value;
}

static int64_t ask(struct fixture *f, const char *sql)
{
    struct pg_batch *batch = pg_batch_new(f->pg);

    pg_add(batch, sql, NULL, 0);
    return run(f, batch);
}

/* What the last owner of the partition has committed: long ago, and nobody knows whether it was published. */
static void leave_unsent(struct fixture *f, const char *topic, int64_t told_again_ms)
{
    Steward__V1__FoldBook book = STEWARD__V1__FOLD_BOOK__INIT;
    Steward__V1__Told told = STEWARD__V1__TOLD__INIT, *all[] = {&told};
    struct arena *arena = arena_new(1 << 16);
    struct pg_batch *batch = pg_batch_new(f->pg);

    told.topic = (char *)topic_responses.name;
    told.id = (char *)"answer";
    told.has_key = true;
    told.key = (ProtobufCBinaryData){strlen(KEY), (uint8_t *)KEY};
    told.at_ms = clock_wall_ms() - HOUR_MS;
    book.n_told = 1;
    book.told = all;
    PG_ADD(batch, "INSERT INTO lights (id, version, state, book) VALUES ($1, 1, '', $2)", PG_STR(STR(KEY)),
           PG_BLOB(message_pack(&book.base, arena)));
    PG_ADD(batch,
           "INSERT INTO fold_offsets (topic, partition, epoch, next_offset, unsent, told_again_at) "
           "VALUES ($1, 0, 1, 0, $2, $3)",
           PG_STR(str_of(topic)), PG_STR(STR(KEY "\n")), PG_I64(told_again_ms));
    run(f, batch);
    arena_free(arena);
}

static int64_t noted_ms(struct fixture *f)
{
    return ask(f, "SELECT told_again_at FROM fold_offsets WHERE topic = 'steward.requests'");
}

/* ---- set up ---- */

static void open_database(struct fixture *f, const char *url)
{
    struct loop *loop = f->loop;

    f->config = config_for_test(postgres_settings);
    f->pg = postgres_reached(loop, f->config, url);
    ask(f, "DROP SCHEMA IF EXISTS test_again CASCADE");
    ask(f, "CREATE SCHEMA test_again");
    postgres_close(f->pg);
    f->pg = postgres_reached(loop, f->config, url_of_schema(url, "test_again"));
    ask(f, schema);
    ask(f, states);
}

static void open_bus(struct fixture *f)
{
    static const struct bus_topic topics[] = {{"steward.responses", true}, {NULL, false}};
    struct loop *loop = f->loop;
    struct bus_options options = {
        .topics = topics,
        .events = {on_record, on_assigned, on_revoked},
        .owner = f,
        .client_id = "test",
        .in_flight_limit = 10,
    };
    struct error err;

    mock_open(&f->mock, 1);
    rd_kafka_mock_topic_create(f->mock.cluster, "steward.responses", 1, 1);
    if (!bus_open(loop, f->mock.config, &options, &f->bus, &err))
        fail_msg("%s", err.text);
    until(bus_is_ready(f->bus));
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    const char *url = getenv("STEWARD_TEST_POSTGRES_URL");

    *state = f;
    if (!url || !*url)
        return 0;
    f->loop = loop_new();
    open_database(f, url);
    open_bus(f);
    f->driver = fold_driver_new(&(struct fold_driver_options){.loop = f->loop,
                                                              .bus = f->bus,
                                                              .pg = f->pg,
                                                              .fold = &fold,
                                                              .topics = reads,
                                                              .tells = tells,
                                                              .source = "test"});
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

    if (loop) {
        bus_close(f->bus, 5000, on_closed, &f->is_closed);
        until(f->is_closed);
        postgres_close(f->pg);
        bus_free(f->bus);
        fold_driver_free(f->driver);
        loop_free(loop);
        config_free(f->config);
        mock_close(&f->mock);
    }
    mem_free(f);
    return 0;
}

/* ---- tests ---- */

/* It was looked for, and waits for the next look. */
static bool is_waiting(struct fixture *f)
{
    const struct sending *sending = map_get(&f->driver->sending_ids, STR("answer"));

    return sending && sending->state == UNCERTAIN;
}

static void take_over(struct fixture *f, const struct topic *topic)
{
    fold_driver_assigned(f->driver, topic->name, 0);
}

static void what_is_told_again_carries_the_time_that_was_noted(void **state)
{
    struct fixture *f = *state;
    struct loop *loop = f->loop;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    leave_unsent(f, "steward.requests", 0);
    take_over(f, &topic_requests);
    until(f->seen > 0);
    assert_true(noted_ms(f) > 0);
    assert_int_equal(noted_ms(f), f->seen_at_ms);
}

static void what_another_copy_has_just_told_again_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct loop *loop = f->loop;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    leave_unsent(f, "steward.requests", clock_wall_ms() + HOUR_MS);
    take_over(f, &topic_requests);
    until(f->seen > 0 || is_waiting(f));
    assert_int_equal(f->seen, 0);
    assert_int_equal(bus_unsent(f->bus), 0);
    assert_true(timer_is_set(f->driver->resend));
}

/* As when it was stopped for a while: it does not know yet. */
static void a_copy_that_has_lost_its_partition_tells_nothing_again(void **state)
{
    struct fixture *f = *state;
    struct loop *loop = f->loop;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    leave_unsent(f, "steward.requests", clock_wall_ms() + HOUR_MS);
    take_over(f, &topic_requests);
    until(f->seen > 0 || is_waiting(f));
    ask(f, "UPDATE fold_offsets SET epoch = epoch + 1, told_again_at = 0");
    partition_home(f->driver, 0)->told_again_ms = 0;
    sendings_resolve(f->driver);
    assert_false(is_waiting(f));
    until(f->seen > 0 || is_waiting(f));
    assert_int_equal(f->seen, 0);
    assert_int_equal(bus_unsent(f->bus), 0);
    assert_int_equal(noted_ms(f), 0);
}

static void nothing_is_told_again_before_the_home_is_taken_over(void **state)
{
    struct fixture *f = *state;
    struct loop *loop = f->loop;

    server_or_skip("STEWARD_TEST_POSTGRES_URL");
    leave_unsent(f, "steward.catalog.events", 0);
    take_over(f, &topic_catalog_events);
    until(f->seen > 0 || is_waiting(f));
    assert_int_equal(f->seen, 0);
    take_over(f, &topic_requests);
    until(f->seen > 0);
    assert_int_equal(noted_ms(f), f->seen_at_ms);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_told_again_carries_the_time_that_was_noted),
        TEST(what_another_copy_has_just_told_again_is_waited_for),
        TEST(a_copy_that_has_lost_its_partition_tells_nothing_again),
        TEST(nothing_is_told_again_before_the_home_is_taken_over),
    };

    log_open("test", "0", LOG_ERROR, true);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
