/* work_speech: a recording becomes a transcript, in a worker process.
 *
 * The recogniser is the process's own: made in the nursery when works are warmed, and shared by every worker
 * forked from it, each of which listens to one recording at a time. */
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text_file.h"
#include "media.h"
#include "speech/audio.h"
#include "speech/doubts.h"
#include "speech/recogniser.h"
#include "speech/wave.h"
#include "steward/v1/speech.pb-c.h"
#include "words.h"
#include "json/message.h"

static struct recogniser *recogniser;

struct recogniser *speech_recogniser(void)
{
    return recogniser;
}

static bool warm(const struct config *config, struct error *err)
{
    const char *model = config_text(config, "STEWARD_MEDIA_SPEECH_MODEL");
    struct arena *arena = arena_new(WORDS_FILE_BYTES + 4096);
    struct str words;
    bool is_warm =
        words_read(config, arena, &words, err) &&
        recogniser_new(model, words, str_of(text_file_named("sentences_en.txt")), &recogniser, err);

    arena_free(arena);
    if (!audio_aac_open())
        log_warn("recordings in AAC are not read: libfaad2 is not installed");
    if (!is_warm && err->policy == ERROR_SKIP && access(model, R_OK) != 0)
        return error_set(
            err, ERROR_FATAL, "speech",
            "speech is not understood: there is no acoustic model in %.120s; install pocketsphinx-en-us",
            model);
    return is_warm;
}

static void add_words(const struct heard *heard, double from, struct arena *arena,
                      Steward__V1__Transcript *transcript)
{
    transcript->words = arena_array(arena, heard->word_count + 1, sizeof(*transcript->words));
    for (size_t i = 0; i < heard->word_count; i++) {
        Steward__V1__SpokenWord *word = arena_new_of(arena, Steward__V1__SpokenWord);

        steward__v1__spoken_word__init(word);
        word->text = str_c(arena, heard->words[i].text);
        word->start_seconds = from + heard->words[i].start_seconds;
        word->end_seconds = from + heard->words[i].end_seconds;
        word->confidence = heard->words[i].confidence;
        transcript->words[transcript->n_words++] = word;
    }
    transcript->hypotheses = arena_array(arena, heard->hypothesis_count + 1, sizeof(char *));
    for (size_t i = 0; i < heard->hypothesis_count; i++)
        transcript->hypotheses[transcript->n_hypotheses++] = str_c(arena, heard->hypotheses[i]);
}

static void add_doubts(const struct heard *heard, struct arena *arena, Steward__V1__Transcript *transcript)
{
    struct doubt doubts[DOUBTS_MAX];
    size_t count = doubts_find(heard, arena, doubts);

    transcript->doubtful = arena_array(arena, count + 1, sizeof(*transcript->doubtful));
    for (size_t i = 0; i < count; i++) {
        Steward__V1__DoubtfulWords *words = arena_new_of(arena, Steward__V1__DoubtfulWords);

        steward__v1__doubtful_words__init(words);
        words->first = (uint32_t)doubts[i].first;
        words->count = (uint32_t)doubts[i].count;
        words->heard = str_c(arena, doubts[i].heard);
        words->alternative = str_c(arena, doubts[i].instead);
        words->confidence = doubts[i].confidence;
        transcript->doubtful[transcript->n_doubtful++] = words;
    }
}

static bool hear(const struct sound *sound, enum listening how, struct arena *arena,
                 Steward__V1__Transcript *transcript, struct error *err)
{
    struct speech speech;
    struct heard heard;

    if (!sound_to_speech(sound, RECOGNISER_RATE, arena, &speech, err) ||
        !recogniser_hear(recogniser, how, &speech, arena, &heard, err))
        return false;
    add_words(&heard, speech.starts_at_seconds, arena, transcript);
    add_doubts(&heard, arena, transcript);
    transcript->text = str_c(arena, heard.text);
    transcript->confidence = heard.confidence;
    transcript->language = str_c(arena, STR("en"));
    transcript->engine = str_c(arena, STR("pocketsphinx"));
    return true;
}

static bool give_wave(const struct sound *sound, struct arena *arena, Steward__V1__Hearing *hearing,
                      struct error *err)
{
    struct str wave;

    if (!wave_write(sound, RECOGNISER_RATE, arena, &wave, err))
        return false;
    hearing->wave.data = arena_copy(arena, wave.data, wave.len);
    hearing->wave.len = wave.len;
    return true;
}

static bool run(struct str bytes, const ProtobufCMessage *message, struct arena *arena,
                ProtobufCMessage **ret_answer, struct error *err)
{
    const Steward__V1__TranscribeAsk *ask = (const Steward__V1__TranscribeAsk *)message;
    enum listening how = ask->vocabulary == STEWARD__V1__TRANSCRIBE_ASK__VOCABULARY__GENERAL
                             ? LISTEN_IN_GENERAL
                             : LISTEN_AS_SHOP;
    Steward__V1__Hearing *hearing = message_new(&steward__v1__hearing__descriptor, arena);
    Steward__V1__Transcript *transcript = message_new(&steward__v1__transcript__descriptor, arena);
    int64_t began_us = clock_mono_us();
    const char *format;
    struct sound sound;

    if (!audio_decode(bytes, arena, &sound, &format, err) ||
        !(ask->only_decode ? give_wave(&sound, arena, hearing, err)
                           : hear(&sound, how, arena, transcript, err)))
        return false;
    transcript->format = str_c(arena, str_of(format));
    transcript->duration_seconds = sound_seconds(&sound);
    transcript->real_time_factor = (double)(clock_mono_us() - began_us) / 1e6 / transcript->duration_seconds;
    hearing->transcript = transcript;
    *ret_answer = &hearing->base;
    return true;
}

const struct work work_speech = {
    .name = "speech",
    .asks = &steward__v1__transcribe_ask__descriptor,
    .answers = &steward__v1__hearing__descriptor,
    .seconds = 60,
    .memory_bytes = (size_t)512 << 20,
    .warm = warm,
    .run = run,
};
