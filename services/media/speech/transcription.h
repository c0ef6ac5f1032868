/* transcription.h: what an OpenAI-compatible engine is asked to hear (POST /v1/audio/transcriptions), and
 * what it answers. Pure. */
#pragma once

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/speech.pb-c.h"

#define TRANSCRIPTION_REPLY_BYTES (1 << 20)
#define TRANSCRIPTION_TEXT_BYTES  (16 << 10)
#define TRANSCRIPTION_WORDS_MAX   2000

struct transcription_ask {
    const char *model;
    const char *language; /* "en"; empty: it is to find out */
    bool with_times;      /* of words: not every model tells them */
    struct str wave;      /* a WAV file */
};

/* As a form whose parts are divided by the boundary, which must not occur in any of them. */
void transcription_write(const struct transcription_ask *ask, const char *boundary, struct buf *out);
/* Text, words, confidence and language of a reply, into *transcript, whose duration is known. False: it is
 * none, and *transcript is as it was; *ret_why says what is wrong. */
MUST_CHECK bool transcription_read(struct str body, struct arena *arena, Steward__V1__Transcript *transcript,
                                   const char **ret_why);
