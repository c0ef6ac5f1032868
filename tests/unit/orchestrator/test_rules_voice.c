/* How long a recording may be spoken, by a clock that the test sets. */
#include "live/rules_voice.h"

#include "unit.h"

#define BEGAN 1000000

/* Frames that come so often are heard until then, and no later: when the last of them is forgotten. */
static int64_t forgotten_ms(int64_t every_ms, int64_t until_ms)
{
    int64_t now = BEGAN;

    while (now + every_ms <= BEGAN + until_ms && voice_wait_ms(BEGAN, now) >= every_ms)
        now += every_ms;
    return now + voice_wait_ms(BEGAN, now) - BEGAN;
}

static void a_pause_of_ten_seconds_ends_it(void **state)
{
    assert_int_equal(voice_wait_ms(BEGAN, BEGAN), 10000);
    assert_int_equal(forgotten_ms(100, 0), 10000);       /* nothing comes at all */
    assert_int_equal(forgotten_ms(100, 7000), 17000);    /* a while, then nothing */
    assert_int_equal(forgotten_ms(10000, 40000), 50000); /* as slowly as may be */
}

static void ninety_seconds_end_it_however_much_comes(void **state)
{
    assert_int_equal(forgotten_ms(100, 1000000), 90000);
    assert_int_equal(forgotten_ms(9999, 1000000), 90000);
    assert_int_equal(forgotten_ms(100, 85000), 90000); /* no pause may be longer than what is left */
    assert_int_equal(voice_wait_ms(BEGAN, BEGAN + 89999), 1);
    assert_int_equal(voice_wait_ms(BEGAN, BEGAN + 90000), 0);
    assert_int_equal(voice_wait_ms(BEGAN, BEGAN + 500000), 0); /* the loop was late */
}

static void a_minute_of_sound_and_no_sample_more(void **state)
{
    const size_t minute = 60 * 16000 * 2;

    assert_true(voice_has_room(0, minute));
    assert_true(voice_has_room(minute - 2, 2));
    assert_false(voice_has_room(minute - 2, 4));
    assert_false(voice_has_room(0, minute + 2));
    assert_false(voice_has_room(minute, SIZE_MAX));
}

static void a_frame_is_whole_samples(void **state)
{
    assert_true(voice_is_whole(2));
    assert_true(voice_is_whole(3200));
    assert_false(voice_is_whole(0));
    assert_false(voice_is_whole(1));
    assert_false(voice_is_whole(3201));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pause_of_ten_seconds_ends_it),
        cmocka_unit_test(ninety_seconds_end_it_however_much_comes),
        cmocka_unit_test(a_minute_of_sound_and_no_sample_more),
        cmocka_unit_test(a_frame_is_whole_samples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
