/* vision/vision.h: what an OpenAI-compatible vision model is asked about a picture (POST
 * /v1/chat/completions), and what is taken of its answer. Pure. */
#pragma once

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/media.pb-c.h"

#define VISION_SEEN_MAX 12
#define VISION_TEXT_MAX 60 /* bytes of one thing that it says */

struct str vision_write(const char *model, struct str jpeg, struct arena *arena);

struct vision {
    Steward__V1__ImageAttribute *seen[VISION_SEEN_MAX]; /* the category first, then the surest */
    size_t count;
};
/* All in the arena. False: it is not what was asked for, and nothing of it is taken; *ret_why says why. */
MUST_CHECK bool vision_read(struct str body, struct arena *arena, struct vision *ret_vision,
                            const char **ret_why);
