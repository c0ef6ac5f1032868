/* work_dictation: a piece of raw sound becomes the text of all that was said so far, in a worker process that
 * is one person's own (worker_hold_new). It shares the recogniser that work_speech has warmed. */
#include "media.h"
#include "speech/recogniser.h"
#include "speech/sound_stream.h"
#include "steward/v1/dictation.pb-c.h"
#include "json/message.h"

static struct sound_stream stream;

static bool warm(const struct config *config, struct error *err)
{
    return speech_recogniser() || error_set(err, ERROR_FATAL, "dictation", "speech is not understood");
}

static bool run(struct str bytes, const ProtobufCMessage *ask, struct arena *arena,
                ProtobufCMessage **ret_answer, struct error *err)
{
    Steward__V1__Dictation *answer = message_new(&steward__v1__dictation__descriptor, arena);
    size_t count = bytes.len / sizeof(int16_t);
    int16_t *samples = arena_array(arena, count + 1, sizeof(*samples));
    struct str text;

    sound_stream_add(&stream, bytes, samples);
    if (!recogniser_listen(speech_recogniser(), samples, count, arena, &text, err))
        return false;
    answer->text = str_c(arena, text);
    *ret_answer = &answer->base;
    return true;
}

const struct work work_dictation = {
    .name = "dictation",
    .answers = &steward__v1__dictation__descriptor,
    .seconds = 8,
    .memory_bytes = (size_t)256 << 20,
    .warm = warm,
    .run = run,
};
