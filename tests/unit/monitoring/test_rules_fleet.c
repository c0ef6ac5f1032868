/* The table of copies: who is there, who is late, who is forgotten, and that nobody can flood it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "rules_fleet.h"

#define NOW 1700000000000

static int with_fleet(void **state)
{
    *state = fleet_new();
    return 0;
}

static int without_fleet(void **state)
{
    fleet_free(*state);
    return 0;
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, with_fleet, without_fleet)

static Steward__V1__Heartbeat beat_of(const char *service, const char *copy)
{
    Steward__V1__Heartbeat beat = STEWARD__V1__HEARTBEAT__INIT;

    beat.service = (char *)(uintptr_t)service;
    beat.copy_id = (char *)(uintptr_t)copy;
    return beat;
}

static bool hear(struct fleet *fleet, const char *service, const char *copy, int64_t now_ms)
{
    Steward__V1__Heartbeat beat = beat_of(service, copy);

    return fleet_heard(fleet, &beat, now_ms);
}

static void copies_stand_by_service_then_copy(void **state)
{
    static const char *const heard[][2] = {
        {"media", "b"}, {"catalog", "z"}, {"media", "a"}, {"catalog", "y"}, {"media", "b"},
    };
    static const char *const order[][2] = {
        {"catalog", "y"},
        {"catalog", "z"},
        {"media", "a"},
        {"media", "b"},
    };

    for (size_t i = 0; i < COUNT_OF(heard); i++)
        assert_true(hear(*state, heard[i][0], heard[i][1], NOW));
    assert_int_equal(fleet_count(*state), COUNT_OF(order));
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        assert_string_equal(fleet_at(*state, i)->service, order[i][0]);
        assert_string_equal(fleet_at(*state, i)->copy_id, order[i][1]);
    }
    assert_null(fleet_at(*state, COUNT_OF(order)));
}

static void a_heartbeat_is_kept_and_replaced(void **state)
{
    Google__Protobuf__Timestamp started = GOOGLE__PROTOBUF__TIMESTAMP__INIT,
                                sent = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    Steward__V1__Heartbeat beat = beat_of("catalog", "host:8002:1");
    const struct fleet_copy *copy;

    started.seconds = 1699999990;
    sent.seconds = 1699999999;
    sent.nanos = 5000000;
    beat.started_at = &started;
    beat.sent_at = &sent;
    beat.version = (char *)(uintptr_t) "1.2";
    beat.address = (char *)(uintptr_t) "127.0.0.1:8002";
    beat.ready = true;
    beat.resident_bytes = 1 << 20;
    assert_true(fleet_heard(*state, &beat, NOW));
    copy = fleet_at(*state, 0);
    assert_string_equal(copy->version, "1.2");
    assert_string_equal(copy->address, "127.0.0.1:8002");
    assert_true(copy->is_ready);
    assert_int_equal(copy->started_ms, 1699999990000);
    assert_int_equal(copy->sent_ms, 1699999999005);
    assert_int_equal(copy->seen_ms, NOW);
    assert_int_equal(copy->resident_bytes, 1 << 20);

    beat.ready = false;
    beat.resident_bytes = -4;
    beat.started_at = NULL;
    sent.seconds = INT64_MAX;
    assert_true(fleet_heard(*state, &beat, NOW + 5));
    assert_int_equal(fleet_count(*state), 1);
    assert_false(copy->is_ready);
    assert_int_equal(copy->seen_ms, NOW + 5);
    assert_int_equal(copy->resident_bytes, 0);
    assert_int_equal(copy->started_ms, 0);
    assert_int_equal(copy->sent_ms, 0);
}

static void lag_is_summed_by_topic(void **state)
{
    static const struct {
        const char *topic;
        int64_t lag;
    } lags[] = {
        {"a", 3}, {"b", 0}, {"a", 4}, {"c", -1}, {"c", 9}, {"d", INT64_MAX},
    };
    Steward__V1__PartitionLag parts[COUNT_OF(lags)], *list[COUNT_OF(lags)];
    Steward__V1__Heartbeat beat = beat_of("catalog", "1");
    const struct fleet_copy *copy;

    for (size_t i = 0; i < COUNT_OF(lags); i++) {
        parts[i] = (Steward__V1__PartitionLag)STEWARD__V1__PARTITION_LAG__INIT;
        parts[i].topic = (char *)(uintptr_t)lags[i].topic;
        parts[i].lag = lags[i].lag;
        list[i] = &parts[i];
    }
    beat.lag = list;
    beat.n_lag = COUNT_OF(lags);
    assert_true(fleet_heard(*state, &beat, NOW));
    assert_true(fleet_heard(*state, &beat, NOW + 1));
    copy = fleet_at(*state, 0);
    assert_int_equal(copy->lag, 16);
    assert_int_equal(copy->topic_count, 4);
    assert_string_equal(copy->topics[0].topic, "a");
    assert_int_equal(copy->topics[0].lag, 7);
    assert_int_equal(copy->topics[1].lag, 0);
    assert_int_equal(copy->topics[2].lag, 9);
    assert_int_equal(copy->topics[2].unknown, 1);
    assert_int_equal(copy->topics[3].unknown, 1);
}

static void more_topics_and_dependencies_than_room_do_no_harm(void **state)
{
    enum { MANY = 2000 };
    static Steward__V1__PartitionLag parts[MANY], *lags[MANY];
    static Steward__V1__Dependency needs[MANY], *need_list[MANY];
    static char names[MANY][16];
    Steward__V1__Heartbeat beat = beat_of("catalog", "1");

    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "t%zu", i);
        parts[i] = (Steward__V1__PartitionLag)STEWARD__V1__PARTITION_LAG__INIT;
        parts[i].topic = names[i];
        parts[i].lag = INT64_MAX / 1024;
        lags[i] = &parts[i];
        needs[i] = (Steward__V1__Dependency)STEWARD__V1__DEPENDENCY__INIT;
        needs[i].name = names[i];
        need_list[i] = &needs[i];
    }
    beat.lag = lags;
    beat.dependencies = need_list;
    beat.n_lag = beat.n_dependencies = MANY;
    assert_true(fleet_heard(*state, &beat, NOW));
    assert_int_equal(fleet_at(*state, 0)->topic_count, FLEET_TOPICS);
    assert_int_equal(fleet_at(*state, 0)->need_count, FLEET_NEEDS);
    assert_true(fleet_at(*state, 0)->lag > 0);
}

static void the_silent_are_late_then_forgotten(void **state)
{
    static const struct {
        int64_t after_ms;
        bool is_late;
        size_t left;
    } cases[] = {
        {0, false, 1},
        {FLEET_LATE_MS - 1, false, 1},
        {FLEET_LATE_MS, true, 1},
        {FLEET_FORGET_MS - 1, true, 1},
        {-5000, false, 1}, /* the clock was set back */
        {FLEET_FORGET_MS, true, 0},
    };

    assert_true(hear(*state, "media", "a", NOW));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(fleet_is_late(fleet_at(*state, 0), NOW + cases[i].after_ms), cases[i].is_late);
        fleet_forget_the_silent(*state, NOW + cases[i].after_ms);
        assert_int_equal(fleet_count(*state), cases[i].left);
    }
}

static void only_the_silent_are_forgotten(void **state)
{
    hear(*state, "media", "old", NOW);
    hear(*state, "media", "new", NOW + FLEET_FORGET_MS - 1);
    hear(*state, "catalog", "old", NOW);
    fleet_forget_the_silent(*state, NOW + FLEET_FORGET_MS);
    assert_int_equal(fleet_count(*state), 1);
    assert_string_equal(fleet_at(*state, 0)->copy_id, "new");
}

static void made_up_copies_push_out_nobody_who_reports(void **state)
{
    char name[32];

    for (int i = 0; i < FLEET_MAX; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_true(hear(*state, "media", name, NOW + i));
    }
    assert_false(hear(*state, "media", "one more", NOW + FLEET_MAX));
    assert_true(hear(*state, "media", "7", NOW + FLEET_LATE_MS));
    assert_true(hear(*state, "media", "one more", NOW + FLEET_LATE_MS));
    assert_int_equal(fleet_count(*state), FLEET_MAX);
    for (size_t i = 0; i < FLEET_MAX; i++)
        assert_string_not_equal(fleet_at(*state, i)->copy_id, "0");
}

static void a_heartbeat_without_names_is_refused(void **state)
{
    assert_false(hear(*state, "", "a", NOW));
    assert_false(hear(*state, "media", "", NOW));
    assert_false(hear(*state, NULL, NULL, NOW));
    assert_int_equal(fleet_count(*state), 0);
}

static void long_texts_are_clipped_to_whole_characters(void **state)
{
    char text[1001] = "";

    for (int i = 0; i < 500; i++)
        memcpy(text + 2 * i, "é", 3);
    assert_true(hear(*state, text, text, NOW));
    assert_true(hear(*state, text, text, NOW));
    assert_int_equal(fleet_count(*state), 1);
    assert_true(utf8_valid(str_of(fleet_at(*state, 0)->service)));
    assert_true(strlen(fleet_at(*state, 0)->service) > 30);
}

static void who_is_not_heard_is_missing(void **state)
{
    const char *missing[FLEET_SERVICES + 1];

    fleet_missing(*state, NOW, missing);
    assert_string_equal(missing[0], "catalog");
    assert_string_equal(missing[FLEET_SERVICES - 1], "response-composer");
    assert_null(missing[FLEET_SERVICES]);

    hear(*state, "catalog", "a", NOW);
    hear(*state, "somebody-else", "a", NOW);
    fleet_missing(*state, NOW, missing);
    assert_string_equal(missing[0], "device-adapter");
    fleet_missing(*state, NOW + FLEET_LATE_MS, missing);
    assert_string_equal(missing[0], "catalog");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(copies_stand_by_service_then_copy),
        TEST(a_heartbeat_is_kept_and_replaced),
        TEST(lag_is_summed_by_topic),
        TEST(more_topics_and_dependencies_than_room_do_no_harm),
        TEST(the_silent_are_late_then_forgotten),
        TEST(only_the_silent_are_forgotten),
        TEST(made_up_copies_push_out_nobody_who_reports),
        TEST(a_heartbeat_without_names_is_refused),
        TEST(long_texts_are_clipped_to_whole_characters),
        TEST(who_is_not_heard_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
