/* service/tus.c: parameters as they are documented and checked. */
#include "service/tus.h"

#define VERSION                                                                                              \
    {                                                                                                        \
        "Tus-Resumable", "{\"type\":\"string\",\"const\":\"1.0.0\"}", "the version of tus that is spoken",   \
            .in_header = true, .is_required = true                                                           \
    }
#define OF_UPLOAD                                                                                            \
    {                                                                                                        \
        "id", MEDIA_ID, "of the upload: the last part of its Location", .in_path = true, .is_required = true \
    }
#define OFFSET                                                                                               \
    {                                                                                                        \
        "Upload-Offset", .summary = "the byte that this piece begins at", .in_header = true,                 \
                         .is_required = true, .least = 0, .most = MEDIA_BODY_BYTES                           \
    }

const struct route_param tus_begin_params[] = {
    VERSION,
    {"Upload-Length", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":16777216}", "how many bytes it has",
     .in_header = true, .is_required = true, .least = 1, .most = INT64_MAX},
    {0},
};
const struct route_param tus_upload_params[] = {OF_UPLOAD, VERSION, {0}};
const struct route_param tus_piece_params[] = {OF_UPLOAD, VERSION, OFFSET, {0}};
const struct route_param tus_override_params[] = {
    OF_UPLOAD,
    VERSION,
    OFFSET,
    {"X-HTTP-Method-Override", "{\"type\":\"string\",\"const\":\"PATCH\"}", "what is meant",
     .in_header = true, .is_required = true},
    {0},
};
