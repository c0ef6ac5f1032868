/* transcriber: of a recording, in this order: on_decoded, on_remote, on_heard. */
#include "transcriber.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "remote.h"
#include "speech/transcription.h"

#define BOUNDARY "steward-"

struct transcriber {
    struct worker_pool *pool;
    struct remote *remote; /* NULL: there is none */
    char *model, *language;
    bool with_times;
};

struct recording {
    struct transcriber *transcriber;
    struct piece_ask ask; /* of who waits; its bytes are gone when it was decoded */
    const Steward__V1__Hearing *decoded;
    int64_t began_us;
};

static const struct remote_kind speech = {
    .url = "STEWARD_SPEECH_URL",
    .key = "STEWARD_SPEECH_KEY",
    .deadline_ms = "STEWARD_SPEECH_DEADLINE_MS",
    .path = "/audio/transcriptions",
    .reply_bytes = TRANSCRIPTION_REPLY_BYTES,
    .done = "heard",
    .counted = "steward_media_remote_speech_total",
    .counted_help = "Recordings for the remote engine; what is not heard there is heard here.",
    .timed = "steward_media_remote_speech_seconds",
    .timed_help = "How long the remote engine took.",
};

struct transcriber *transcriber_new(const struct config *config, struct worker_pool *pool,
                                    struct http_client *http)
{
    struct transcriber *transcriber = mem_new(struct transcriber);

    *transcriber = (struct transcriber){.pool = pool,
                                        .remote = remote_new(config, http, &speech),
                                        .model = mem_text(config_text(config, "STEWARD_SPEECH_MODEL")),
                                        .language = mem_text(config_text(config, "STEWARD_SPEECH_LANGUAGE")),
                                        .with_times = config_bool(config, "STEWARD_SPEECH_TIMES")};
    return transcriber;
}

const char *transcriber_trouble(const struct transcriber *transcriber)
{
    return remote_trouble(transcriber->remote);
}

/* ---- the end of a recording ---- */

static void finish(struct recording *recording, Steward__V1__Transcript *transcript)
{
    double seconds = transcript->duration_seconds;

    transcript->real_time_factor = (double)(clock_mono_us() - recording->began_us) / 1e6 / seconds;
    recording->ask.done(recording->ask.owner, &transcript->base, NULL);
}

static void on_heard(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct recording *recording = owner;
    Steward__V1__Transcript *transcript;

    if (err) {
        recording->ask.done(recording->ask.owner, NULL, err);
        return;
    }
    transcript = ((const Steward__V1__Hearing *)answer)->transcript;
    if (recording->decoded) /* it was heard as the WAV file that was made of it */
        transcript->format = recording->decoded->transcript->format;
    recording->ask.done(recording->ask.owner, &transcript->base, NULL);
}

static int left_ms(const struct recording *recording)
{
    int left = recording->ask.within_ms - (int)((clock_mono_us() - recording->began_us) / 1000);

    return left > 0 ? left : 1;
}

static void hear_here(struct recording *recording, const char *why)
{
    struct piece_ask ask = recording->ask;

    log_warn("a recording is heard here, not by the remote engine", {"why", LOG_TEXT(why)});
    ask.bytes = str_n((const char *)recording->decoded->wave.data, recording->decoded->wave.len);
    ask.within_ms = left_ms(recording);
    ask.done = on_heard;
    ask.owner = recording;
    pool_ask(recording->transcriber->pool, &ask);
}

/* ---- the remote engine ---- */

static bool read_reply(void *owner, struct str body, const char **ret_why)
{
    struct recording *recording = owner;

    return transcription_read(body, recording->ask.arena, recording->decoded->transcript, ret_why);
}

static void on_remote(void *owner, const char *why)
{
    struct recording *recording = owner;
    const struct transcriber *transcriber = recording->transcriber;
    Steward__V1__Transcript *transcript = recording->decoded->transcript;

    if (why) {
        hear_here(recording, why);
        return;
    }
    transcript->engine = str_c(recording->ask.arena, str_of(transcriber->model));
    if (*transcriber->language)
        transcript->language = str_c(recording->ask.arena, str_of(transcriber->language));
    finish(recording, transcript);
}

/* NULL: it has it now. */
static const char *ask_remote(struct recording *recording)
{
    struct transcriber *transcriber = recording->transcriber;
    struct arena *arena = recording->ask.arena;
    struct transcription_ask ask = {
        .model = transcriber->model,
        .language = transcriber->language,
        .with_times = transcriber->with_times,
        .wave = str_n((const char *)recording->decoded->wave.data, recording->decoded->wave.len),
    };
    char id[ID_SIZE], *boundary;
    struct buf body = {0};
    const char *why;

    id_new(id); /* no sound has it in it by chance */
    boundary = str_printf(arena, BOUNDARY "%s", id);
    transcription_write(&ask, boundary, &body);
    why = remote_ask(transcriber->remote,
                     &(struct remote_question){
                         .content_type = str_printf(arena, "multipart/form-data; boundary=%s", boundary),
                         .body = buf_as_str(&body),
                         .within_ms = left_ms(recording),
                         .arena = arena,
                         .read = read_reply,
                         .done = on_remote,
                         .owner = recording,
                     });
    buf_free(&body);
    return why;
}

static void on_decoded(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct recording *recording = owner;
    const char *why;

    if (err) {
        recording->ask.done(recording->ask.owner, NULL, err);
        return;
    }
    recording->decoded = (const Steward__V1__Hearing *)answer;
    why = ask_remote(recording);
    if (why)
        hear_here(recording, why);
}

void transcriber_ask(struct transcriber *transcriber, const struct piece_ask *ask)
{
    struct recording *recording = arena_new_of(ask->arena, struct recording);
    Steward__V1__TranscribeAsk how = *(const Steward__V1__TranscribeAsk *)ask->ask;
    struct piece_ask first = *ask;

    *recording = (struct recording){.transcriber = transcriber, .ask = *ask, .began_us = clock_mono_us()};
    how.only_decode = transcriber->remote != NULL;
    first.ask = &how.base;
    first.done = transcriber->remote ? on_decoded : on_heard;
    first.owner = recording;
    pool_ask(transcriber->pool, &first);
}

void transcriber_free(struct transcriber *transcriber)
{
    if (!transcriber)
        return;
    remote_free(transcriber->remote);
    mem_free(transcriber->model);
    mem_free(transcriber->language);
    mem_free(transcriber);
}
