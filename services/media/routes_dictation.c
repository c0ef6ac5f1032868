/* routes_dictation: a recording in pieces, and at its end as one file like any other. */
#include "media.h"
#include "speech/wave.h"
#include "steward/v1/dictation.pb-c.h"
#include "json/message.h"

#define WHOLE_MS 15000

static void say(struct call *call, int status, const struct dictation *dictation)
{
    Steward__V1__Dictation *said = message_new(&steward__v1__dictation__descriptor, call_arena(call));

    said->dictation_id = str_c(call_arena(call), str_of(dictation_id(dictation)));
    said->text = str_c(call_arena(call), str_of(dictation_text(dictation)));
    said->unheard = str_c(call_arena(call), str_of(dictation_unheard(dictation)));
    call_reply(call, status, &said->base);
}

void dictation_post(struct call *call)
{
    struct dictation *dictation;

    if (!media_store_of(call))
        return;
    dictation = dictation_begin(media_dictations(process_own(call_process(call))), call_tenant(call));
    if (dictation) {
        say(call, 201, dictation);
        return;
    }
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "overloaded", NULL, "%d recordings are being spoken already", DICTATIONS_MAX);
}

/* NULL: answered. */
static struct dictation *dictation_of(struct call *call)
{
    struct dictation *dictation = NULL;

    if (!media_store_of(call))
        return NULL;
    dictation = dictation_find(media_dictations(process_own(call_process(call))), call_tenant(call),
                               call_param(call, "id"));
    if (!dictation)
        call_problem(call, 404, "media-not-found", "id", "nobody listens to that here, or not any more");
    return dictation;
}

static void on_dictated(void *owner, const struct dictation *dictation)
{
    say(owner, 200, dictation);
}

void dictation_sound_post(struct call *call)
{
    struct dictation *dictation = dictation_of(call);
    struct str bytes = call_bytes(call);

    if (!dictation)
        return;
    if (bytes.len % sizeof(int16_t)) {
        call_problem(call, 422, "unreadable-media", NULL, "half a sample is missing");
        return;
    }
    switch (dictation_add(dictation, bytes, on_dictated, call)) {
    case DICTATION_TAKES:
        break;
    case DICTATION_IS_BUSY:
        call_problem(call, 409, "in-flight", "id", "the piece before has not been answered yet");
        break;
    case DICTATION_IS_FULL:
        call_problem(call, 422, "unreadable-media", NULL, "a recording has %d seconds at most",
                     DICTATION_SECONDS_MAX);
        break;
    }
}

/* ---- the end ---- */

struct ending {
    struct call *call;
    struct str wave;
    Steward__V1__Dictated *said;
};

static void on_transcribed(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    const struct ending *ending = owner;
    struct arena *arena = call_arena(ending->call);

    if (answer)
        ending->said->transcript = (Steward__V1__Transcript *)(uintptr_t)answer;
    else
        ending->said->unheard = str_c(arena, str_of(err->text));
    call_reply(ending->call, 200, &ending->said->base);
}

static void on_kept(void *owner, const struct media_answer *answer)
{
    static const Steward__V1__TranscribeAsk as_shop = STEWARD__V1__TRANSCRIBE_ASK__INIT;
    struct ending *ending = owner;
    struct arena *arena = call_arena(ending->call);
    const char *problem;
    int status = kept_problem(answer->outcome, &problem);

    if (answer->outcome != MEDIA_DONE) {
        call_problem(ending->call, status, problem, NULL, "%s", answer->why);
        return;
    }
    ending->said->media_id = str_c(arena, str_of(answer->id));
    media_do(process_own(call_process(ending->call)), &(struct piece_ask){
                                                          .work = &work_speech,
                                                          .bytes = ending->wave,
                                                          .ask = &as_shop.base,
                                                          .arena = arena,
                                                          .within_ms = WHOLE_MS,
                                                          .done = on_transcribed,
                                                          .owner = ending,
                                                      });
}

static struct str wave_of(const struct dictation *dictation, struct arena *arena)
{
    struct str sound = dictation_sound(dictation), wave;
    struct buf file = {0};

    wave_add_head(&file, RECOGNISER_RATE, sound.len / sizeof(int16_t));
    buf_str(&file, sound);
    wave = str_copy(arena, buf_as_str(&file));
    buf_free(&file);
    return wave;
}

void dictation_end_post(struct call *call)
{
    struct dictation *dictation = dictation_of(call);
    struct arena *arena = call_arena(call);
    struct ending *ending;

    if (!dictation)
        return;
    if (!dictation_sound(dictation).len) {
        dictation_forget(dictation);
        call_problem(call, 422, "unreadable-media", NULL, "there is no sound in it");
        return;
    }
    ending = arena_new_of(arena, struct ending);
    *ending = (struct ending){call, wave_of(dictation, arena),
                              message_new(&steward__v1__dictated__descriptor, arena)};
    dictation_forget(dictation);
    media_store_put(media_store_of(call), call_tenant(call), ending->wave, on_kept, ending);
}

void dictation_delete(struct call *call)
{
    struct dictation *dictation = dictation_of(call);

    if (!dictation)
        return;
    dictation_forget(dictation);
    call_reply(call, 204, NULL);
}
