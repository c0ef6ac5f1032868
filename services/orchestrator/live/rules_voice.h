/* live/rules_voice.h: how long a recording may be spoken. Pure: the clock is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VOICE_SECONDS_MAX 60    /* of sound, */
#define VOICE_IDLE_MS     10000 /* with no longer pause between two frames, */
#define VOICE_MS          90000 /* and over by then */

/* After so long without a frame it is forgotten; 0: now. */
int64_t voice_wait_ms(int64_t began_ms, int64_t now_ms);
bool voice_has_room(size_t bytes, size_t more); /* for more sound: 16 kHz, one channel, 16 bits */
bool voice_is_whole(size_t bytes);              /* a frame of it: samples, and at least one */
