/* routes_media.c: what people send goes on to the media service, which keeps it. */
#include "edge/pass_on.h"
#include "orchestrator.h"

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

static const struct neighbour uploads = {
    .name = "media",
    .setting = "STEWARD_MEDIA_URL",
    .called = "the media service",
    .refuses = "media-refuses",
    .silent = "media-silent",
    .answer_ms = 15000,
    .passed = {200, 201, 204, 404, 409, 412, 413, 415, 422, 500, 507},
    .headers = {"Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Upload-Length",
                "Upload-Offset", "Upload-Expires", "Location", "Steward-Media-Id", "X-HTTP-Method-Override"},
    .bytes_type = UPLOAD_PIECE_TYPE,
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

static void pass_upload_on(struct call *call, const char *method)
{
    pass_on(call, &uploads, method, (struct passed_path){"/uploads/", call_param(call, "id")}, NO_PARAMS);
}

void upload_options(struct call *call)
{
    pass_on(call, &uploads, "OPTIONS", (struct passed_path){"/uploads"}, NO_PARAMS);
}

void upload_post(struct call *call)
{
    pass_on(call, &uploads, "POST", (struct passed_path){"/uploads"}, NO_PARAMS);
}

void upload_head(struct call *call)
{
    pass_upload_on(call, "HEAD");
}

void upload_patch(struct call *call)
{
    pass_upload_on(call, "PATCH");
}

void upload_override(struct call *call)
{
    pass_upload_on(call, "POST");
}

void upload_delete(struct call *call)
{
    pass_upload_on(call, "DELETE");
}
