/* work_picture: what is seen in a picture, as a work of the worker processes. */
#include "picture/attributes.h"
#include "work.h"
#include "json/message.h"

/* Without the model it works, too, and says in each answer that print was not read. */
static bool warm(const struct config *config, struct error *err)
{
    return attributes_warm(config_text(config, "STEWARD_MEDIA_TEXT_MODEL"), err);
}

static bool run(struct str bytes, const ProtobufCMessage *ask, struct arena *arena,
                ProtobufCMessage **ret_answer, struct error *err)
{
    const Steward__V1__PictureAsk *how = (const Steward__V1__PictureAsk *)ask;
    Steward__V1__Seeing *seeing = message_new(&steward__v1__seeing__descriptor, arena);
    struct str jpeg = STR_NONE;

    if (!(how->only_fingerprint
              ? attributes_fingerprint(bytes, arena, &seeing->attributes, err)
              : attributes_extract(bytes, arena, &seeing->attributes, how->with_picture ? &jpeg : NULL, err)))
        return false;
    seeing->picture = (ProtobufCBinaryData){jpeg.len, arena_copy(arena, jpeg.data, jpeg.len)};
    *ret_answer = &seeing->base;
    return true;
}

const struct work work_picture = {
    .name = "picture",
    .asks = &steward__v1__picture_ask__descriptor,
    .answers = &steward__v1__seeing__descriptor,
    .seconds = 5,
    .memory_bytes = (size_t)768 << 20,
    .warm = warm,
    .run = run,
};
