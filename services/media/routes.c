/* routes: what is asked over HTTP: bytes in, what is in them out. */
#include "media.h"
#include "steward/v1/media.pb-c.h"

#define PICTURE_MAX_BYTES (20 << 20)

static void post_picture(struct call *call)
{
    media_answer(call, &work_picture);
}

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
    {0},
};
