/* sound_stream: a quiet voice and a loud one come out alike, however their sound is divided. */
#include "speech/sound_stream.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "unit.h"

#define RATE  16000
#define PIECE 1600

static struct str tone(double amplitude, size_t count, int16_t *room)
{
    for (size_t i = 0; i < count; i++)
        room[i] = (int16_t)htole16(
            (uint16_t)(int16_t)lrint(amplitude * INT16_MAX * sin(2 * M_PI * 440 * (double)i / RATE)));
    return str_n((const char *)room, count * 2);
}

static double loudness(const int16_t *samples, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * samples[i];
    return sqrt(sum / (double)count) / INT16_MAX;
}

static void voices_are_made_equally_loud(void **state)
{
    static const double amplitudes[] = {0.05, 0.2, 0.9};
    int16_t room[PIECE], out[PIECE];

    for (size_t i = 0; i < COUNT_OF(amplitudes); i++) {
        struct sound_stream stream = {0};

        sound_stream_add(&stream, tone(amplitudes[i], PIECE, room), out);
        assert_true(fabs(loudness(out, PIECE) - 0.2) < 0.02);
    }
}

static void silence_stays_silence_and_is_not_digital(void **state)
{
    struct sound_stream stream = {0};
    int16_t room[PIECE] = {0}, out[PIECE];

    sound_stream_add(&stream, str_n((const char *)room, sizeof(room)), out);
    assert_true(loudness(out, PIECE) > 0.001);
    assert_true(loudness(out, PIECE) < 0.003);
}

static void what_was_loud_before_counts(void **state)
{
    struct sound_stream stream = {0};
    int16_t room[PIECE], out[PIECE];

    sound_stream_add(&stream, tone(0.9, PIECE, room), out);
    sound_stream_add(&stream, tone(0.09, PIECE, room), out);
    assert_true(fabs(loudness(out, PIECE) - 0.02) < 0.005);
}

static void pieces_of_any_length_are_taken(void **state)
{
    struct sound_stream stream = {0};
    int16_t room[PIECE], out[PIECE];

    sound_stream_add(&stream, STR(""), out);
    sound_stream_add(&stream, tone(0.5, 1, room), out);
    sound_stream_add(&stream, str_n((const char *)room + 1, 3),
                     out); /* not where an int16_t may be, and half of one more */
    for (size_t i = 0; i < PIECE; i++)
        room[i] = (int16_t)htole16(0x8000);
    sound_stream_add(&stream, str_n((const char *)room, sizeof(room)), out); /* the most negative there is */
    assert_true(loudness(out, PIECE) <= 1.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(voices_are_made_equally_loud),
        cmocka_unit_test(silence_stays_silence_and_is_not_digital),
        cmocka_unit_test(what_was_loud_before_counts),
        cmocka_unit_test(pieces_of_any_length_are_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
