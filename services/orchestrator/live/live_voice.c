/* live_voice.c: a recording that is being spoken: sound in, what is understood of it out.
 *
 * Its sound goes to the media service as it comes (dictate.h); a voice ends when that answers for the whole
 * of it, when something fails, when nothing comes any more, or with its connection. */
#include "base/clock.h"
#include "base/id.h"
#include "live/live_socket_parts.h"
#include "live/rules_voice.h"
#include "session/rules_request.h"
#include "json/json.h"
#include "json/message.h"

struct live_voice {
    struct link link; /* in the voices of all sockets */
    struct live_socket *socket;
    struct dictate *dictate;
    char *id, *user_id;
    char *text; /* as it was told last */
    size_t bytes;
    bool is_begun, is_ending, is_unheard;
    int64_t began_ms;
    struct timer *timer;
};

/* ---- out ---- */

static void fault_of(struct live_voice *voice, struct live_fault fault)
{
    fault.request_id = voice->id;
    live_socket_error(voice->socket, &fault);
}

static Steward__V1__LiveVoice *event_of(const struct live_voice *voice, const char *type, struct arena *arena)
{
    Steward__V1__LiveVoice *event = message_new(&steward__v1__live_voice__descriptor, arena);

    event->type = str_c(arena, str_of(type));
    event->request_id = str_c(arena, str_of(voice->id));
    return event;
}

static void send_event(struct live_voice *voice, const Steward__V1__LiveVoice *event)
{
    struct buf json = {0};

    json_from_message(&event->base, &json);
    live_socket_send(voice->socket, buf_as_str(&json));
    buf_free(&json);
}

/* ---- life ---- */

static void voice_free(struct live_voice *voice)
{
    struct live_sockets *sockets = voice->socket->sockets;

    voice->socket->voice = NULL;
    list_remove(&voice->link);
    metric_set(sockets->voices_now, (double)--sockets->voice_count);
    timer_free(voice->timer);
    mem_free(voice->id);
    mem_free(voice->user_id);
    mem_free(voice->text);
    mem_free(voice);
}

void live_voice_drop(struct live_socket *socket)
{
    if (!socket->voice)
        return;
    dictate_drop(socket->voice->dictate);
    voice_free(socket->voice);
}

static void touch(struct live_voice *voice)
{
    timer_set(voice->timer, voice_wait_ms(voice->began_ms, clock_mono_ms()));
}

static void on_idle(void *owner)
{
    struct live_voice *voice = owner;
    bool is_too_long = voice_wait_ms(voice->began_ms, clock_mono_ms()) == 0;

    fault_of(voice,
             (struct live_fault){.status = 408,
                                 .type = "request-too-slow",
                                 .detail = is_too_long
                                               ? "the recording took too long: it is forgotten"
                                               : "nothing more came of the recording: it is forgotten"});
    live_voice_drop(voice->socket);
}

/* ---- what the media service says ---- */

static void on_begun(void *owner)
{
    struct live_voice *voice = owner;
    struct arena *arena = arena_new(LIVE_FRAME_ARENA_BYTES);

    voice->is_begun = true;
    touch(voice);
    send_event(voice, event_of(voice, "voice.started", arena));
    arena_free(arena);
}

static void tell_text(struct live_voice *voice, const char *text)
{
    struct arena *arena = arena_new(LIVE_FRAME_ARENA_BYTES);
    Steward__V1__LiveVoice *event = event_of(voice, "voice.partial", arena);

    mem_free(voice->text);
    voice->text = mem_text(text);
    event->text = voice->text;
    send_event(voice, event);
    arena_free(arena);
}

static void on_heard(void *owner, const Steward__V1__Dictation *said)
{
    struct live_voice *voice = owner;

    if (said->unheard[0] && !voice->is_unheard)
        fault_of(voice,
                 (struct live_fault){.status = 503, .type = "recording-unheard", .detail = said->unheard});
    voice->is_unheard = said->unheard[0];
    if (strcmp(said->text, voice->text) != 0)
        tell_text(voice, said->text);
}

static void on_ended(void *owner, const Steward__V1__Dictated *said)
{
    struct live_voice *voice = owner;
    struct arena *arena = arena_new(LIVE_FRAME_ARENA_BYTES);
    Steward__V1__LiveVoice *event = event_of(voice, "voice.heard", arena);

    event->media_id = said->media_id;
    event->transcript = said->transcript;
    send_event(voice, event);
    arena_free(arena);
    voice_free(voice);
}

static void on_failed(void *owner, const struct live_fault *why)
{
    struct live_voice *voice = owner;

    fault_of(voice, *why);
    voice_free(voice);
}

/* ---- in ---- */

/* A key is an application's, and names whom it serves; whoever shows nothing is known by an address. */
static bool is_by(const struct live_voice *voice, const struct live_socket *socket, const char *user_id)
{
    const struct live_socket *other = voice->socket;
    enum principal_kind kind = socket->principal->kind;

    return strcmp(other->tenant, socket->tenant) == 0 && other->principal->kind == kind &&
           str_eq(other->principal->subject, socket->principal->subject) &&
           (kind != PRINCIPAL_KEY || strcmp(voice->user_id, user_id) == 0) &&
           (kind != PRINCIPAL_ANONYMOUS || strcmp(other->address, socket->address) == 0);
}

static size_t voices_of(const struct live_socket *socket, const char *user_id)
{
    size_t count = 0;

    list_each(at, &socket->sockets->voices)
    {
        count += is_by(list_item(at, struct live_voice, link), socket, user_id);
    }
    return count;
}

/* True: *fault says why. */
static bool is_refused(const struct live_socket *socket, const Steward__V1__LiveCommand *command,
                       struct live_fault *fault)
{
    const char *id = command->request_id;

    *fault = (struct live_fault){0};
    if (id[0] && !id_is_good(str_of(id)))
        *fault = (struct live_fault){.status = 422,
                                     .type = "invalid-request",
                                     .field = "request_id",
                                     .detail = ID_SAID};
    else if (!principal_may(socket->principal, "media", ROLE_NONE))
        *fault = (struct live_fault){.status = 403,
                                     .type = "missing-scope",
                                     .detail = "this needs the scope media"};
    else if (socket->voice)
        *fault = (struct live_fault){.status = 409,
                                     .type = "in-flight",
                                     .detail = "one recording at a time is spoken on a connection"};
    else if (voices_of(socket, command->user_id) >= LIVE_VOICES_OF_ONE)
        *fault = (struct live_fault){.status = 429,
                                     .type = "too-many-recordings",
                                     .is_retryable = true,
                                     .detail = TEXT_OF(
                                         LIVE_VOICES_OF_ONE) " recordings of yours are being spoken already"};
    else if (socket->sockets->voice_count >= LIVE_VOICES_MAX)
        *fault = (struct live_fault){.status = 503,
                                     .type = "overloaded",
                                     .is_retryable = true,
                                     .detail = "too many recordings are being spoken: try again"};
    fault->request_id = id;
    return fault->status != 0;
}

void live_voice_start(struct live_socket *socket, const Steward__V1__LiveCommand *command)
{
    static const struct dictate_events events = {on_begun, on_heard, on_ended, on_failed};
    struct live_sockets *sockets = socket->sockets;
    struct live_voice *voice;
    struct live_fault fault;
    char id[ID_SIZE];

    if (is_refused(socket, command, &fault)) {
        live_socket_error(socket, &fault);
        return;
    }
    id_new(id);
    voice = mem_new(struct live_voice);
    socket->voice = voice;
    voice->socket = socket;
    voice->id = mem_text(command->request_id[0] ? command->request_id : id);
    voice->user_id = mem_text(command->user_id);
    voice->text = mem_text("");
    voice->began_ms = clock_mono_ms();
    voice->timer = timer_new(process_loop(sockets->process), on_idle, voice);
    list_push(&sockets->voices, &voice->link);
    metric_set(sockets->voices_now, (double)++sockets->voice_count);
    voice->dictate = dictate_new(sockets->dictates, str_of(socket->tenant), &events, voice);
}

static void end(struct live_voice *voice)
{
    voice->is_ending = true;
    timer_stop(voice->timer); /* from here on there is a deadline for the answer */
    dictate_end(voice->dictate);
}

void live_voice_end(struct live_socket *socket, const Steward__V1__LiveCommand *command)
{
    struct live_voice *voice = socket->voice;

    if (!voice)
        live_socket_error(socket,
                          &(struct live_fault){.status = 409,
                                               .type = "not-recording",
                                               .request_id = command->request_id,
                                               .detail = "nothing is being spoken on this connection"});
    else if (!voice->is_ending)
        end(voice);
}

bool live_voice_sound(struct live_socket *socket, struct str bytes, const char **ret_reason)
{
    struct live_voice *voice = socket->voice;

    *ret_reason = "send text frames, with JSON; sound after voice.started";
    if (!voice || !voice->is_begun)
        return false;
    *ret_reason = "sound has two bytes a sample";
    if (!voice_is_whole(bytes.len))
        return false;
    socket->bad_frames = 0;
    if (voice->is_ending)
        return true; /* it was on its way when the recording ended */
    if (!voice_has_room(voice->bytes, bytes.len)) {
        fault_of(voice, (struct live_fault){.status = 422,
                                            .type = "unreadable-media",
                                            .detail = "a recording has " TEXT_OF(
                                                VOICE_SECONDS_MAX) " seconds at most: it ends here"});
        end(voice);
        return true;
    }
    voice->bytes += bytes.len;
    touch(voice);
    dictate_add(voice->dictate, bytes);
    return true;
}
