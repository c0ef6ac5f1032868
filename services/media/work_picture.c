/* work_picture: what is seen in a picture, as a work of the worker processes. */
#include "picture/attributes.h"
#include "work.h"

/* Without the model it works, too, and says in each answer that print was not read. */
static bool warm(const struct config *config, struct error *err)
{
    return attributes_warm(config_text(config, "STEWARD_MEDIA_TEXT_MODEL"), err);
}

static bool run(struct str bytes, const ProtobufCMessage *ask, struct arena *arena,
                ProtobufCMessage **ret_answer, struct error *err)
{
    const Steward__V1__PictureAsk *how = (const Steward__V1__PictureAsk *)ask;
    Steward__V1__ImageAttributes *answer;

    if (!(how->only_fingerprint ? attributes_fingerprint : attributes_extract)(bytes, arena, &answer, err))
        return false;
    *ret_answer = &answer->base;
    return true;
}

const struct work work_picture = {
    .name = "picture",
    .asks = &steward__v1__picture_ask__descriptor,
    .answers = &steward__v1__image_attributes__descriptor,
    .seconds = 5,
    .memory_bytes = (size_t)768 << 20,
    .warm = warm,
    .run = run,
};
