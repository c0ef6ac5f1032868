/* denoise: the recording is gone through twice, the first time only to learn the noise: the beginning counts
 * as much as the end. */
#include "denoise.h"

#include <speex/speex_preprocess.h>

#define FRAMES_A_SECOND 50
#define DECIBELS        15 /* that noise is lowered by; more takes speech with it */

static void go_through(SpeexPreprocessState *state, int16_t *samples, size_t count, size_t frame)
{
    for (size_t at = 0; at + frame <= count; at += frame)
        speex_preprocess_run(state, samples + at);
}

bool denoise(int16_t *samples, size_t count, int rate, struct error *err)
{
    size_t frame = (size_t)(rate / FRAMES_A_SECOND);
    SpeexPreprocessState *state = speex_preprocess_state_init((int)frame, rate);
    int is_on = 1, by = -DECIBELS;
    int16_t *copy;

    if (!state)
        return error_set(err, ERROR_RETRY, "audio", "there is no memory to take noise out");
    speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_DENOISE, &is_on);
    speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, &by);
    copy = mem_copy(samples, count * sizeof(*samples));
    go_through(state, copy, count, frame);
    mem_free(copy);
    go_through(state, samples, count, frame);
    speex_preprocess_state_destroy(state);
    return true;
}
