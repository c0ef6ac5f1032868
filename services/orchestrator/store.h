/* store.h: reading what the session fold has written. All SQL of the orchestrator's own is here. Each look is
 * one into a tenant's rows: what another tenant has under the same id is not there. */
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
void store_find_request(struct postgres *pg, struct str tenant, struct str request_id,
                        stored_request_fn *found, void *owner);

/* A session with its requests, the newest 100. */
struct stored_session {
    const Steward__V1__SessionState *state; /* NULL: there is no such session */
    int64_t updated_ms;
    const Steward__V1__RequestRecord *const *records; /* oldest first */
    size_t count;
};
typedef void stored_session_fn(void *owner, const struct stored_session *session, struct arena *arena,
                               const struct error *err);
/* Erased ones are not there. */
void store_find_session(struct postgres *pg, struct str tenant, struct str session_id,
                        stored_session_fn *found, void *owner);

/* The sessions of a user, the one used last first; `before` (microseconds since 1970) is where the
 * last page ended. */
struct stored_sessions {
    const Steward__V1__SessionList *list;
    int64_t next; /* for `before`; 0: no more */
};
typedef void stored_sessions_fn(void *owner, const struct stored_sessions *sessions, const struct error *err);
void store_list_sessions(struct postgres *pg, struct str tenant, struct str user_id, int64_t before,
                         int limit, stored_sessions_fn *found, void *owner);

/* Keys (base/tenant.h) of sessions of any tenant that nobody has used for so long, some at a time; and
 * removes the rows of those that were erased. */
typedef void stored_names_fn(void *owner, const struct str *names, size_t count, const struct error *err);
void store_sweep(struct postgres *pg, int64_t idle_ms, stored_names_fn *found, void *owner);
