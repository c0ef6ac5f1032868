/* wave: what is written is read back as what it was, by libsndfile. */
#include "speech/wave.h"

#include <math.h>

#include "speech/audio.h"
#include "unit.h"

static void test_it_is_read_back(void **state)
{
    static const float samples[] = {0, 0.5f, -0.5f, 1, -1, 2, -2, 0.25f};
    struct arena *arena = arena_new(1 << 20);
    struct sound sound, back;
    const char *format;
    struct error err;
    struct str wave;

    (void)state;
    assert_true(sound_begin(&sound, 16000, 1, 0, arena, &err));
    for (size_t i = 0; i < 1000; i++)
        assert_true(sound_add(&sound, samples, COUNT_OF(samples), &err));
    assert_true(wave_write(&sound, 16000, arena, &wave, &err));
    assert_int_equal(wave.len, WAVE_HEAD_BYTES + 2 * sound.count);
    assert_true(audio_decode(wave, arena, &back, &format, &err));
    assert_string_equal(format, "wav");
    assert_int_equal(back.rate, 16000);
    assert_int_equal(back.count, sound.count);
    for (size_t i = 0; i < back.count; i++) /* not louder than it can be */
        assert_true(fabs(back.samples[i] - fmax(-1, fmin(1, sound.samples[i]))) < 0.001);
    arena_free(arena);
}

static void test_it_is_at_the_rate_asked_for(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct sound sound, back;
    const char *format;
    struct error err;
    struct str wave;

    (void)state;
    assert_true(sound_begin(&sound, 48000, 2, 0, arena, &err));
    for (size_t i = 0; i < 48000; i++)
        assert_true(sound_add(&sound, (float[]){0.1f, 0.3f}, 1, &err));
    assert_true(wave_write(&sound, 16000, arena, &wave, &err));
    assert_true(audio_decode(wave, arena, &back, &format, &err));
    assert_int_equal(back.channels, 1);
    assert_true(fabs(sound_seconds(&back) - 1) < 0.01);
    assert_true(fabs(back.samples[back.count / 2] - 0.2) < 0.01);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_it_is_read_back),
                                              cmocka_unit_test(test_it_is_at_the_rate_asked_for)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
