/* routes_media.c: what people send goes on to the media service, which keeps it. */
#include "orchestrator.h"
#include "pass_on.h"

static const struct neighbour media = {
    .name = "media",
    .setting = "STEWARD_MEDIA_URL",
    .called = "the media service",
    .refuses = "media-refuses",
    .silent = "media-silent",
    .answer_ms = 15000,
    .max_bytes = MEDIA_BODY_BYTES,
    .passed = {200, 201, 204, 404, 415, 422, 500, 507},
};

#define NO_PARAMS ((const char *const[]){NULL})

void media_post(struct call *call)
{
    pass_on(call, &media, "POST", (struct passed_path){"/media"}, NO_PARAMS);
}

void media_get(struct call *call)
{
    pass_on(call, &media, "GET", (struct passed_path){"/media/", call_param(call, "id")}, NO_PARAMS);
}

void media_content_get(struct call *call)
{
    pass_on(call, &media, "GET", (struct passed_path){"/media/", call_param(call, "id"), "/content"},
            NO_PARAMS);
}

void media_delete(struct call *call)
{
    pass_on(call, &media, "DELETE", (struct passed_path){"/media/", call_param(call, "id")}, NO_PARAMS);
}
