/* sound: mixing, resampling, loudness, and where speech begins and ends. */
#include "sound.h"

#include <math.h>
#include <samplerate.h>
#include <stdlib.h>

#include "denoise.h"

#define WINDOW_SECONDS 0.02
#define HANGOVER       0.3 /* seconds kept before and behind what is louder: words begin and end softly */
#define ABOVE_FLOOR    3.  /* speech has at least so many times the amplitude of the quietest tenth (10 dB) */
#define SILENCE        1e-4 /* -80 dB: nothing but the noise of digits */
#define CLEAR                                                                                                \
    8. /* speech so much above the noise (18 dB) is left as it is: taking noise out costs it something */
#define GAIN_MAX 30.

static void free_samples(void *samples)
{
    mem_free(samples);
}

bool sound_begin(struct sound *sound, int rate, int channels, int64_t frames, struct arena *arena,
                 struct error *err)
{
    if (rate < SOUND_RATE_MIN || rate > SOUND_RATE_MAX)
        return error_set(err, ERROR_SKIP, "audio", "it has %d samples a second; %d to %d are understood",
                         rate, SOUND_RATE_MIN, SOUND_RATE_MAX);
    if (channels < 1 || channels > SOUND_CHANNELS_MAX)
        return error_set(err, ERROR_SKIP, "audio", "it has %d channels; up to %d are understood", channels,
                         SOUND_CHANNELS_MAX);
    if (frames / rate > SOUND_SECONDS_MAX)
        return error_set(err, ERROR_SKIP, "audio", "it is longer than %d seconds", SOUND_SECONDS_MAX);
    *sound = (struct sound){.rate = rate, .channels = channels, .room = (size_t)rate * SOUND_SECONDS_MAX};
    sound->samples = mem_array(sound->room, sizeof(float)); /* pages that are not written cost nothing */
    arena_on_free(arena, free_samples, sound->samples);
    return true;
}

bool sound_add(struct sound *sound, const float *samples, size_t frames, struct error *err)
{
    if (frames > sound->room - sound->count)
        return error_set(err, ERROR_SKIP, "audio", "it is longer than %d seconds", SOUND_SECONDS_MAX);
    for (size_t i = 0; i < frames; i++) {
        float sum = 0;

        for (int c = 0; c < sound->channels; c++)
            sum += samples[i * (size_t)sound->channels + (size_t)c];
        sound->samples[sound->count++] = isfinite(sum) ? sum / (float)sound->channels : 0;
    }
    return true;
}

bool sound_at_rate(const struct sound *sound, int rate, struct arena *arena, struct sound *ret_sound,
                   struct error *err)
{
    SRC_DATA data = {.data_in = sound->samples,
                     .input_frames = (long)sound->count,
                     .src_ratio = (double)rate / sound->rate};
    int failed;

    if (rate == sound->rate) {
        *ret_sound = *sound;
        return true;
    }
    if (!sound_begin(ret_sound, rate, 1, 0, arena, err))
        return false;
    data.data_out = ret_sound->samples;
    data.output_frames = (long)ret_sound->room;
    failed = src_simple(&data, SRC_SINC_FASTEST, 1);
    if (failed)
        return error_set(err, ERROR_SKIP, "audio", "it cannot be resampled: %s", src_strerror(failed));
    ret_sound->count = (size_t)data.output_frames_gen;
    return true;
}

static double amplitude(const float *samples, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * samples[i];
    return count ? sqrt(sum / (double)count) : 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The speech in a recording, and what is around it. */
struct spans {
    size_t from, to;    /* from the first window that is speech to the last, with the hangover */
    double above_noise; /* how many times louder the loudest tenth is than the quietest */
};

/* How loud a window must be to be speech: well above the quietest tenth, but not above half of the loudest
 * tenth, so that even where there is no pause it is found. */
static struct spans spans_of(const struct sound *sound, struct arena *arena)
{
    size_t window = (size_t)(sound->rate * WINDOW_SECONDS), count = sound->count / window;
    size_t margin = (size_t)(sound->rate * HANGOVER);
    double *levels = arena_array(arena, count + 1, sizeof(double)), *sorted, quiet, loud, least;
    struct spans spans = {0};

    if (!count)
        return spans;
    for (size_t i = 0; i < count; i++)
        levels[i] = amplitude(sound->samples + i * window, window);
    sorted = arena_copy(arena, levels, count * sizeof(double));
    qsort(sorted, count, sizeof(double), by_size);
    quiet = sorted[count / 10];
    loud = sorted[count - 1 - count / 10];
    least = fmax(SILENCE, fmin(ABOVE_FLOOR * quiet, 0.5 * loud));
    for (size_t i = 0; i < count; i++)
        if (levels[i] > least) {
            if (!spans.to)
                spans.from = i * window > margin ? i * window - margin : 0;
            spans.to = (i + 1) * window + margin;
        }
    if (spans.to > sound->count)
        spans.to = sound->count;
    spans.above_noise = loud / fmax(SILENCE, quiet);
    return spans;
}

double sound_noise(uint64_t *chance)
{
    *chance = *chance * 6364136223846793005u + 1442695040888963407u;
    return sqrt(12) * ((double)(*chance >> 32) / UINT32_MAX - 0.5);
}

int16_t sound_sample(double value)
{
    return (int16_t)lrint(fmax(-1, fmin(1, value)) * INT16_MAX);
}

bool sound_to_speech(const struct sound *sound, int rate, struct arena *arena, struct speech *ret_speech,
                     struct error *err)
{
    struct sound even = {0};
    struct spans spans;
    uint64_t chance = 0;
    double gain;

    *ret_speech = (struct speech){0};
    if (!sound_at_rate(sound, rate, arena, &even, err) || !even.samples)
        return false;
    spans = spans_of(&even, arena);
    gain = fmin(GAIN_MAX,
                SOUND_LOUDNESS / fmax(SILENCE, amplitude(even.samples + spans.from, spans.to - spans.from)));
    ret_speech->count = spans.to - spans.from;
    ret_speech->starts_at_seconds = (double)spans.from / rate;
    ret_speech->samples = mem_array(ret_speech->count + 1, sizeof(int16_t));
    arena_on_free(arena, free_samples, ret_speech->samples);
    for (size_t i = 0; i < ret_speech->count; i++)
        ret_speech->samples[i] =
            sound_sample(gain * even.samples[spans.from + i] + SOUND_NOISE * sound_noise(&chance));
    ret_speech->had_noise = ret_speech->count && spans.above_noise <= CLEAR;
    return !ret_speech->had_noise || denoise(ret_speech->samples, ret_speech->count, err);
}
