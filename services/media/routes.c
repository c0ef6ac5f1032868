/* routes: what is asked over HTTP: bytes in, what is in them out. */
#include "media.h"
#include "steward/v1/dictation.pb-c.h"
#include "steward/v1/media.pb-c.h"
#include "steward/v1/speech.pb-c.h"
#include "steward/v1/stored_media.pb-c.h"
#include "json/message.h"

#define PICTURE_MAX_BYTES   (20 << 20)
#define RECORDING_MAX_BYTES (16 << 20)
#define FINGERPRINT_MS      5000 /* of waiting for a worker and its work, once it is fetched */

static void post_picture(struct call *call)
{
    media_answer(call, &work_picture, NULL);
}

/* ---- what a picture that is behind a URL looks like ---- */

static void on_looked_at(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    if (err)
        media_fail(owner, err);
    else
        call_reply(owner, 200, &((const Steward__V1__ImageAttributes *)answer)->fingerprint->base);
}

static void on_fetched(void *owner, const struct media_answer *answer)
{
    struct call *call = owner;
    Steward__V1__PictureAsk *ask;

    if (!kept_is_done(call, answer))
        return;
    ask = message_new(&steward__v1__picture_ask__descriptor, call_arena(call));
    ask->only_fingerprint = true;
    media_do(process_own(call_process(call)), &(struct piece_ask){
                                                  .work = &work_picture,
                                                  .bytes = answer->content,
                                                  .ask = &ask->base,
                                                  .arena = call_arena(call),
                                                  .within_ms = FINGERPRINT_MS,
                                                  .done = on_looked_at,
                                                  .owner = call,
                                              });
}

static void post_fingerprint(struct call *call)
{
    const Steward__V1__PictureSource *source = call_message(call);

    if (media_store_of(call))
        taker_fetch(media_taker_of(call), source->url, on_fetched, call);
}

/* ---- what is said in a recording ---- */

static void post_recording(struct call *call)
{
    Steward__V1__TranscribeAsk *ask = message_new(&steward__v1__transcribe_ask__descriptor, call_arena(call));
    struct str vocabulary = STR("shop");

    if (call_query(call, "vocabulary", &vocabulary) && !str_is(vocabulary, "shop") &&
        !str_is(vocabulary, "general")) {
        call_problem(call, 422, "invalid-parameter", "vocabulary", "must be shop or general");
        return;
    }
    if (str_is(vocabulary, "general"))
        ask->vocabulary = STEWARD__V1__TRANSCRIBE_ASK__VOCABULARY__GENERAL;
    media_answer(call, &work_speech, &ask->base);
}

static const struct route_param kept_params[] = {
    {"id", MEDIA_ID, "media_id of what is kept", .in_path = true, .is_required = true},
    {0},
};
#define DICTATION_ID MEDIA_ID
#define OF_KEPT                                                                                              \
    {                                                                                                        \
        "media_id", MEDIA_ID, "of what is kept already, in the place of a body"                              \
    }

static const struct route_param dictation_params[] = {
    {"id", DICTATION_ID, "dictation_id of the recording", .in_path = true, .is_required = true},
    {0},
};
static const struct route_param picture_params[] = {OF_KEPT, {0}};
static const struct route_param recording_params[] = {
    OF_KEPT,
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
        .bytes_by = "media_id",
        .params = picture_params,
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
        .bytes_by = "media_id",
        .params = recording_params,
    },
    {HTTP_POST, "/dictations", dictation_post, .scope = "media", .out = &steward__v1__dictation__descriptor,
     .summary = "Begin a recording that is heard while it is being spoken", .done = 201},
    {HTTP_POST, "/dictations/{id}", dictation_sound_post, .scope = "media",
     .out = &steward__v1__dictation__descriptor, .takes_bytes = true,
     .bytes_type = "application/octet-stream", .max_body_bytes = DICTATION_PIECE_BYTES,
     .params = dictation_params,
     .summary = "More of its sound: 16 kHz, one channel, 16 bits, little endian, without a head"},
    {HTTP_POST, "/dictations/{id}/end", dictation_end_post, .scope = "media",
     .out = &steward__v1__dictated__descriptor, .params = dictation_params,
     .summary = "That was all: it is kept, and heard as a whole"},
    {HTTP_DELETE, "/dictations/{id}", dictation_delete, .scope = "media", .params = dictation_params,
     .done = 204, .summary = "Forget it"},
    {HTTP_POST, "/fingerprint", post_fingerprint, .scope = "search",
     .in = &steward__v1__picture_source__descriptor, .out = &steward__v1__fingerprint__descriptor,
     .summary = "What a picture on the internet looks like, to find it or its like again"},
    {HTTP_POST, "/media", kept_post, .scope = "media", .in = &steward__v1__media_source__descriptor,
     .out = &steward__v1__stored_media__descriptor, .summary = "Keep a photo or a voice note for a while",
     .max_body_bytes = MEDIA_BODY_BYTES, .in_pieces = "send the whole file, or its pieces to /uploads",
     .takes_bytes = true, .done = 201},
    {HTTP_GET, "/media/{id}", kept_get, .scope = "media", .out = &steward__v1__stored_media__descriptor,
     .summary = "What is known of something kept", .params = kept_params},
    {HTTP_GET, "/media/{id}/content", kept_content_get, .scope = "media", .media = "application/octet-stream",
     .summary = "Something kept, without place, time and camera", .params = kept_params},
    {HTTP_DELETE, "/media/{id}", kept_delete, .scope = "media", .summary = "Erase something kept",
     .params = kept_params, .done = 204},
    {HTTP_OPTIONS, "/uploads", upload_options, .scope = "media", .done = 204,
     .summary = "Which tus is spoken, and up to which size"},
    {HTTP_POST, "/uploads", upload_post, .scope = "media", .params = tus_begin_params, .done = 201,
     .summary = "Begin to send a photo or a voice note in pieces"},
    {HTTP_HEAD, "/uploads/{id}", upload_head, .scope = "media", .params = tus_upload_params,
     .summary = "Where an upload goes on"},
    {HTTP_PATCH, "/uploads/{id}", upload_patch, .scope = "media", .params = tus_piece_params, .done = 204,
     .takes_bytes = true, .bytes_type = UPLOAD_PIECE_TYPE, .max_body_bytes = MEDIA_BODY_BYTES,
     .part_counts = true, .summary = "The next piece of an upload"},
    {HTTP_POST, "/uploads/{id}", upload_override, .scope = "media", .params = tus_override_params,
     .done = 204, .takes_bytes = true, .bytes_type = UPLOAD_PIECE_TYPE, .max_body_bytes = MEDIA_BODY_BYTES,
     .part_counts = true, .summary = "The next piece of an upload, where PATCH does not get through"},
    {HTTP_DELETE, "/uploads/{id}", upload_delete, .scope = "media", .params = tus_upload_params,
     .summary = "Give an upload up", .done = 204},
    {0},
};
