/* recogniser: the one that listens. pocketsphinx can read a language model from a file only; the one that is
 * learned here is given to it as a file in memory.
 *
 * A shop has three ears. The plain one hears people best. The others are for noise, and for voices unlike
 * those that the acoustic model was made from: with them the cepstra vary about as much as theirs
 * (cepstra.h), and formants are taken for lower than they are, and lower still. Without noise each is asked
 * where those before it are unsure; which of them heard best, their confidence tells. */
#include "recogniser.h"

#include <pocketsphinx/pocketsphinx.h>
#include <sphinxbase/err.h>
#include <sphinxbase/fe.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cepstra.h"
#include "language_model.h"
#include "phonemes.h"
#include "recogniser_read.h"
#include "sentences.h"
#include "vocabulary.h"

#define SENTENCES_SPOKEN 120000
#define TITLES_SPOKEN    2
#define WORDS_ARENA      ((size_t)256 << 20)
#define CHANCE           20260601 /* any; the model is the same at each start */
#define FRAMES_A_SECOND  100
#define SURE             0.7                    /* as confident as that, no other ear is asked */
#define AGAIN_MAX        (20 * RECOGNISER_RATE) /* samples to be heard again, by all of them together */

static const char *const searches[] = {[LISTEN_AS_SHOP] = "shop", [LISTEN_IN_GENERAL] = "general"};

enum ear { PLAIN_EAR, OTHER_EAR, THIRD_EAR, EARS };

/* By how much formants are taken for lower. */
static const char *const formants[EARS] = {[OTHER_EAR] = "1.08", [THIRD_EAR] = "1.16"};

struct recogniser {
    ps_decoder_t *decoder; /* with the plain ear */
    fe_t *ears[EARS];      /* the others */
    bool is_listening;
};

static const char *pronunciation(void *owner, struct str word, struct arena *arena)
{
    struct recogniser *recogniser = owner;
    char *phones = ps_lookup_word(recogniser->decoder, str_c(arena, word));
    const char *copy = phones ? str_c(arena, str_of(phones)) : NULL;

    free(phones); /* pocketsphinx allocates with malloc */
    return copy;
}

static void add_pronunciations(struct recogniser *recogniser, const char *word, struct arena *arena)
{
    const char *guesses[PHONEMES_GUESSES];
    size_t count;

    if (pronunciation(recogniser, str_of(word), arena))
        return;
    count = phonemes_guess(str_of(word), pronunciation, recogniser, arena, guesses);
    for (size_t i = 0; i < count; i++) {
        char *name = i ? str_printf(arena, "%s(%zu)", word, i + 1) : str_printf(arena, "%s", word);

        ps_add_word(recogniser->decoder, name, guesses[i], FALSE);
    }
}

static bool learn(struct str words, struct str sentences_file, struct arena *arena,
                  struct language_model *model, struct error *err)
{
    struct vocabulary *vocabulary;
    struct sentences *sentences;
    struct buf said = {0};
    uint64_t chance = CHANCE;

    if (!vocabulary_read(words, arena, &vocabulary, err) ||
        !sentences_read(sentences_file, vocabulary, arena, &sentences, err))
        return false;
    for (enum phrase_kind kind = 0; kind < PHRASE_KINDS; kind++)
        for (size_t i = 0; i < TITLES_SPOKEN * vocabulary->of[kind].count; i++)
            language_model_learn(model, vocabulary->of[kind].spoken[i / TITLES_SPOKEN]);
    for (size_t i = 0; i < SENTENCES_SPOKEN; i++) {
        buf_clear(&said);
        sentences_say(sentences, &chance, &said);
        language_model_learn(model, buf_as_str(&said));
    }
    buf_free(&said);
    return true;
}

/* The model as a file in memory; -1 and errno. */
static int as_file(struct language_model *model)
{
    int fd = memfd_create("language model", MFD_CLOEXEC);
    struct buf arpa = {0};
    size_t at = 0;

    if (fd < 0)
        return -1;
    language_model_write(model, &arpa);
    while (at < arpa.len) {
        ssize_t wrote = write(fd, arpa.data + at, arpa.len - at);

        if (wrote <= 0)
            break;
        at += (size_t)wrote;
    }
    buf_free(&arpa);
    return fd;
}

static bool use_shop_model(struct recogniser *recogniser, struct language_model *model, struct error *err)
{
    char path[64];
    int fd = as_file(model);
    ngram_model_t *grams;
    bool is_used;

    if (fd < 0)
        return error_set(err, ERROR_RETRY, "speech", "there is no memory for a language model");
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    grams = ngram_model_read(ps_get_config(recogniser->decoder), path, NGRAM_ARPA,
                             logmath_retain(ps_get_logmath(recogniser->decoder)));
    close(fd);
    is_used = grams && !ps_set_lm(recogniser->decoder, searches[LISTEN_AS_SHOP], grams);
    ngram_model_free(grams);
    return is_used || error_set(err, ERROR_FATAL, "speech", "pocketsphinx cannot use the language model");
}

static bool teach(struct recogniser *recogniser, struct str words, struct str sentences, struct error *err)
{
    struct arena *arena = arena_new(WORDS_ARENA);
    struct language_model *model = language_model_new();
    bool is_taught = learn(words, sentences, arena, model, err);
    const char *word;

    for (size_t i = 0; is_taught && (word = language_model_word(model, i)); i++)
        add_pronunciations(recogniser, word, arena);
    is_taught = is_taught && use_shop_model(recogniser, model, err);
    language_model_free(model);
    arena_free(arena);
    return is_taught;
}

/* Each recording is normalised by itself, so that nothing of one gets into how the next is heard; silence
 * stays in, else the times of words would be those of what is left (what is before and behind the speech was
 * taken off already). */
static ps_decoder_t *decoder_new(const char *model)
{
    struct arena *arena = arena_new(4096);
    cmd_ln_t *config = cmd_ln_init(NULL, ps_args(), FALSE, "-hmm", str_printf(arena, "%s/en-us", model),
                                   "-dict", str_printf(arena, "%s/cmudict-en-us.dict", model), "-cmn",
                                   "batch", "-remove_silence", "no", NULL);
    ps_decoder_t *decoder = config ? ps_init(config) : NULL;

    cmd_ln_free_r(config);
    arena_free(arena);
    return decoder;
}

/* As the decoder's own, which was made before: what its settings say from now on is not looked at again. */
static bool make_other_ears(struct recogniser *recogniser)
{
    cmd_ln_t *config = ps_get_config(recogniser->decoder);

    cmd_ln_set_str_r(config, "-warp_type", "inverse_linear");
    for (enum ear ear = OTHER_EAR; ear < EARS; ear++) {
        cmd_ln_set_str_r(config, "-warp_params", formants[ear]);
        recogniser->ears[ear] = fe_init_auto_r(config);
        if (!recogniser->ears[ear])
            return false;
    }
    return true;
}

static bool load(struct recogniser *recogniser, const char *model, struct str words, struct str sentences,
                 struct error *err)
{
    struct arena *arena = arena_new(4096);
    const char *general = str_printf(arena, "%s/en-us.lm.bin", model);
    bool is_loaded;

    if (access(general, R_OK) != 0) {
        arena_free(arena);
        return error_set(err, ERROR_SKIP, "speech", "there is no acoustic model in %.150s", model);
    }
    recogniser->decoder = decoder_new(model);
    is_loaded =
        recogniser->decoder && !ps_set_lm_file(recogniser->decoder, searches[LISTEN_IN_GENERAL], general);
    arena_free(arena);
    if (!is_loaded || !make_other_ears(recogniser))
        return error_set(err, ERROR_FATAL, "speech", "pocketsphinx cannot use the model in %.150s", model);
    return teach(recogniser, words, sentences, err);
}

bool recogniser_new(const char *model, struct str words, struct str sentences,
                    struct recogniser **ret_recogniser, struct error *err)
{
    struct recogniser *recogniser = mem_new(struct recogniser);

    err_set_logfp(NULL); /* it would write hundreds of lines */
    if (!load(recogniser, model, words, sentences, err)) {
        recogniser_free(recogniser);
        return false;
    }
    *ret_recogniser = recogniser;
    return true;
}

void recogniser_free(struct recogniser *recogniser)
{
    if (!recogniser)
        return;
    for (enum ear ear = OTHER_EAR; ear < EARS; ear++)
        fe_free(recogniser->ears[ear]);
    ps_free(recogniser->decoder);
    mem_free(recogniser);
}

/* All of it at once, so that it is known how much it varies. */
static bool take_in_otherwise(struct recogniser *recogniser, fe_t *ear, const struct speech *speech,
                              struct arena *arena)
{
    size_t room = speech->count * FRAMES_A_SECOND / RECOGNISER_RATE + 2, left = speech->count;
    float **frames = arena_array(arena, room, sizeof(float *));
    const int16_t *samples = speech->samples;
    int32_t taken = (int32_t)room - 1, more = 0;

    for (size_t i = 0; i < room; i++)
        frames[i] = arena_array(arena, CEPSTRA, sizeof(float));
    fe_start_stream(ear);
    if (fe_start_utt(ear) < 0 || fe_process_frames(ear, &samples, &left, frames, &taken, NULL) < 0 ||
        fe_end_utt(ear, frames[taken], &more) < 0)
        return false;
    taken += more;
    cepstra_even(frames, (size_t)taken);
    return ps_process_cep(recogniser->decoder, frames, taken, FALSE, TRUE) >= 0;
}

static bool take_in(struct recogniser *recogniser, enum ear ear, const struct speech *speech,
                    struct arena *arena)
{
    if (ear == PLAIN_EAR)
        return ps_process_raw(recogniser->decoder, speech->samples, speech->count, FALSE, TRUE) >= 0;
    return take_in_otherwise(recogniser, recogniser->ears[ear], speech, arena);
}

static bool hear_with(struct recogniser *recogniser, enum ear ear, const struct speech *speech,
                      struct arena *arena, struct heard *ret_heard, struct error *err)
{
    *ret_heard = (struct heard){0};
    if (ps_start_stream(recogniser->decoder) || ps_start_utt(recogniser->decoder) ||
        !take_in(recogniser, ear, speech, arena) || ps_end_utt(recogniser->decoder))
        return error_set(err, ERROR_SKIP, "speech", "pocketsphinx cannot read this sound");
    recogniser_read(recogniser->decoder, arena, ret_heard);
    return true;
}

/* What an ear heard more surely than those before it counts. */
static bool hear_again(struct recogniser *recogniser, const struct speech *speech, struct arena *arena,
                       struct heard *heard, struct error *err)
{
    for (enum ear ear = OTHER_EAR; ear < EARS && ear * speech->count <= AGAIN_MAX && heard->confidence < SURE;
         ear++) {
        struct heard otherwise;

        if (!hear_with(recogniser, ear, speech, arena, &otherwise, err))
            return false;
        if (otherwise.confidence > heard->confidence)
            *heard = otherwise;
    }
    return true;
}

bool recogniser_hear(struct recogniser *recogniser, enum listening how, const struct speech *speech,
                     struct arena *arena, struct heard *ret_heard, struct error *err)
{
    bool is_shop = how == LISTEN_AS_SHOP, had_noise = is_shop && speech->had_noise;

    *ret_heard = (struct heard){0};
    if (!speech->count)
        return true;
    if (ps_set_search(recogniser->decoder, searches[how]))
        return error_set(err, ERROR_FATAL, "speech", "pocketsphinx has lost a language model");
    if (!hear_with(recogniser, had_noise ? OTHER_EAR : PLAIN_EAR, speech, arena, ret_heard, err))
        return false;
    return !is_shop || had_noise || hear_again(recogniser, speech, arena, ret_heard, err);
}

static bool begin_to_listen(struct recogniser *recogniser)
{
    recogniser->is_listening = !ps_set_search(recogniser->decoder, searches[LISTEN_AS_SHOP]) &&
                               !ps_start_stream(recogniser->decoder) && !ps_start_utt(recogniser->decoder);
    return recogniser->is_listening;
}

/* Its beginning and end are not known together, so pocketsphinx normalises it by what it has heard so far. */
bool recogniser_listen(struct recogniser *recogniser, const int16_t *samples, size_t count,
                       struct arena *arena, struct str *ret_text, struct error *err)
{
    if ((!recogniser->is_listening && !begin_to_listen(recogniser)) ||
        ps_process_raw(recogniser->decoder, samples, count, FALSE, FALSE) < 0)
        return error_set(err, ERROR_SKIP, "speech", "pocketsphinx cannot read this sound");
    *ret_text = str_copy(arena, str_of(ps_get_hyp(recogniser->decoder, NULL)));
    return true;
}
