/* store.h: reading what the session fold has written. All SQL of the orchestrator's own is here. */
#pragma once

#include "base/arena.h"
#include "steward/v1/state.pb-c.h"
#include "store/postgres.h"

/* One request, wherever it is. The callback is called exactly once, never inside; what it gets lives until it
 * returns. */
struct stored_request {
    const Steward__V1__RequestRecord *record; /* answered; NULL: not yet */
    const Steward__V1__Conversation
        *conversation; /* of the record, or on its way; NULL: there is no such request */
    const char *session_id;
};
typedef void stored_request_fn(void *owner, const struct stored_request *request, const struct error *err);
void store_find_request(struct postgres *pg, struct str request_id, stored_request_fn *found, void *owner);

/* A session with its requests, the newest 100. */
struct stored_session {
    const Steward__V1__SessionState *state; /* NULL: there is no such session */
    int64_t updated_ms;
    const Steward__V1__RequestRecord *const *records; /* oldest first */
    size_t count;
};
typedef void stored_session_fn(void *owner, const struct stored_session *session, struct arena *arena,
                               const struct error *err);
void store_find_session(struct postgres *pg, struct str session_id, stored_session_fn *found, void *owner);
