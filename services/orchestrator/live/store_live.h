/* store_live.h: what a session has come to, for those who follow it. */
#pragma once

#include "live/rules_live.h"
#include "store/postgres.h"

#define LIVE_KEPT_REQUESTS 32 /* of a session: what was before them is not sent again */
#define LIVE_KEPT_MINUTES  10

/* No text's data is NULL. */
struct live_search {
    struct str tenant;
    struct str session_id;
    struct str since; /* a request: what was answered since it came is wanted; "": only of the last minutes */
    struct str only;  /* a request that is wanted however old it is; "": none */
};

struct stored_live {
    bool is_there; /* there is such a session */
    const char *user_id;
    struct live_request *requests; /* in the order of the session */
    size_t count;
};

/* The callback is called exactly once, never inside; what it gets lives until it returns. */
typedef void stored_live_fn(void *owner, const struct stored_live *session, struct arena *arena,
                            const struct error *err);
void store_find_live(struct postgres *pg, const struct live_search *wanted, stored_live_fn *found,
                     void *owner);
