/* letter_filter: what the options mean, and which letters fit. */
#include "letter_filter.h"

#include "unit.h"

#define NOW_MS 1800000000000

static bool read_filter(const char *option, const char *value, struct letter_filter *filter)
{
    const struct args args = {.options = {{option, value}}, .option_count = option ? 1 : 0};
    struct error err;

    return letter_filter_read(&args, NOW_MS, filter, &err);
}

static void times(void **state)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: none */
    } table[] = {
        {"30m", NOW_MS - 1800000},
        {"12h", NOW_MS - 43200000},
        {"7d", NOW_MS - 604800000},
        {"0s", NOW_MS},
        {"2027-01-15T08:00:00Z", NOW_MS},
        {"m", -1},
        {"", -1},
        {"-3m", -1},
        {"3 m", -1},
        {"9999999999999d", -1},
        {"yesterday", -1},
        {"3w", -1},
    };

    for (size_t i = 0; i < COUNT_OF(table); i++) {
        int64_t ms = 0;

        assert_int_equal(time_read(table[i].text, NOW_MS, &ms), table[i].ms >= 0);
        if (table[i].ms >= 0)
            assert_int_equal(ms, table[i].ms);
    }
}

static void letters(void **state)
{
    static const struct event_header headers[] = {
        {STR("kafka_dlt-exception-message"), STR("the field query is missing")}};
    const struct record letter = {"t-dlt", 2, 7, NOW_MS - 60000, STR("k"), STR("v"), headers, 1};
    static const struct {
        const char *option, *value;
        bool takes;
    } table[] = {
        {"key", "k", true},        {"key", "kk", false},   {"reason", "query is", true},
        {"reason", "nope", false}, {"since", "2m", true},  {"since", "30s", false},
        {"until", "30s", true},    {"until", "2m", false}, {"partition", "2", true},
        {"partition", "0", false},
    };
    struct letter_filter filter;

    for (size_t i = 0; i < COUNT_OF(table); i++) {
        assert_true(read_filter(table[i].option, table[i].value, &filter));
        assert_true(letter_filter_picks(&filter));
        assert_int_equal(letter_filter_takes(&filter, &letter), table[i].takes);
    }
}

static void nothing_said_takes_all(void **state)
{
    const struct record letter = {.topic = "t-dlt"};
    struct letter_filter filter;

    assert_true(read_filter(NULL, NULL, &filter));
    assert_false(letter_filter_picks(&filter));
    assert_true(letter_filter_takes(&filter, &letter));
}

static void nonsense_is_refused(void **state)
{
    struct letter_filter filter;

    assert_false(read_filter("since", "soon", &filter));
    assert_false(read_filter("partition", "-1", &filter));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times),
        cmocka_unit_test(letters),
        cmocka_unit_test(nothing_said_takes_all),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
