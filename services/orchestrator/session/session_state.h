/* session_state.h: the requests in a session's state: on its way, waiting, and the last ones. Pure; all lives
 * in the arena. */
#pragma once

#include "bus/event.h"
#include "steward/v1/state.pb-c.h"

/* A request as it came, with what its answer needs to go back alike. */
Steward__V1__Conversation *conversation_of(const struct event *event, int64_t now_ms, struct arena *arena);

void session_open(Steward__V1__SessionState *session, struct str id, int64_t now_ms, struct arena *arena);
/* On its way, waiting, or one of the last that were answered. */
bool session_knows(const Steward__V1__SessionState *session, const char *request_id);
void session_append(Steward__V1__SessionState *session, Steward__V1__Conversation *conversation,
                    struct arena *arena);
/* What is answered to a request that is wrong, or of somebody else; NULL: it may begin. */
Steward__V1__ResponsePassing *session_refusal(const Steward__V1__SessionState *session,
                                              const Steward__V1__Request *request, struct arena *arena);
/* From what was wanted. */
char *session_title(const Steward__V1__Conversation *conversation, const Steward__V1__Dialogue *dialogue,
                    struct arena *arena);
void session_remember(Steward__V1__SessionState *session, const char *request_id, struct arena *arena);
