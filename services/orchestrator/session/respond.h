/* respond.h: the response that a request gets, made of what the catalogue found and how it was ranked. Pure.
 */
#pragma once

#include "base/arena.h"
#include "bus/event.h"
#include "steward/v1/catalog.pb-c.h"
#include "steward/v1/composer.pb-c.h"
#include "steward/v1/request.pb-c.h"
#include "steward/v1/state.pb-c.h"
#include "json/json.h"

/* Messages live in the arena and borrow from what they are made of. What the composer answers is a response
 * already, as far as it knows: it goes through undecoded, and these are made alike. */

/* The ranking is away: the catalogue's own order, said to be so. */
Steward__V1__ResponsePassing *response_unranked(const Steward__V1__SearchPassing *found, struct arena *arena);
Steward__V1__ResponsePassing *response_failed(int status, const char *type, const char *field,
                                              const char *detail, bool retryable, struct arena *arena);
/* As another service has told it, with every fault. */
Steward__V1__ResponsePassing *response_failed_by(const char *type, const Steward__V1__Problem *problem,
                                                 struct arena *arena);
/* 422, with every fault. */
Steward__V1__ResponsePassing *response_invalid(const struct json_fault *faults, size_t count,
                                               struct arena *arena);
/* Nothing but words, and all is well. */
Steward__V1__ResponsePassing *response_said(const char *message, struct arena *arena);
/* Decoded, for those encodings that need all of it. */
const ProtobufCMessage *response_whole(const Steward__V1__ResponsePassing *response, struct arena *arena);
/* The event that says it: to whom asked, in the encoding of the question. Without an id. */
void response_event(const Steward__V1__RequestRecordPassing *record, struct str session, struct arena *arena,
                    struct event *ret_event);
/* What can be said of a request that is not answered yet. */
Steward__V1__Response *response_so_far(const Steward__V1__Conversation *conversation, const char *session_id,
                                       struct arena *arena);

void add_step(Steward__V1__Conversation *conversation, Steward__V1__Workflow__State state, int64_t at_ms,
              struct arena *arena);
Google__Protobuf__Timestamp *timestamp(int64_t ms, struct arena *arena);
