/* letter: a dead letter becomes the record that it was. */
#include "letter.h"

#include "unit.h"

#define H(name, value)                                                                                       \
    {                                                                                                        \
        STR(name), STR(value)                                                                                \
    }

static void becomes_what_it_was(void **state)
{
    static const struct event_header headers[] = {
        H("ce_id", "7"),
        H("kafka_dlt-original-topic", "steward.requests"),
        H("kafka_dlt-original-offset", "\0\0\0\0\0\0\1\2"),
        H("kafka_dlt-original-partition", "\0\0\0\5"),
        H("kafka_dlt-exception-message", "no"),
        H("binary", "\xff\0x"),
        {STR("none"), {NULL, 0}},
        H("kafka_dlt-exception-message", "still no"),
    };
    const struct record letter =
        {"steward.requests-dlt", 3, 42, 1000, STR("k\0y"), STR("\0\x01 value"), headers, COUNT_OF(headers)};
    struct arena *arena = arena_new(1 << 16);
    struct record original;

    letter_restore(&letter, arena, &original);
    assert_string_equal(original.topic, "steward.requests");
    assert_int_equal(original.partition, 5);
    assert_true(str_eq(original.key, letter.key));
    assert_true(str_eq(original.value, letter.value));
    assert_int_equal(original.header_count, 3);
    assert_true(str_is(original.headers[0].name, "ce_id"));
    assert_true(str_eq(original.headers[1].value, STR("\xff\0x")));
    assert_null(original.headers[2].value.data);
    assert_true(str_is(letter_reason(&letter), "still no"));
    assert_int_equal(letter_number(&letter, "kafka_dlt-original-offset"), 258);
    assert_int_equal(letter_number(&letter, "kafka_dlt-original-timestamp"), -1);
    arena_free(arena);
}

static void keeps_a_missing_key_missing(void **state)
{
    const struct record letter = {.topic = "t-dlt", .value = STR("v")};
    struct arena *arena = arena_new(1 << 16);
    struct record original;

    letter_restore(&letter, arena, &original);
    assert_null(original.key.data);
    assert_string_equal(original.topic, "t");
    assert_int_equal(original.partition, -1);
    assert_int_equal(letter_reason(&letter).len, 0);
    assert_true(str_is(letter_topic(STR("t")), "t"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(becomes_what_it_was),
        cmocka_unit_test(keeps_a_missing_key_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
