/* recogniser.h: pocketsphinx, which hears English words in sound. The only owner of it.
 *
 * It has two ways to listen, both loaded once: as a shop, with a language model learned from sentences of the
 * catalogue's vocabulary (quick and right about what is sold), and in general, with the model that comes with
 * the acoustic one. Made before worker processes are forked; they share what was loaded. Not thread-safe.
 * After it is made it opens no file. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "sound.h"

#define RECOGNISER_RATE       16000 /* samples a second, one channel */
#define RECOGNISER_HYPOTHESES 5

enum listening { LISTEN_AS_SHOP, LISTEN_IN_GENERAL };

struct heard_word {
    struct str text;
    double start_seconds, end_seconds;
    double confidence; /* how much likelier this word is than others that would fit there, 0 to 1 */
};

struct heard {
    struct heard_word *words;
    size_t word_count;
    struct str text;                              /* the words with a blank between */
    double confidence;                            /* of all words together: their geometric mean */
    struct str hypotheses[RECOGNISER_HYPOTHESES]; /* what else it may have been, the likeliest first; all
                                                     different */
    size_t hypothesis_count;
};

struct recogniser;

/* `model` is a folder as that of Debian's pocketsphinx-en-us; `words` and `sentences` are texts as of
 * vocabulary.h and sentences.h. False: *err says why; ERROR_SKIP if there is no model in that folder. Takes
 * about two seconds. */
MUST_CHECK bool recogniser_new(const char *model, struct str words, struct str sentences,
                               struct recogniser **ret_recogniser, struct error *err);
/* Texts live in the arena. Silence is no error, and no words. As a shop it listens differently where there
 * was noise, and up to twice more where it is unsure. */
MUST_CHECK bool recogniser_hear(struct recogniser *recogniser, enum listening how,
                                const struct speech *speech, struct arena *arena, struct heard *ret_heard,
                                struct error *err);
/* Sound as it is spoken, and what has been understood of it so far, as a shop. It is one voice from beginning
 * to end: what is learned of it stays, so this is for a process that ends with it. */
MUST_CHECK bool recogniser_listen(struct recogniser *recogniser, const int16_t *samples, size_t count,
                                  struct arena *arena, struct str *ret_text, struct error *err);
void recogniser_free(struct recogniser *recogniser); /* NULL does nothing */
