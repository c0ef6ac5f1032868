/* live/media_reply.h: what the media service answers when it is asked by this service itself. Pure; all of it
 * lives in the arena. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "http/client.h"
#include "live/live_fault.h"

/* NULL: there is no reply, or none with that status and a message of that type. */
const void *media_reply_read(const struct http_reply *reply, int status,
                             const ProtobufCMessageDescriptor *type, struct arena *arena);
/* Whether its problem is one of the bytes that it was sent, and so for who has sent them. */
bool media_reply_is_about_bytes(const struct http_reply *reply);
/* Why it has not done what it was asked to do; NULL: it did not answer. */
struct live_fault media_reply_fault(const struct http_reply *reply, struct arena *arena);
