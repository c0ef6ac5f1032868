/* transcriber: of a recording, in this order: on_decoded, on_reply, on_heard. */
#include "transcriber.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/list.h"
#include "base/log.h"
#include "base/metrics.h"
#include "flow/breaker.h"
#include "speech/transcription.h"

#define OUT_AT_ONCE_MAX 16 /* recordings with the remote engine, each of up to 2 MB */
#define LEFT_ALONE_MAX  60 /* seconds, if it says how long it wants to be */
#define BOUNDARY        "steward-"

enum remote_outcome { REMOTE_HEARD, REMOTE_FAILED, REMOTE_NOT_ASKED, REMOTE_OUTCOMES };

struct transcriber {
    struct worker_pool *pool;
    struct http_client *http;
    char *url; /* NULL: there is no remote engine */
    char *key, *model, *language;
    bool with_times;
    int deadline_ms;
    struct breaker breaker;
    int64_t alone_until_ms;
    struct link out; /* recordings that the remote engine has */
    size_t out_count;
    char trouble[160];
    struct metric *remote[REMOTE_OUTCOMES], *took;
};

struct recording {
    struct link link; /* out */
    struct transcriber *transcriber;
    struct piece_ask ask; /* of who waits; its bytes are gone when it was decoded */
    struct http_exchange *exchange;
    const Steward__V1__Hearing *decoded;
    int64_t began_us, asked_us;
};

/* ---- settings ---- */

static char *url_of(const struct config *config)
{
    struct str base = str_of(config_text(config, "STEWARD_SPEECH_URL"));
    struct buf full = {0};
    char *url;

    if (!base.len)
        return NULL;
    buf_printf(&full, "%.*s/audio/transcriptions", (int)(str_ends(base, STR("/")) ? base.len - 1 : base.len),
               base.data);
    url = mem_text(full.data);
    buf_free(&full);
    return url;
}

static void make_metrics(struct transcriber *transcriber)
{
    static const char *const outcomes[] = {
        [REMOTE_HEARD] = "outcome=\"heard\"",
        [REMOTE_FAILED] = "outcome=\"failed\"",
        [REMOTE_NOT_ASKED] = "outcome=\"not_asked\"",
    };

    for (size_t i = 0; i < REMOTE_OUTCOMES; i++)
        transcriber->remote[i] =
            metric_counter("steward_media_remote_speech_total",
                           "Recordings for the remote engine; what is not heard there is heard here.",
                           outcomes[i]);
    transcriber->took =
        metric_seconds("steward_media_remote_speech_seconds", "How long the remote engine took.", "");
}

struct transcriber *transcriber_new(const struct config *config, struct worker_pool *pool,
                                    struct http_client *http)
{
    struct transcriber *transcriber = mem_new(struct transcriber);

    *transcriber = (struct transcriber){.pool = pool, .http = http, .url = url_of(config)};
    list_init(&transcriber->out);
    if (!transcriber->url)
        return transcriber;
    transcriber->key = mem_text(config_text(config, "STEWARD_SPEECH_KEY"));
    transcriber->model = mem_text(config_text(config, "STEWARD_SPEECH_MODEL"));
    transcriber->language = mem_text(config_text(config, "STEWARD_SPEECH_LANGUAGE"));
    transcriber->with_times = config_bool(config, "STEWARD_SPEECH_TIMES");
    transcriber->deadline_ms = (int)config_int(config, "STEWARD_SPEECH_DEADLINE_MS");
    make_metrics(transcriber);
    return transcriber;
}

const char *transcriber_trouble(const struct transcriber *transcriber)
{
    return transcriber->trouble;
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

static void hear_here(struct recording *recording, enum remote_outcome outcome, const char *why)
{
    struct transcriber *transcriber = recording->transcriber;
    struct piece_ask ask = recording->ask;

    metric_add(transcriber->remote[outcome], 1);
    snprintf(transcriber->trouble, sizeof(transcriber->trouble), "%s", why);
    log_warn("a recording is heard here, not by the remote engine", {"why", LOG_TEXT(why)});
    ask.bytes = str_n((const char *)recording->decoded->wave.data, recording->decoded->wave.len);
    ask.within_ms = left_ms(recording);
    ask.done = on_heard;
    ask.owner = recording;
    pool_ask(transcriber->pool, &ask);
}

/* ---- the remote engine ---- */

static void leave_alone(struct transcriber *transcriber, const struct http_reply *reply)
{
    int seconds = reply->retry_after_s < LEFT_ALONE_MAX ? reply->retry_after_s : LEFT_ALONE_MAX;

    if (reply->status == 429 && seconds > 0)
        transcriber->alone_until_ms = clock_mono_ms() + seconds * 1000;
}

/* True: *transcript has what was heard. */
static bool read_reply(struct recording *recording, const struct http_reply *reply, const struct error *err,
                       Steward__V1__Transcript *transcript, const char **ret_why)
{
    struct transcriber *transcriber = recording->transcriber;
    struct arena *arena = recording->ask.arena;

    if (err) {
        *ret_why = str_c(arena, str_of(err->text));
        return false;
    }
    if (reply->status != 200) {
        leave_alone(transcriber, reply);
        *ret_why = str_printf(arena, "the remote engine answered with status %d", reply->status);
        return false;
    }
    return transcription_read(reply->body, arena, transcript, ret_why);
}

static void take_off(struct recording *recording)
{
    list_remove(&recording->link);
    recording->transcriber->out_count--;
}

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct recording *recording = owner;
    struct transcriber *transcriber = recording->transcriber;
    Steward__V1__Transcript *transcript = recording->decoded->transcript;
    const char *why;
    bool is_heard = read_reply(recording, reply, err, transcript, &why);

    take_off(recording);
    breaker_report(&transcriber->breaker, is_heard, clock_mono_ms());
    metric_observe_us(transcriber->took, clock_mono_us() - recording->asked_us);
    if (!is_heard) {
        hear_here(recording, REMOTE_FAILED, why);
        return;
    }
    metric_add(transcriber->remote[REMOTE_HEARD], 1);
    transcriber->trouble[0] = '\0';
    transcript->engine = str_c(recording->ask.arena, str_of(transcriber->model));
    if (*transcriber->language)
        transcript->language = str_c(recording->ask.arena, str_of(transcriber->language));
    finish(recording, transcript);
}

static void post(struct recording *recording)
{
    struct transcriber *transcriber = recording->transcriber;
    struct arena *arena = recording->ask.arena;
    struct transcription_ask ask = {
        .model = transcriber->model,
        .language = transcriber->language,
        .with_times = transcriber->with_times,
        .wave = str_n((const char *)recording->decoded->wave.data, recording->decoded->wave.len),
    };
    int left = left_ms(recording);
    char id[ID_SIZE], *boundary;
    const char *headers[2] = {0};
    struct buf body = {0};

    id_new(id); /* no sound has it in it by chance */
    boundary = str_printf(arena, BOUNDARY "%s", id);
    headers[0] = str_printf(arena, "Content-Type: multipart/form-data; boundary=%s", boundary);
    transcription_write(&ask, boundary, &body);
    recording->asked_us = clock_mono_us();
    recording->exchange =
        http_client_ask(transcriber->http,
                        &(struct http_ask){.method = "POST",
                                           .url = transcriber->url,
                                           .headers = headers,
                                           .bearer = *transcriber->key ? transcriber->key : NULL,
                                           .body = buf_as_str(&body),
                                           .max_bytes = TRANSCRIPTION_REPLY_BYTES,
                                           .deadline_ms = left < transcriber->deadline_ms
                                                              ? left
                                                              : transcriber->deadline_ms},
                        on_reply, recording);
    buf_free(&body);
}

/* NULL: it may be asked; the breaker is to be told how it went. */
static const char *why_not(struct transcriber *transcriber)
{
    int64_t now_ms = clock_mono_ms();

    if (transcriber->out_count >= OUT_AT_ONCE_MAX)
        return "the remote engine has enough to hear already";
    if (now_ms < transcriber->alone_until_ms)
        return "the remote engine wants to be left alone";
    if (!breaker_allows(&transcriber->breaker, now_ms))
        return "the remote engine has not answered lately";
    return NULL;
}

static void on_decoded(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct recording *recording = owner;
    struct transcriber *transcriber = recording->transcriber;
    const char *why;

    if (err) {
        recording->ask.done(recording->ask.owner, NULL, err);
        return;
    }
    recording->decoded = (const Steward__V1__Hearing *)answer;
    why = why_not(transcriber);
    if (why) {
        hear_here(recording, REMOTE_NOT_ASKED, why);
        return;
    }
    list_push(&transcriber->out, &recording->link);
    transcriber->out_count++;
    post(recording);
}

void transcriber_ask(struct transcriber *transcriber, const struct piece_ask *ask)
{
    struct recording *recording = arena_new_of(ask->arena, struct recording);
    Steward__V1__TranscribeAsk how = *(const Steward__V1__TranscribeAsk *)ask->ask;
    struct piece_ask first = *ask;

    *recording = (struct recording){.transcriber = transcriber, .ask = *ask, .began_us = clock_mono_us()};
    how.only_decode = transcriber->url != NULL;
    first.ask = &how.base;
    first.done = transcriber->url ? on_decoded : on_heard;
    first.owner = recording;
    pool_ask(transcriber->pool, &first);
}

void transcriber_free(struct transcriber *transcriber)
{
    static const struct error ending = {ERROR_RETRY, "speech", "the process is ending"};

    if (!transcriber)
        return;
    while (!list_is_empty(&transcriber->out)) {
        struct recording *recording = list_item(transcriber->out.next, struct recording, link);

        http_client_cancel(recording->exchange);
        take_off(recording);
        recording->ask.done(recording->ask.owner, NULL, &ending);
    }
    mem_free(transcriber->url);
    mem_free(transcriber->key);
    mem_free(transcriber->model);
    mem_free(transcriber->language);
    mem_free(transcriber);
}
