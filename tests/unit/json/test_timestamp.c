#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the above */
#include <cmocka.h>

#include "json/timestamp.h"

static void times_read_and_are_written(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
        int32_t nanos;
        const char *written; /* NULL: as it was read */
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0, 0, NULL},
        {"2026-11-21T08:15:00Z", 1795248900, 0, NULL},
        {"2026-11-21T08:15:00.120Z", 1795248900, 120000000, NULL},
        {"2026-11-21T08:15:00.1Z", 1795248900, 100000000, "2026-11-21T08:15:00.100Z"},
        {"2026-11-21T08:15:00.000001Z", 1795248900, 1000, NULL},
        {"2026-11-21T08:15:00.000000001Z", 1795248900, 1, NULL},
        {"2026-11-21t10:15:00+02:00", 1795248900, 0, "2026-11-21T08:15:00Z"},
        {"2026-11-20T22:45:00-09:30", 1795248900, 0, "2026-11-21T08:15:00Z"},
        {"2024-02-29T23:59:59Z", 1709251199, 0, NULL},
        {"1969-12-31T23:59:59.999Z", -1, 999000000, NULL},
        {"0001-01-01T00:00:00Z", -62135596800, 0, NULL},
        {"9999-12-31T23:59:59.999999999Z", 253402300799, 999999999, NULL},
    };
    char text[TIMESTAMP_SIZE];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t seconds;
        int32_t nanos;

        assert_true(timestamp_read(str_of(cases[i].text), &seconds, &nanos));
        assert_int_equal(seconds, cases[i].seconds);
        assert_int_equal(nanos, cases[i].nanos);
        assert_true(timestamp_write(seconds, nanos, text));
        assert_string_equal(text, cases[i].written ? cases[i].written : cases[i].text);
    }
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "2026",
        "2026-11-21",
        "2026-11-21T08:15:00",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T08:60:00Z",
        "2026-11-21T08:15:60Z",
        "2026-11-21T08:15:00.Z",
        "2026-11-21T08:15:00.1234567890Z",
        "2026-11-21T08:15:00+2:00",
        "2026-11-21T08:15:00+24:00",
        "2026-11-21T08:15:00ZZ",
        " 2026-11-21T08:15:00Z",
        "-026-11-21T08:15:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    };
    char text[TIMESTAMP_SIZE];
    int64_t seconds;
    int32_t nanos;

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (timestamp_read(str_of(cases[i]), &seconds, &nanos))
            fail_msg("accepted: %s", cases[i]);
    assert_false(timestamp_write(253402300800, 0, text));
    assert_false(timestamp_write(0, -1, text));
    assert_false(timestamp_write(0, 1000000000, text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_read_and_are_written),
        cmocka_unit_test(what_is_no_time_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
