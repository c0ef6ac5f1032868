/* edge/session_view.h: a stored session as its clients see it. Pure. */
#pragma once

#include "store.h"

/* In the arena, with the session's own texts. */
const ProtobufCMessage *session_view(const struct stored_session *session, struct arena *arena);
