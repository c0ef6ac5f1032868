/* What tools ask Kafka for: where partitions end, and what they hold, on librdkafka's mock cluster. */
#include "bus/admin.h"

#include "mock.h"

enum { PARTITIONS = 3, DEADLINE_MS = 20000, MOST = 32 };

/* How many records each partition gets. */
static const int filled[PARTITIONS] = {3, 0, 5};

struct fixture {
    struct mock mock;
    struct admin *admin;
    struct arena *arena;
    struct admin_topic *topics;
    size_t topic_count;
    int64_t from[PARTITIONS];
    int partitions[MOST]; /* of the records that came, in the order of their coming */
    int64_t offsets[MOST];
    int came, stops_at;
};

static void fill(struct fixture *f)
{
    struct error err;

    for (int p = 0; p < PARTITIONS; p++) {
        for (int i = 0; i < filled[p]; i++) {
            struct record record = {.topic = "t", .partition = p, .key = STR("k"), .value = STR("v")};

            if (!admin_produce(f->admin, &record, &err))
                fail_msg("%s", err.text);
        }
    }
}

static int set_up(void **state)
{
    struct fixture *f = mem_new(struct fixture);
    struct error err;

    mock_open(&f->mock, 2);
    rd_kafka_mock_topic_create(f->mock.cluster, "t", PARTITIONS, 2);
    rd_kafka_mock_topic_create(f->mock.cluster, "empty", 1, 2);
    for (int p = 0; p < PARTITIONS; p++)
        rd_kafka_mock_partition_set_leader(f->mock.cluster, "t", p, 1 + p % 2);
    if (!admin_open(f->mock.config, DEADLINE_MS, &f->admin, &err))
        fail_msg("%s", err.text);
    f->arena = arena_new(1 << 20);
    fill(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    admin_close(f->admin);
    arena_free(f->arena);
    mock_close(&f->mock);
    mem_free(f);
    return 0;
}

static void look(struct fixture *f, const char *wanted)
{
    struct error err;

    if (!admin_topics(f->admin, wanted, f->arena, &f->topics, &f->topic_count, &err))
        fail_msg("%s", err.text);
}

static void check_ends(const struct admin_topic *topic)
{
    assert_string_equal(topic->name, "t");
    assert_int_equal(topic->partition_count, PARTITIONS);
    for (int p = 0; p < PARTITIONS; p++) {
        assert_int_equal(topic->partitions[p].partition, p);
        assert_int_equal(topic->partitions[p].low, 0);
        assert_int_equal(topic->partitions[p].high, filled[p]);
    }
}

static bool take(void *owner, const struct record *record)
{
    struct fixture *f = owner;

    assert_true(f->came < MOST);
    assert_string_equal(record->topic, "t");
    f->partitions[f->came] = record->partition;
    f->offsets[f->came++] = record->offset;
    return f->came != f->stops_at;
}

static void read_all(struct fixture *f)
{
    struct error err;

    f->came = 0;
    if (!admin_read_all(f->admin, &f->topics[0], f->from, take, f, &err))
        fail_msg("%s", err.text);
}

/* Each of the partition's records from `from` on, once and in order. */
static void check_came(const struct fixture *f, int partition, int64_t from)
{
    for (int i = 0; i < f->came; i++)
        if (f->partitions[i] == partition)
            assert_int_equal(f->offsets[i], from++);
    assert_int_equal(from, filled[partition]);
}

/* ---- tests ---- */

static void all_topics_and_their_ends(void **state)
{
    struct fixture *f = *state;

    look(f, NULL);
    assert_int_equal(f->topic_count, 2);
    assert_string_equal(f->topics[0].name, "empty");
    assert_int_equal(f->topics[0].partitions[0].high, 0);
    check_ends(&f->topics[1]);
}

static void there_is_no_such_topic(void **state)
{
    struct fixture *f = *state;
    struct error err;

    assert_false(admin_topics(f->admin, "other", f->arena, &f->topics, &f->topic_count, &err));
    assert_int_equal(err.policy, ERROR_SKIP);
}

static void the_ends_are_found_when_a_leader_is_gone(void **state)
{
    struct fixture *f = *state;

    look(f, "t"); /* now it knows the old one */
    rd_kafka_mock_broker_set_down(f->mock.cluster, 2);
    for (int p = 0; p < PARTITIONS; p++)
        rd_kafka_mock_partition_set_leader(f->mock.cluster, "t", p, 1);
    look(f, "t");
    check_ends(&f->topics[0]);
}

static void all_partitions_are_read_at_once(void **state)
{
    struct fixture *f = *state;

    look(f, "t");
    read_all(f);
    assert_int_equal(f->came, 8);
    check_came(f, 0, 0);
    check_came(f, 2, 0);
    f->from[0] = filled[0]; /* nothing of it */
    f->from[2] = 3;
    read_all(f);
    assert_int_equal(f->came, 2);
    check_came(f, 2, 3);
}

static void what_came_after_the_ends_were_asked_for_is_not_read(void **state)
{
    struct fixture *f = *state;

    look(f, "t");
    fill(f);
    read_all(f);
    assert_int_equal(f->came, 8);
}

static void who_has_enough_stops_the_reading(void **state)
{
    struct fixture *f = *state;

    look(f, "t");
    f->stops_at = 2;
    read_all(f);
    assert_int_equal(f->came, 2);
    f->stops_at = 0;
    read_all(f); /* it goes on from where it is told, not from where it stopped */
    assert_int_equal(f->came, 8);
}

static void one_partition_from_here_to_there(void **state)
{
    struct fixture *f = *state;
    struct error err;

    if (!admin_read(f->admin, "t", 2, 1, 4, take, f, &err))
        fail_msg("%s", err.text);
    assert_int_equal(f->came, 3);
    for (int i = 0; i < f->came; i++)
        assert_int_equal(f->offsets[i], 1 + i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_topics_and_their_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(there_is_no_such_topic, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_ends_are_found_when_a_leader_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_partitions_are_read_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_came_after_the_ends_were_asked_for_is_not_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_has_enough_stops_the_reading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_partition_from_here_to_there, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
