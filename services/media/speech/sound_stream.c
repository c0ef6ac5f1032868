/* sound_stream: how loud a voice is, is known from its loudest syllable so far. It is taken for loud enough
 * at first, so that a silence before it is not made as loud as speech. */
#include "sound_stream.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "recogniser.h"
#include "sound.h"

#define WINDOW       ((size_t)RECOGNISER_RATE / 50)
#define LOUD_AT_ONCE 0.02 /* of a window */
#define LOUDEST                                                                                              \
    (2 * SOUND_LOUDNESS) /* the loudest windows of speech are about twice as loud as all of it               \
                          */

static double sample_at(struct str bytes, size_t i)
{
    uint16_t little;

    memcpy(&little, bytes.data + 2 * i, sizeof(little));
    return (double)(int16_t)le16toh(little) / INT16_MAX;
}

static double amplitude(struct str bytes, size_t from, size_t to)
{
    double sum = 0;

    for (size_t i = from; i < to; i++)
        sum += sample_at(bytes, i) * sample_at(bytes, i);
    return sqrt(sum / (double)(to - from));
}

void sound_stream_add(struct sound_stream *stream, struct str bytes, int16_t *ret_samples)
{
    size_t count = bytes.len / 2;
    double gain;

    stream->loudest = fmax(LOUD_AT_ONCE, stream->loudest);
    for (size_t at = 0; at + WINDOW <= count; at += WINDOW)
        stream->loudest = fmax(stream->loudest, amplitude(bytes, at, at + WINDOW));
    gain = LOUDEST / stream->loudest;
    for (size_t i = 0; i < count; i++) {
        double sample = gain * sample_at(bytes, i) + SOUND_NOISE * sound_noise(&stream->chance);

        ret_samples[i] = sound_sample(sample);
    }
}
