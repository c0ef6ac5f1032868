/* Sound that is made ready to be listened to. */
#include "unit.h"

#include <math.h>

#include "speech/audio.h"

#define RATE 16000

static void add_tone(struct sound *sound, double seconds, double loud)
{
    struct error err;

    for (int i = 0; i < seconds * sound->rate; i++) {
        float sample[SOUND_CHANNELS_MAX];

        for (int c = 0; c < sound->channels; c++)
            sample[c] = (float)(loud * sin(i * 440 * 2 * 3.14159265 / sound->rate));
        assert_true(sound_add(sound, sample, 1, &err));
    }
}

static void test_silence_is_taken_off_and_what_is_soft_made_louder(void **state)
{
    struct arena *arena = arena_new((size_t)1 << 20);
    struct sound sound;
    struct speech speech;
    struct error err;
    double sum = 0;

    (void)state;
    assert_true(sound_begin(&sound, 48000, 2, 0, arena, &err));
    add_tone(&sound, 2, 0.0002);
    add_tone(&sound, 1, 0.01);
    add_tone(&sound, 2, 0.0002);
    assert_true(fabs(sound_seconds(&sound) - 5) < 0.001);
    assert_true(sound_to_speech(&sound, RATE, arena, &speech, &err));
    assert_true(fabs(speech.starts_at_seconds - 1.7) < 0.05);
    assert_true(fabs((double)speech.count / RATE - 1.6) < 0.1);
    for (size_t i = 0; i < speech.count; i++)
        sum += (double)speech.samples[i] * speech.samples[i];
    assert_true(fabs(sqrt(sum / (double)speech.count) / INT16_MAX - 0.1) < 0.01);
    arena_free(arena);
}

static void test_nothing_is_left_of_silence(void **state)
{
    struct arena *arena = arena_new((size_t)1 << 20);
    struct sound sound;
    struct speech speech;
    struct error err;

    (void)state;
    assert_true(sound_begin(&sound, 8000, 1, 0, arena, &err));
    add_tone(&sound, 1, 0);
    assert_true(sound_to_speech(&sound, RATE, arena, &speech, &err));
    assert_int_equal(speech.count, 0);
    assert_false(speech.had_noise);
    arena_free(arena);
}

static void test_noise_is_told(void **state)
{
    static const struct {
        double noise;
        bool is_told;
    } cases[] = {{0.001, false}, {0.01, false}, {0.02, true}, {0.05, true}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new((size_t)1 << 20);
        struct sound sound;
        struct speech speech;
        struct error err;

        assert_true(sound_begin(&sound, RATE, 1, 0, arena, &err));
        add_tone(&sound, 1, cases[i].noise);
        add_tone(&sound, 1, 0.1);
        assert_true(sound_to_speech(&sound, RATE, arena, &speech, &err));
        assert_int_equal(speech.had_noise, cases[i].is_told);
        arena_free(arena);
    }
}

static void test_limits(void **state)
{
    static const struct {
        int rate, channels;
        int64_t frames;
    } wrong[] = {{7999, 1, 0},         {192001, 1, 0}, {8000, 0, 0},        {8000, 9, 0},
                 {8000, 1, 8000 * 61}, {0, 1, 0},      {8000, 1, INT64_MAX}};
    struct arena *arena = arena_new((size_t)1 << 20);
    struct sound sound;
    struct error err;
    const float minute[8000] = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(sound_begin(&sound, wrong[i].rate, wrong[i].channels, wrong[i].frames, arena, &err));
    assert_true(sound_begin(&sound, 8000, 1, 0, arena, &err));
    for (int i = 0; i < SOUND_SECONDS_MAX; i++)
        assert_true(sound_add(&sound, minute, 8000, &err));
    assert_false(sound_add(&sound, minute, 1, &err));
    arena_free(arena);
}

static void test_what_is_no_sound(void **state)
{
    static const char *const wrong[] = {"",    "show me shoes",    "RIFF",     "OggS",        "fLaC",
                                        "ID3", "\x1a\x45\xdf\xa3", "\xff\xf1", "....ftypM4A "};
    struct arena *arena = arena_new((size_t)1 << 20);
    struct sound sound;
    const char *format;
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(audio_decode(str_of(wrong[i]), arena, &sound, &format, &err));
        assert_int_equal(err.policy, ERROR_SKIP);
    }
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(
                                                  test_silence_is_taken_off_and_what_is_soft_made_louder),
                                              cmocka_unit_test(test_nothing_is_left_of_silence),
                                              cmocka_unit_test(test_noise_is_told),
                                              cmocka_unit_test(test_limits),
                                              cmocka_unit_test(test_what_is_no_sound)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
