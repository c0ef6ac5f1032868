/* routes: what is asked over HTTP: bytes in, what is in them out. */
#include "media.h"
#include "steward/v1/media.pb-c.h"
#include "steward/v1/speech.pb-c.h"

#define PICTURE_MAX_BYTES   (20 << 20)
#define RECORDING_MAX_BYTES (16 << 20)

static void post_picture(struct call *call)
{
    media_answer(call, &work_picture, NULL);
}

static void post_recording(struct call *call)
{
    Steward__V1__TranscribeAsk ask = STEWARD__V1__TRANSCRIBE_ASK__INIT;
    struct str vocabulary = STR("shop");

    if (call_query(call, "vocabulary", &vocabulary) && !str_is(vocabulary, "shop") &&
        !str_is(vocabulary, "general")) {
        call_problem(call, 422, "invalid-parameter", "vocabulary", "must be shop or general");
        return;
    }
    if (str_is(vocabulary, "general"))
        ask.vocabulary = STEWARD__V1__TRANSCRIBE_ASK__VOCABULARY__GENERAL;
    media_answer(call, &work_speech, &ask.base);
}

static const struct route_param recording_params[] = {
    {"vocabulary", "{\"type\":\"string\",\"enum\":[\"shop\",\"general\"],\"default\":\"shop\"}",
     "listen for what is said to a shop, or for anything"},
    {0},
};

const struct route media_routes[] = {
    {
        .method = HTTP_POST,
        .pattern = "/extract-image-attributes",
        .handle = post_picture,
        .scope = "search",
        .out = &steward__v1__image_attributes__descriptor,
        .summary = "What is seen in a picture: colours, print, barcodes, shape",
        .max_body_bytes = PICTURE_MAX_BYTES,
        .takes_bytes = true,
    },
    {
        .method = HTTP_POST,
        .pattern = "/transcribe",
        .handle = post_recording,
        .scope = "search",
        .out = &steward__v1__transcript__descriptor,
        .summary = "What is said in a recording of up to a minute: WAV, FLAC, Ogg, WebM, MP3, M4A or AAC",
        .max_body_bytes = RECORDING_MAX_BYTES,
        .takes_bytes = true,
        .params = recording_params,
    },
    {0},
};
