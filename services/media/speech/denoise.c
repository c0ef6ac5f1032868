/* denoise: each frequency of each frame is lowered by the part of it that is noise.
 *
 * The noise is what the quietest frames have in common: all of the recording is there, so nothing need be
 * learned on the way. How much speech there is over it is told from this frame and, above all, from what was
 * left of the one before ("decision directed"): else what stays of the noise would twitter, which a
 * recogniser takes for consonants. The gain is that of Ephraim and Malah (1985), which errs least about the
 * logarithm of the spectrum: that is what a recogniser looks at. */
#include "denoise.h"

#include <kiss_fftr.h>
#include <math.h>
#include <stdlib.h>

#define BINS        (DENOISE_FRAME / 2 + 1)
#define STEP        (DENOISE_FRAME / 4)
#define WINDOWS_SUM 2.F   /* of the squares of the windows that are over each sample */
#define QUIETEST    0.15  /* of the frames are noise alone, or nearly */
#define FROM_BEFORE 0.9   /* how much of what is told comes from the frame before */
#define GAIN_MIN    0.18F /* -15 dB: more than that takes speech with it */

struct filter {
    kiss_fftr_cfg forth, back;
    float window[DENOISE_FRAME];
    double noise[BINS];  /* the power of it */
    double speech[BINS]; /* what was left of the frame before, in noises */
};

/* The root of a Hann window: going forth and back it is a whole one, and these add up to a constant. */
static void filter_begin(struct filter *filter)
{
    for (size_t i = 0; i < DENOISE_FRAME; i++)
        filter->window[i] = sinf((float)M_PI * (float)i / DENOISE_FRAME);
}

static double power_of(kiss_fft_cpx bin)
{
    return (double)bin.r * bin.r + (double)bin.i * bin.i;
}

static void look_at(struct filter *filter, const float *samples, kiss_fft_cpx *ret_bins)
{
    float frame[DENOISE_FRAME];

    for (size_t i = 0; i < DENOISE_FRAME; i++)
        frame[i] = filter->window[i] * samples[i];
    kiss_fftr(filter->forth, frame, ret_bins);
}

/* ---- the noise ---- */

static double loudness(const kiss_fft_cpx *bins)
{
    double sum = 0;

    for (size_t i = 0; i < BINS; i++)
        sum += log(1 + power_of(bins[i]));
    return sum;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void learn_noise(struct filter *filter, const float *samples, size_t frames)
{
    double *levels = mem_array(frames, sizeof(double)), *sorted, quiet;
    kiss_fft_cpx bins[BINS];
    size_t learned = 0;

    for (size_t at = 0; at < frames; at++) {
        look_at(filter, samples + at * STEP, bins);
        levels[at] = loudness(bins);
    }
    sorted = mem_copy(levels, frames * sizeof(double));
    qsort(sorted, frames, sizeof(double), by_size);
    quiet = sorted[(size_t)((double)frames * QUIETEST)];
    for (size_t at = 0; at < frames; at++) {
        if (levels[at] > quiet)
            continue;
        look_at(filter, samples + at * STEP, bins);
        for (size_t i = 0; i < BINS; i++)
            filter->noise[i] += power_of(bins[i]);
        learned++;
    }
    for (size_t i = 0; i < BINS; i++)
        filter->noise[i] = fmax(1, filter->noise[i] / (double)learned);
    mem_free(sorted);
    mem_free(levels);
}

/* ---- taking it out ---- */

/* The exponential integral E1 (Abramowitz and Stegun 5.1.53 and 5.1.54). */
static double exponential_integral(double x)
{
    if (x < 1)
        return -log(x) - 0.57721566 +
               x * (0.99999193 + x * (-0.24991055 + x * (0.05519968 + x * (-0.00976004 + x * 0.00107857))));
    return exp(-x) / x * (x * x + 2.334733 * x + 0.250621) / (x * x + 3.330657 * x + 1.681534);
}

/* `told` and `over` are in noises: how much speech there is told to be, and how much there is of both. */
static double gain_of(double told, double over)
{
    double part = told / (1 + told);

    return fmin(1, part * exp(exponential_integral(fmax(1e-6, part * over)) / 2));
}

static void lower_noise(struct filter *filter, kiss_fft_cpx *bins)
{
    for (size_t i = 0; i < BINS; i++) {
        double over = power_of(bins[i]) / filter->noise[i];
        double told = FROM_BEFORE * filter->speech[i] + (1 - FROM_BEFORE) * fmax(0, over - 1);
        double gain = gain_of(told, over);
        float by = fmaxf(GAIN_MIN, (float)gain);

        filter->speech[i] = gain * gain * over;
        bins[i].r *= by;
        bins[i].i *= by;
    }
}

/* `samples` have a frame of silence before and behind them, so that each is in as many frames as any other.
 */
static void go_through(struct filter *filter, const float *samples, size_t room, float *out)
{
    for (size_t at = 0; at + DENOISE_FRAME <= room; at += STEP) {
        kiss_fft_cpx bins[BINS];
        float frame[DENOISE_FRAME];

        look_at(filter, samples + at, bins);
        lower_noise(filter, bins);
        kiss_fftri(filter->back, bins, frame);
        for (size_t i = 0; i < DENOISE_FRAME; i++)
            out[at + i] += filter->window[i] * frame[i] / (WINDOWS_SUM * DENOISE_FRAME);
    }
}

static void take_out(struct filter *filter, int16_t *samples, size_t count)
{
    size_t room = count + 2 * DENOISE_FRAME;
    float *in = mem_array(room, sizeof(float)), *out = mem_array(room, sizeof(float));

    filter_begin(filter);
    for (size_t i = 0; i < count; i++)
        in[DENOISE_FRAME + i] = samples[i];
    learn_noise(filter, in + DENOISE_FRAME, (count - DENOISE_FRAME) / STEP + 1);
    go_through(filter, in, room, out);
    for (size_t i = 0; i < count; i++)
        samples[i] = (int16_t)lrintf(fmaxf(INT16_MIN, fminf(INT16_MAX, out[DENOISE_FRAME + i])));
    mem_free(out);
    mem_free(in);
}

bool denoise(int16_t *samples, size_t count, struct error *err)
{
    struct filter filter = {.forth = kiss_fftr_alloc(DENOISE_FRAME, 0, NULL, NULL),
                            .back = kiss_fftr_alloc(DENOISE_FRAME, 1, NULL, NULL)};
    bool is_ready = filter.forth && filter.back;

    if (is_ready && count >= DENOISE_FRAME)
        take_out(&filter, samples, count);
    kiss_fftr_free(filter.forth);
    kiss_fftr_free(filter.back);
    return is_ready || error_set(err, ERROR_RETRY, "audio", "there is no memory to take noise out");
}
