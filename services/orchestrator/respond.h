/* respond.h: the response that a request gets, made of what the catalogue found and how it was ranked. Pure.
 */
#pragma once

#include "base/arena.h"
#include "steward/v1/catalog.pb-c.h"
#include "steward/v1/composer.pb-c.h"
#include "steward/v1/request.pb-c.h"
#include "steward/v1/state.pb-c.h"

/* Messages live in the arena and borrow from what they are made of. What the composer answers is a response
 * already, as far as it knows: it goes through undecoded, and these are made alike. */

/* The ranking is away: the catalogue's own order, said to be so. */
Steward__V1__ResponsePassing *response_unranked(const Steward__V1__SearchPassing *found, struct arena *arena);
Steward__V1__ResponsePassing *response_failed(int status, const char *type, const char *field,
                                              const char *detail, bool retryable, struct arena *arena);
/* Decoded, for those encodings that need all of it. */
const ProtobufCMessage *response_whole(const Steward__V1__ResponsePassing *response, struct arena *arena);
/* What can be said of a request that is not answered yet. */
Steward__V1__Response *response_so_far(const Steward__V1__Conversation *conversation, const char *session_id,
                                       struct arena *arena);

void add_step(Steward__V1__Conversation *conversation, Steward__V1__Workflow__State state, int64_t at_ms,
              struct arena *arena);
Google__Protobuf__Timestamp *timestamp(int64_t ms, struct arena *arena);
