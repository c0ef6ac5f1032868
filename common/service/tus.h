/* service/tus.h: what is to be said of an upload in pieces (tus 1.0.0), by media, which takes it, and by the
 * edge, which passes it on. */
#pragma once

#include "service/service.h"

#define MEDIA_BODY_BYTES  (16 << 20) /* of a photo or a voice note, whole or in pieces */
#define MEDIA_ID          "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{32}$\"}" /* a schema */
#define UPLOAD_PIECE_TYPE "application/offset+octet-stream"

extern const struct route_param tus_begin_params[];
extern const struct route_param tus_upload_params[];
extern const struct route_param tus_piece_params[];
extern const struct route_param tus_override_params[]; /* of a piece that comes as a POST */
