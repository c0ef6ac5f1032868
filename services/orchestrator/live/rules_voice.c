/* rules_voice: the limits of a recording that is being spoken. */
#include "live/rules_voice.h"

#define SAMPLE_BYTES 2
#define BYTES_MAX    ((size_t)VOICE_SECONDS_MAX * 16000 * SAMPLE_BYTES)

int64_t voice_wait_ms(int64_t began_ms, int64_t now_ms)
{
    int64_t left = began_ms + VOICE_MS - now_ms;

    if (left < 0)
        return 0;
    return left < VOICE_IDLE_MS ? left : VOICE_IDLE_MS;
}

bool voice_has_room(size_t bytes, size_t more)
{
    return bytes <= BYTES_MAX && more <= BYTES_MAX - bytes;
}

bool voice_is_whole(size_t bytes)
{
    return bytes && bytes % SAMPLE_BYTES == 0;
}
