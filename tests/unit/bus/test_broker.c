/* The bus on a real broker. Runs if STEWARD_TEST_KAFKA_BROKERS says where one is; the restart of the broker
 * is tested if STEWARD_TEST_KAFKA_RESTART is a command that restarts it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
/* after the above */
#include <cmocka.h>

#include <librdkafka/rdkafka.h>

#include "broker.h"

#define PARTITIONS  3
#define PATIENCE_MS 30000 /* for what comes at once, unless the machine is busy */

static char topic_name[64], other_name[64], letters_name[80];

static void turn_for(int ms) /* to see that something does not happen */
{
    int64_t end_ms = clock_mono_ms() + ms;

    while (clock_mono_ms() < end_ms)
        loop_run_once(loop, 20);
}

static void crash_copy(struct copy *copy) /* without a word to anybody */
{
    bus_free(copy->bus);
    copy->bus = NULL;
}

static int set_up(void **state)
{
    static const char *const once[] = {"message.timestamp.before.max.ms=30000", NULL};
    const struct topic topic = {topic_name}, other = {other_name, .once = true, .settings = once};
    const struct topic *const topics[] = {&topic, &other, NULL};
    static const struct setting *const tables[] = {bus_settings, NULL};
    char id[ID_SIZE];
    struct error err;

    (void)state;
    id_new(id);
    snprintf(topic_name, sizeof(topic_name), "test.%s", id);
    snprintf(other_name, sizeof(other_name), "once.%s", id);
    snprintf(letters_name, sizeof(letters_name), "%s-dlt", topic_name);
    snprintf(group_name, sizeof(group_name), "group.%s", id);
    if (!config_load(tables, NULL, &config, &err) || !topics_create(config, topics, 20000, &err))
        fail_msg("%s", err.text);
    loop = loop_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    loop_free(loop);
    config_free(config);
    return 0;
}

static void assert_in_order_per_key(const struct copy *copy, int keys, int count)
{
    int last[64];

    for (int k = 0; k < keys; k++)
        last[k] = -1;
    for (int i = 0; i < copy->seen_count; i++) {
        int number = copy->seen[i].number;

        assert_true(number > last[number % keys]);
        last[number % keys] = number;
    }
    assert_int_equal(copy->seen_count, count);
}

static void records_come_in_order_per_key(void **state)
{
    static struct copy copy;
    struct acks acks = {0};
    int32_t seen_at[16], partition;

    open_copy(&copy, topic_name, false, 100);
    until(bus_is_ready(copy.bus) && copy.assigned == PARTITIONS);
    assert_null(bus_trouble(copy.bus));
    publish(copy.bus, topic_name, 0, 2000, 16, 0, &acks);
    assert_int_equal(acks.good, 0); /* never inside */
    until(acks.good == 2000 && copy.seen_count >= 2000);
    assert_int_equal(acks.bad, 0);
    assert_int_equal(bus_unsent(copy.bus), 0);
    assert_in_order_per_key(&copy, 16, 2000);
    for (int i = 0; i < copy.seen_count; i++)
        seen_at[copy.seen[i].number % 16] = copy.seen[i].partition;
    for (int k = 0; k < 16; k++) {
        char key[16];

        snprintf(key, sizeof(key), "key%d", k);
        partition = bus_partition_of(copy.bus, topic_name, str_of(key));
        assert_int_equal(partition, seen_at[k]);
    }
    assert_int_equal(bus_partition_of(copy.bus, "no.such.topic", STR("a")), -1);
    close_copy(&copy);
}

static void what_was_not_done_comes_again_after_a_crash(void **state)
{
    static struct copy first, second;

    open_copy(&first, topic_name, false, 1000);
    until(bus_is_ready(first.bus) && first.assigned == PARTITIONS);
    first.holds = true;
    publish(first.bus, topic_name, 0, 300, 1, 0, NULL);
    until(first.seen_count == 300);
    for (int i = 0; i < 100; i++)
        bus_done(first.bus, topic_name, first.seen[i].partition, first.seen[i].offset);
    bus_done(first.bus, topic_name, first.seen[200].partition,
             first.seen[200].offset); /* not of the prefix */
    turn_for(1500);                   /* a commit */
    crash_copy(&first);

    open_copy(&second, topic_name, false, 1000);
    until(second.seen_count >= 200);
    assert_int_equal(second.seen[0].number, 100);
    assert_int_equal(second.seen[199].number, 299);
    turn_for(200);
    assert_int_equal(second.seen_count, 200);
    close_copy(&second);
}

static void a_partition_is_paused_at_its_limit(void **state)
{
    static struct copy copy;
    struct bus_lag lags[PARTITIONS];
    int64_t behind = 0;

    open_copy(&copy, topic_name, false, 50);
    copy.holds = true;
    until(bus_is_ready(copy.bus) && copy.assigned == PARTITIONS);
    publish(copy.bus, topic_name, 0, 500, 1, 0, NULL);
    until(copy.seen_count == 50);
    turn_for(300);
    assert_int_equal(copy.seen_count, 50);
    assert_int_equal(bus_lags(copy.bus, lags, PARTITIONS), PARTITIONS);
    for (int p = 0; p < PARTITIONS; p++)
        behind += lags[p].lag > 0 ? lags[p].lag : 0;
    assert_true(behind >= 50);
    copy.holds = false;
    for (int i = 49; i >= 0; i--) /* in any order */
        bus_done(copy.bus, topic_name, copy.seen[i].partition, copy.seen[i].offset);
    until(copy.seen_count == 500);
    assert_in_order_per_key(&copy, 1, 500);
    close_copy(&copy);
}

static void two_copies_share_and_take_over(void **state)
{
    static struct copy first, second;
    int seen;

    open_copy(&first, topic_name, false, 100);
    until(first.assigned == PARTITIONS);
    open_copy(&second, topic_name, false, 100);
    until(first.assigned + second.assigned == PARTITIONS && second.assigned > 0);
    assert_int_equal(first.revoked, PARTITIONS);
    publish(first.bus, topic_name, 0, 400, 32, 0, NULL);
    until(first.seen_count + second.seen_count == 400);
    assert_true(first.seen_count > 0 && second.seen_count > 0);
    close_copy(&second);
    assert_int_equal(second.assigned, 0);
    until(first.assigned == PARTITIONS);
    seen = first.seen_count;
    publish(first.bus, topic_name, 400, 100, 32, 0, NULL);
    until(first.seen_count == seen + 100);
    close_copy(&first);
}

static void an_owner_says_where_a_partition_starts(void **state)
{
    static struct copy copy;
    int32_t partition;
    int64_t offset;

    open_copy(&copy, topic_name, false, 1000);
    copy.is_later = true;
    until(bus_is_ready(copy.bus) && copy.assigned == PARTITIONS);
    publish(copy.bus, topic_name, 0, 100, 1, 0, NULL);
    until(bus_unsent(copy.bus) == 0);
    turn_for(300);
    assert_int_equal(copy.seen_count, 0);
    for (int p = 0; p < PARTITIONS; p++)
        bus_start_partition(copy.bus, topic_name, p, BUS_OFFSET_STORED);
    until(copy.seen_count == 100);
    partition = copy.seen[40].partition;
    offset = copy.seen[40].offset;
    bus_start_partition(copy.bus, topic_name, partition, offset); /* again, from the middle */
    until(copy.seen_count == 160);
    assert_int_equal(copy.seen[100].offset, offset);
    assert_int_equal(copy.seen[100].number, 40);
    close_copy(&copy);

    copy = (struct copy){.is_later = true};
    open_copy(&copy, topic_name, false, 1000);
    until(copy.assigned == PARTITIONS);
    bus_start_partition(copy.bus, topic_name, partition,
                        offset); /* before librdkafka has looked anything up */
    until(copy.seen_count == 60);
    assert_int_equal(copy.seen[0].offset, offset);
    close_copy(&copy);
}

static void every_copy_reads_from_the_end(void **state)
{
    static struct copy first, second;

    open_copy(&first, other_name, true, 100);
    until(bus_is_ready(first.bus));
    publish(first.bus, other_name, 0, 10, 10, 0, NULL);
    until(first.seen_count == 10);
    open_copy(&second, other_name, true, 100);
    until(bus_is_ready(second.bus));
    publish(first.bus, other_name, 10, 10, 10, 0, NULL);
    until(first.seen_count == 20 && second.seen_count == 10);
    for (int i = 0; i < 10; i++)
        assert_true(second.seen[i].number >= 10);
    close_copy(&second);
    close_copy(&first);
}

struct tail {
    int seen, first;
    bool is_done, has_failed;
};

static void on_tail(void *owner, const struct record *record)
{
    struct tail *tail = owner;

    if (tail->seen++ == 0)
        tail->first = number_of(record);
}

static void on_tail_done(void *owner, const struct error *err)
{
    struct tail *tail = owner;

    assert_false(tail->is_done);
    tail->is_done = true;
    tail->has_failed = err != NULL;
}

static void the_end_of_a_partition_is_read(void **state)
{
    static struct copy copy;
    struct tail all = {0}, end = {0}, none = {0}, late = {0};
    int32_t partition;
    int64_t now_ms = clock_wall_ms();

    open_copy(&copy, other_name, true, 100);
    until(bus_is_ready(copy.bus));
    partition = bus_partition_of(copy.bus, other_name, STR("key0"));
    publish(copy.bus, other_name, 0, 20, 1, now_ms + 10000, NULL);
    publish(copy.bus, other_name, 20, 20, 1, now_ms + 20000, NULL);
    until(bus_unsent(copy.bus) == 0);
    bus_read_tail(copy.bus, other_name, partition, 0, PATIENCE_MS, on_tail, on_tail_done, &all);
    bus_read_tail(copy.bus, other_name, partition, now_ms + 15000, PATIENCE_MS, on_tail, on_tail_done, &end);
    bus_read_tail(copy.bus, other_name, partition, now_ms + 60000, PATIENCE_MS, on_tail, on_tail_done, &none);
    bus_read_tail(copy.bus, "no.such.topic", 0, 0, 300, on_tail, on_tail_done, &late);
    assert_false(all.is_done); /* never inside */
    until(all.is_done && end.is_done && none.is_done && late.is_done);
    assert_false(all.has_failed || end.has_failed || none.has_failed);
    assert_true(late.has_failed);
    assert_true(all.seen >= 40);
    assert_int_equal(end.seen, 20);
    assert_int_equal(end.first, 20);
    assert_int_equal(none.seen, 0);
    close_copy(&copy);
}

static void check_letter(void *owner, const struct record *letter)
{
    static const char key[] = "k\0\xff", value[] = "\x00\x01garbage\xff";

    assert_true(str_eq(letter->key, str_n(key, sizeof(key) - 1)));
    assert_true(str_eq(letter->value, str_n(value, sizeof(value) - 1)));
    assert_int_equal(letter->header_count, 10);
    assert_true(str_is(letter->headers[0].name, "own") && str_eq(letter->headers[0].value, str_n("\0x", 2)));
    assert_true(str_is(letter->headers[1].name, "own") && str_is(letter->headers[1].value, "again"));
    assert_true(str_is(event_header(letter, "kafka_dlt-original-topic"), topic_name));
    assert_true(str_eq(event_header(letter, "kafka_dlt-original-offset"), str_n("\0\0\0\0\0\0\x01\x02", 8)));
    assert_true(str_is(event_header(letter, "kafka_dlt-exception-message"), "it is no use"));
    (*(int *)owner)++;
}

static void on_letters_read(void *owner, const struct error *err)
{
    assert_null(err);
    *(int *)owner += 1000;
}

static void dead_letters_are_byte_for_byte(void **state)
{
    static struct copy copy;
    const struct event_header headers[] = {{STR("own"), {"\0x", 2}}, {STR("own"), STR("again")}};
    struct record record = {topic_name, 2, 258, 1000, {"k\0\xff", 3}, {"\x00\x01garbage\xff", 10},
                            headers,    2};
    struct error why, err;
    struct acks acks = {0};
    int letters = 0;

    open_copy(&copy, other_name, true, 100);
    until(bus_is_ready(copy.bus));
    error_set(&why, ERROR_SKIP, "test", "it is no use");
    assert_true(bus_dead_letter(copy.bus, &record, &why, on_acked, &acks, &err));
    until(acks.good == 1);
    bus_read_tail(copy.bus, letters_name, 0, 0, PATIENCE_MS, check_letter, on_letters_read, &letters);
    until(letters == 1001);
    close_copy(&copy);
}

/* A record that is too old for the topic fails, also those in its batch; the producer goes on. */
static void records_left_behind_are_refused(void **state)
{
    static struct copy copy;
    struct acks old = {0}, fresh = {0};

    open_copy(&copy, other_name, true, 100);
    until(bus_is_ready(copy.bus));
    for (int round = 0; round < 5; round++) {
        publish(copy.bus, other_name, 0, 10, 10, clock_wall_ms() - 60000, &old);
        until(old.good + old.bad == 10 * (round + 1));
        publish(copy.bus, other_name, 100 * round, 50, 10, 0, &fresh);
        until(fresh.good + fresh.bad == 50 * (round + 1));
    }
    assert_int_equal(old.bad, 50);
    assert_int_equal(old.last.policy, ERROR_RETRY);
    assert_non_null(strstr(old.last.text, "INVALID_TIMESTAMP"));
    assert_int_equal(fresh.good, 250);

    for (int i = 0; i < 200;
         i++) /* mixed: whatever shares a batch with an old one may be refused, nothing is stuck */
        publish(copy.bus, other_name, i, 1, 10, i % 20 == 0 ? clock_wall_ms() - 60000 : 0,
                i % 20 == 0 ? &old : &fresh);
    until(old.good + old.bad == 60 && fresh.good + fresh.bad == 440);
    assert_int_equal(old.bad, 60);
    publish(copy.bus, other_name, 0, 100, 10, 0, &fresh);
    until(fresh.good + fresh.bad == 540);
    assert_true(bus_is_ready(copy.bus));
    assert_int_equal(bus_unsent(copy.bus), 0);
    close_copy(&copy);
}

static void what_is_not_taken_any_more_stays_in_the_topic(void **state)
{
    static struct copy first, second;

    open_copy(&first, topic_name, false, 100);
    until(bus_is_ready(first.bus) && first.assigned == PARTITIONS);
    bus_stop_taking(first.bus);
    publish(first.bus, topic_name, 0, 20, 5, 0, NULL);
    until(bus_unsent(first.bus) == 0);
    turn_for(300);
    assert_int_equal(first.seen_count, 0);
    close_copy(&first);
    open_copy(&second, topic_name, false, 100);
    until(second.seen_count == 20);
    close_copy(&second);
}

static int numbers_seen(const struct copy *copy) /* different ones */
{
    bool is_seen[MOST_SEEN] = {false};
    int count = 0;

    for (int i = 0; i < copy->seen_count; i++) {
        count += !is_seen[copy->seen[i].number];
        is_seen[copy->seen[i].number] = true;
    }
    return count;
}

static void a_restart_of_the_broker_is_outlived(void **state)
{
    const char *restart = getenv("STEWARD_TEST_KAFKA_RESTART");
    static struct copy copy;
    struct acks acks = {0};

    if (!restart) {
        print_message("skipped: STEWARD_TEST_KAFKA_RESTART is not set\n");
        skip();
    }
    open_copy(&copy, topic_name, false, 1000);
    until(bus_is_ready(copy.bus) && copy.assigned == PARTITIONS);
    publish(copy.bus, topic_name, 0, 100, 8, 0, &acks);
    until(copy.seen_count == 100);
    assert_int_equal(system(restart), 0);
    publish(copy.bus, topic_name, 100, 100, 8, 0, &acks);
    until(acks.good == 200 &&
          numbers_seen(&copy) == 200); /* some perhaps twice: their offsets were not committed yet */
    assert_int_equal(acks.bad, 0);
    until(bus_is_ready(copy.bus) && copy.assigned == PARTITIONS);
    close_copy(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_in_order_per_key),
        cmocka_unit_test(what_was_not_done_comes_again_after_a_crash),
        cmocka_unit_test(a_partition_is_paused_at_its_limit),
        cmocka_unit_test(two_copies_share_and_take_over),
        cmocka_unit_test(an_owner_says_where_a_partition_starts),
        cmocka_unit_test(every_copy_reads_from_the_end),
        cmocka_unit_test(the_end_of_a_partition_is_read),
        cmocka_unit_test(dead_letters_are_byte_for_byte),
        cmocka_unit_test(records_left_behind_are_refused),
        cmocka_unit_test(what_is_not_taken_any_more_stays_in_the_topic),
        cmocka_unit_test(a_restart_of_the_broker_is_outlived),
    };
    const char *brokers = getenv("STEWARD_TEST_KAFKA_BROKERS");

    if (!brokers) {
        puts("skipped: STEWARD_TEST_KAFKA_BROKERS does not say where a broker is");
        return 0;
    }
    setenv("STEWARD_KAFKA_BROKERS", brokers, 1);
    setenv("STEWARD_KAFKA_PARTITIONS", "3", 1);
    setenv("STEWARD_KAFKA_SESSION_TIMEOUT_MS", "1500", 1);
    log_open("test", "0", LOG_ERROR, true);
    if (getenv("STEWARD_TEST_ONLY"))
        cmocka_set_test_filter(getenv("STEWARD_TEST_ONLY"));
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
