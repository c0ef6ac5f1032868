/* cepstra: noise fills the valleys of a spectrum, so that its cepstra vary less; the peaks of a formant
 * synthesiser's are sharper than a throat's, so that they vary up to twice as much. Taking away the mean, as
 * every recogniser does, makes up for neither. They are brought half of the way, for how much a few words
 * vary is their own affair, too. */
#include "cepstra.h"

#include <math.h>

/* The standard deviations of pocketsphinx-en-us: of all Gaussians that it takes sounds for, as one. */
static const double spreads[CEPSTRA] = {12.1, 15.8, 13.6, 18.3, 17.0, 14.8, 16.1,
                                        15.6, 14.9, 14.9, 13.6, 12.8, 12.0};

static double mean_of(float *const *frames, size_t count, size_t which)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += frames[i][which];
    return sum / (double)count;
}

static double spread_of(float *const *frames, size_t count, size_t which, double mean)
{
    double squares = 0;

    for (size_t i = 0; i < count; i++)
        squares += (frames[i][which] - mean) * (frames[i][which] - mean);
    return sqrt(squares / (double)count);
}

void cepstra_even(float *const *frames, size_t count)
{
    for (size_t which = 0; which < CEPSTRA && count; which++) {
        double mean = mean_of(frames, count, which), spread = spread_of(frames, count, which, mean);

        for (size_t i = 0; i < count && spread > 0; i++)
            frames[i][which] = (float)(mean + (frames[i][which] - mean) * sqrt(spreads[which] / spread));
    }
}
