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
    Steward__V1__ImageAttributes *answer;

    if (!attributes_extract(bytes, arena, &answer, err))
        return false;
    *ret_answer = &answer->base;
    return true;
}

const struct work work_picture = {
    .name = "picture",
    .answers = &steward__v1__image_attributes__descriptor,
    .seconds = 5,
    .memory_bytes = (size_t)768 << 20,
    .warm = warm,
    .run = run,
};
