/* sound.h: decoded sound, one channel, and how it is made ready to be listened to.
 *
 * A decoder says rate and channels once, and adds what it decodes; channels are mixed as it comes, so that
 * memory is bounded by SOUND_SECONDS_MAX. Owner: who began it; the samples are freed with the arena. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define SOUND_SECONDS_MAX  60
#define SOUND_CHANNELS_MAX 8
#define SOUND_RATE_MIN     8000
#define SOUND_RATE_MAX     192000

struct sound {
    float *samples; /* -1 to 1, one channel */
    size_t count, room;
    int rate, channels;
};

/* Refuses a rate or a number of channels out of bounds; `frames` is what the file says that it holds, 0 if it
 * does not. */
MUST_CHECK bool sound_begin(struct sound *sound, int rate, int channels, int64_t frames, struct arena *arena,
                            struct error *err);
/* Interleaved. False: more than SOUND_SECONDS_MAX. */
MUST_CHECK bool sound_add(struct sound *sound, const float *samples, size_t frames, struct error *err);

/* The same at another rate. */
MUST_CHECK bool sound_at_rate(const struct sound *sound, int rate, struct arena *arena,
                              struct sound *ret_sound, struct error *err);

/* What is left to listen to: 16 bits, at that rate, as loud as speech should be, without the silence before
 * and after. */
struct speech {
    int16_t *samples;
    size_t count;
    double starts_at_seconds; /* how much silence was taken off before it */
    bool had_noise;           /* some of which was taken out */
};
MUST_CHECK bool sound_to_speech(const struct sound *sound, int rate, struct arena *arena,
                                struct speech *ret_speech, struct error *err);

/* One more sample of the noise that is added to speech: white, of amplitude 1, the same each time. What is
 * digitally silent is unlike all that acoustic models were made from, and is misheard. */
double sound_noise(uint64_t *chance);
int16_t sound_sample(double value);          /* of 16 bits; what is beyond -1 and 1 is cut */
#define SOUND_LOUDNESS 0.1                   /* -20 dB, as speech is usually recorded */
#define SOUND_NOISE    (SOUND_LOUDNESS / 56) /* -35 dB of the speech */

static inline double sound_seconds(const struct sound *sound)
{
    return sound->rate ? (double)sound->count / sound->rate : 0;
}
