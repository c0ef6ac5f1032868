/* rules_request.h: what a request must be to be worked on. Pure; the edge and the fold ask the same rules. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "steward/v1/request.pb-c.h"

#define QUERY_MAX_BYTES 2000
#define LIMIT_DEFAULT   10
#define LIMIT_MAX       100
#define ID_MAX_BYTES    128
#define LIST_MAX        50

/* 1 to ID_MAX_BYTES bytes, no control characters, no blanks at the ends. */
bool id_is_good(struct str id);

/* The status of the problem, 0: none. *ret_field and *ret_detail are static or live in the arena. */
int request_problem(const Steward__V1__Request *request, struct arena *arena, const char **ret_field,
                    const char **ret_detail);

/* Prefer: respond-async, wait=N. -1: not said. */
struct prefer {
    bool respond_async;
    int wait_s;
};
struct prefer prefer_from(struct str header);

/* The session that a request belongs to: named by itself, by its record's key, or by its own id. */
struct str request_session(const Steward__V1__Request *request, struct str key, struct str event_id);
struct str request_name(const Steward__V1__Request *request, struct str event_id);
