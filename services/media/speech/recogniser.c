/* recogniser: the one that listens. pocketsphinx can read a language model from a file only; the one that is
 * learned here is given to it as a file in memory. */
#include "recogniser.h"

#include <math.h>
#include <pocketsphinx/pocketsphinx.h>
#include <sphinxbase/err.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "language_model.h"
#include "phonemes.h"
#include "sentences.h"
#include "vocabulary.h"

#define SENTENCES_SPOKEN 120000
#define TITLES_SPOKEN    2
#define WORDS_ARENA      ((size_t)256 << 20)
#define CHANCE           20260601 /* any; the model is the same at each start */
#define NBEST_LOOKED_AT  40

static const char *const searches[] = {[LISTEN_AS_SHOP] = "shop", [LISTEN_IN_GENERAL] = "general"};

struct recogniser {
    ps_decoder_t *decoder;
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
    if (!is_loaded)
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
    ps_free(recogniser->decoder);
    mem_free(recogniser);
}

/* The word without the mark of its pronunciation, "either(2)"; empty: silence or noise. */
static struct str bare(const char *word)
{
    struct str text = str_of(word);
    ptrdiff_t bracket = str_find(text, STR("("));

    if (!text.len || str_has_char("<[+", *text.data))
        return STR_NONE;
    return bracket > 0 ? str_sub(text, 0, (size_t)bracket) : text;
}

static void read_words(struct recogniser *recogniser, struct arena *arena, struct heard *heard)
{
    logmath_t *math = ps_get_logmath(recogniser->decoder);
    double frames = cmd_ln_int32_r(ps_get_config(recogniser->decoder), "-frate"), logs = 0;
    struct buf text = {0};
    size_t room = 0;

    for (ps_seg_t *at = ps_seg_iter(recogniser->decoder); at; at = ps_seg_next(at))
        room++;
    heard->words = arena_array(arena, room + 1, sizeof(struct heard_word));
    for (ps_seg_t *at = ps_seg_iter(recogniser->decoder); at; at = ps_seg_next(at)) {
        struct str word = bare(ps_seg_word(at));
        int from, to;
        double confidence;

        if (!word.len || heard->word_count == room)
            continue;
        ps_seg_frames(at, &from, &to);
        confidence = fmin(1, logmath_exp(math, ps_seg_prob(at, NULL, NULL, NULL)));
        heard->words[heard->word_count++] = (struct heard_word){.text = str_copy(arena, word),
                                                                .start_seconds = from / frames,
                                                                .end_seconds = (to + 1) / frames,
                                                                .confidence = confidence};
        logs += log(fmax(confidence, 1e-6));
        buf_printf(&text, "%s%.*s", text.len ? " " : "", STR_ARGS(word));
    }
    heard->text = str_copy(arena, buf_as_str(&text));
    heard->confidence = heard->word_count ? exp(logs / (double)heard->word_count) : 0;
    buf_free(&text);
}

static bool is_told(const struct heard *heard, struct str text)
{
    for (size_t i = 0; i < heard->hypothesis_count; i++)
        if (str_eq(heard->hypotheses[i], text))
            return true;
    return !text.len || str_eq(heard->text, text);
}

static void read_hypotheses(struct recogniser *recogniser, struct arena *arena, struct heard *heard)
{
    ps_nbest_t *at = ps_nbest(recogniser->decoder);

    for (size_t looked = 0; at && looked < NBEST_LOOKED_AT && heard->hypothesis_count < RECOGNISER_HYPOTHESES;
         looked++) {
        const char *text = ps_nbest_hyp(at, NULL);

        if (!is_told(heard, str_of(text)))
            heard->hypotheses[heard->hypothesis_count++] = str_copy(arena, str_of(text));
        at = ps_nbest_next(at);
    }
    if (at)
        ps_nbest_free(at);
}

bool recogniser_hear(struct recogniser *recogniser, enum listening how, const int16_t *samples, size_t count,
                     struct arena *arena, struct heard *ret_heard, struct error *err)
{
    *ret_heard = (struct heard){0};
    if (!count)
        return true;
    if (ps_set_search(recogniser->decoder, searches[how]) || ps_start_stream(recogniser->decoder) ||
        ps_start_utt(recogniser->decoder) ||
        ps_process_raw(recogniser->decoder, samples, count, FALSE, TRUE) < 0 ||
        ps_end_utt(recogniser->decoder))
        return error_set(err, ERROR_SKIP, "speech", "pocketsphinx cannot read this sound");
    if (!ps_get_hyp(recogniser->decoder, NULL))
        return true;
    read_words(recogniser, arena, ret_heard);
    read_hypotheses(recogniser, arena, ret_heard);
    return true;
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
