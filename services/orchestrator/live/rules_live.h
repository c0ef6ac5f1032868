/* rules_live.h: the ids of live events, and which events somebody who comes back has missed. Pure.
 *
 * An event is a step of a request; its id is "<request_id>.<n>", the n-th of the request's timeline, so any
 * copy can tell from what is stored which events there were. Requests are given in the order of their
 * session: each begins when the one before it is over. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "steward/v1/live.pb-c.h"

struct live_id {
    struct str request_id;
    size_t step;
};

bool live_id_read(struct str id, struct live_id *ret_id); /* false: it is none; borrows */
char *live_id_write(const char *request_id, size_t step, struct arena *arena);

/* What has become of a request. Borrows. */
struct live_request {
    const char *request_id;
    Steward__V1__Step **timeline;
    size_t steps;
    const Steward__V1__Response *response; /* NULL: not answered yet */
};

/* What its n-th step is told as; `ret_response`: with the response in it. */
const char *live_type(const struct live_request *request, size_t step, bool *ret_response);
/* The LiveEvent that says it, as JSON. */
void live_event_json(const struct live_request *request, size_t step, const char *session_id,
                     struct arena *arena, struct buf *out);
/* Nothing more will come of it: answered, and not with a question. */
bool live_is_over(const struct live_request *request);

/* Into the order of their session: those that are answered by their ends, the others behind them as they are.
 */
void live_sort(struct live_request *requests, size_t count);

/* ret_from[i]: the first step of requests[i] that is to be sent; its number of steps: none. */
/* What came after this event. False: it is no event of theirs. */
bool live_after(const struct live_request *requests, size_t count, struct str id, size_t *ret_from);
/* What is so now: the newest one, and those that are on their way, from their beginnings. */
void live_present(const struct live_request *requests, size_t count, size_t *ret_from);
