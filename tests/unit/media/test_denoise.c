/* denoise: steady noise goes, what is louder for a while stays. */
#include "speech/denoise.h"

#include <math.h>

#include "speech/sound.h"
#include "unit.h"

#define RATE    16000
#define TONE    6000.
#define LOWERED 0.316 /* -10 dB */

/* Two seconds of noise, with a tone in the middle one of them. */
static int16_t tone_at(size_t i)
{
    bool is_there = i >= RATE / 2 && i < RATE * 3 / 2;

    return (int16_t)(is_there ? TONE * sin((double)i * 440 * 2 * M_PI / RATE) : 0);
}

static void make(int16_t *samples, size_t count, double loud)
{
    uint64_t chance = 0;

    for (size_t i = 0; i < count; i++)
        samples[i] = (int16_t)(tone_at(i) + loud * sound_noise(&chance));
}

/* How far from the tone alone, as amplitude. */
static double error_between(const int16_t *samples, size_t from, size_t to)
{
    double sum = 0;

    for (size_t i = from; i < to; i++)
        sum += pow(samples[i] - tone_at(i), 2);
    return sqrt(sum / (double)(to - from));
}

static void test_noise_goes_and_speech_stays(void **state)
{
    static const double louds[] = {100, 600, 1500};
    static int16_t samples[2 * RATE];
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(louds); i++) {
        make(samples, COUNT_OF(samples), louds[i]);
        assert_true(denoise(samples, COUNT_OF(samples), &err));
        assert_true(error_between(samples, 0, RATE * 2 / 5) < LOWERED * louds[i]);
        assert_true(error_between(samples, RATE * 3 / 5, RATE * 7 / 5) < 0.6 * louds[i]);
        assert_true(error_between(samples, RATE * 8 / 5, 2 * RATE) < LOWERED * louds[i]);
    }
}

static void test_what_has_no_noise_stays_as_it_is(void **state)
{
    static int16_t samples[2 * RATE];
    struct error err;

    (void)state;
    make(samples, COUNT_OF(samples), 0);
    assert_true(denoise(samples, COUNT_OF(samples), &err));
    assert_true(error_between(samples, 0, COUNT_OF(samples)) < 0.01 * TONE);
}

static void test_the_loudest_does_not_turn_over(void **state)
{
    static int16_t samples[RATE];
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++)
        samples[i] = i < COUNT_OF(samples) / 2 ? 0 : i / 40 % 2 ? INT16_MAX : INT16_MIN;
    assert_true(denoise(samples, COUNT_OF(samples), &err));
    for (size_t i = COUNT_OF(samples) * 3 / 5; i < COUNT_OF(samples) * 4 / 5; i++)
        assert_int_equal(samples[i] > 0, i / 40 % 2);
}

static void test_what_is_short(void **state)
{
    int16_t samples[DENOISE_FRAME + 1];
    struct error err;

    (void)state;
    for (size_t count = 0; count <= COUNT_OF(samples); count += count ? 1 : DENOISE_FRAME - 2) {
        for (size_t i = 0; i < COUNT_OF(samples); i++)
            samples[i] = (int16_t)(i % 2 ? 100 : -100);
        assert_true(denoise(samples, count, &err));
        for (size_t i = 0; i < COUNT_OF(samples); i++)
            if (count < DENOISE_FRAME || i >= count)
                assert_int_equal(samples[i], i % 2 ? 100 : -100);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_noise_goes_and_speech_stays),
                                              cmocka_unit_test(test_what_has_no_noise_stays_as_it_is),
                                              cmocka_unit_test(test_the_loudest_does_not_turn_over),
                                              cmocka_unit_test(test_what_is_short)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
