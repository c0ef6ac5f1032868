/* clock: RFC 3339 both ways, and the stopped clock. */
#include "base/clock.h"

#include "base/arena.h"
#include "base/mem.h"
#include "unit.h"

static void reads_rfc3339(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-21T08:15:00.123Z", 1795248900123},
        {"2026-11-21t08:15:00.123z", 1795248900123},
        {"2026-11-21 08:15:00.1239Z", 1795248900123},
        {"2026-11-21T09:15:00.123+01:00", 1795248900123},
        {"2026-11-21T02:45:00.123-05:30", 1795248900123},
        {"2024-02-29T00:00:00Z", 1709164800000},
        {"2016-12-31T23:59:60Z", 1483228800000},
        {"9999-12-31T23:59:59.999Z", 253402300799999},
        {"2023-02-29T00:00:00Z", -1},
        {"2100-02-29T00:00:00Z", -1},
        {"2026-13-01T00:00:00Z", -1},
        {"2026-04-31T00:00:00Z", -1},
        {"2026-11-21T24:00:00Z", -1},
        {"2026-11-21T08:15:00", -1},
        {"2026-11-21T08:15:00.Z", -1},
        {"2026-11-21T08:15:00Zx", -1},
        {"2026-11-21", -1},
        {"1969-12-31T23:59:59Z", -1},
        {"", -1},
        {"yesterday", -1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_true(clock_from_rfc3339(cases[i].text) == cases[i].ms);
    assert_true(clock_from_rfc3339(NULL) == -1);
}

static void writes_what_it_reads(void **state)
{
    static const int64_t times[] = {0, 1, 999, 1795248900123, 951782400000, 253402300799999};
    struct arena *arena = arena_new(1 << 16);

    for (size_t i = 0; i < COUNT_OF(times); i++)
        assert_true(clock_from_rfc3339(clock_rfc3339(arena, times[i])) == times[i]);
    assert_string_equal(clock_rfc3339(arena, 1795248900123), "2026-11-21T08:15:00.123Z");
    arena_free(arena);
}

static void stands_still_for_tests(void **state)
{
    int64_t before = clock_mono_us();

    assert_true(clock_mono_us() >= before);
    clock_set_for_test(1000, 50);
    assert_int_equal(clock_wall_ms(), 1000);
    assert_int_equal(clock_mono_ms(), 50);
    assert_int_equal(clock_mono_us(), 50000);
    clock_set_for_test(-1, -1);
    assert_true(clock_mono_us() >= before);
    assert_true(clock_wall_ms() > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rfc3339),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(stands_still_for_tests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
