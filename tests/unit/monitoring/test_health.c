/* What an operator reads on /health: the exact text, as it is a contract with scripts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "health.h"

#define NOW 1700000000000

static void an_empty_fleet_misses_everybody(void **state)
{
    struct fleet *fleet = fleet_new();
    struct buf out = {0};

    fleet_print(fleet, NOW, &out);
    assert_string_equal(out.data,
                        ",\"processes\":[],\"late\":0,\"missing\":[\"catalog\",\"device-adapter\",\"media\","
                        "\"monitoring\",\"orchestrator\",\"response-composer\"]");
    buf_free(&out);
    fleet_free(fleet);
}

static void a_copy_is_told_with_its_lag_and_what_it_needs(void **state)
{
    Google__Protobuf__Timestamp started = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    Steward__V1__PartitionLag a = STEWARD__V1__PARTITION_LAG__INIT, b = STEWARD__V1__PARTITION_LAG__INIT;
    Steward__V1__Dependency kafka = STEWARD__V1__DEPENDENCY__INIT, redis = STEWARD__V1__DEPENDENCY__INIT;
    Steward__V1__Heartbeat beat = STEWARD__V1__HEARTBEAT__INIT;
    struct fleet *fleet = fleet_new();
    struct buf out = {0};

    started.seconds = 1699999990;
    a.topic = (char *)(uintptr_t) "steward.catalog.commands";
    a.lag = 3;
    b.topic = (char *)(uintptr_t) "steward.catalog.changes";
    b.lag = -1;
    kafka.name = (char *)(uintptr_t) "kafka";
    kafka.available = true;
    redis.name = (char *)(uintptr_t) "redis";
    redis.detail = (char *)(uintptr_t) "said \"no\"";
    beat.service = (char *)(uintptr_t) "catalog";
    beat.copy_id = (char *)(uintptr_t) "host:8002:1";
    beat.version = (char *)(uintptr_t) "0.1";
    beat.address = (char *)(uintptr_t) "127.0.0.1:8002";
    beat.started_at = &started;
    beat.ready = true;
    beat.resident_bytes = 1000;
    beat.lag = (Steward__V1__PartitionLag *[]){&a, &b};
    beat.n_lag = 2;
    beat.dependencies = (Steward__V1__Dependency *[]){&kafka, &redis};
    beat.n_dependencies = 2;
    assert_true(fleet_heard(fleet, &beat, NOW));
    fleet_print(fleet, NOW + FLEET_LATE_MS, &out);
    assert_string_equal(
        out.data,
        ",\"processes\":[{\"service\":\"catalog\",\"copy\":\"host:8002:1\",\"version\":\"0.1\","
        "\"address\":\"127.0.0.1:8002\",\"started_at\":\"2023-11-14T22:13:10.000Z\","
        "\"seen_at\":\"2023-11-14T22:13:20.000Z\",\"seen_ms_ago\":15000,\"late\":true,\"ready\":true,"
        "\"resident_bytes\":1000,\"lag\":3,\"lag_by_topic\":{\"steward.catalog.commands\":3,"
        "\"steward.catalog.changes\":null},\"dependencies\":{\"kafka\":\"ok\",\"redis\":\"said "
        "\\\"no\\\"\"}}],"
        "\"late\":1,\"missing\":[\"catalog\",\"device-adapter\",\"media\",\"monitoring\",\"orchestrator\","
        "\"response-composer\"]");
    buf_free(&out);
    fleet_free(fleet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_fleet_misses_everybody),
        cmocka_unit_test(a_copy_is_told_with_its_lag_and_what_it_needs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
