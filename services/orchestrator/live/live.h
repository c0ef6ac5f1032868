/* live.h: who follows which session at this copy, and what has to be sent to whom.
 *
 * Every copy sees all of steward.progress and steward.responses from now on, and passes what is followed here
 * to its followers; whatever a follower may have missed is read from Postgres. A follower is sent each step
 * of each request once, in order. Thread: the loop's. */
#pragma once

#include "bus/event.h"
#include "service/service.h"
#include "steward/v1/live.pb-c.h"

struct live;
struct follow;

struct live *live_new(struct process *process, int64_t partial_ms);
void live_free(struct live *live); /* follows that are left are freed by their owners before; NULL: nothing */

/* Is the record of a session that somebody follows: looked at before anything is decoded. */
bool live_wants(const struct live *live, const struct record *record);
void live_on_progress(struct live *live, struct str tenant, const Steward__V1__Progress *progress);
void live_on_response(struct live *live, struct str tenant, const Steward__V1__Response *response);

struct live_sent {
    const char *id, *type, *request_id;
    struct str json;       /* of the LiveEvent */
    bool is_answered;      /* with the response in it */
    int64_t late_until_ms; /* since 1970: it may be told once more, as request.partial; 0: it will not */
};

enum follow_trouble { FOLLOW_UNKNOWN_EVENT, FOLLOW_NOT_YOURS, FOLLOW_UNREADABLE };

/* All borrow until they return. In each of them this follow may be freed, and no other one. */
struct follow_events {
    void (*on_event)(void *owner, struct follow *follow, const struct live_sent *event);
    /* What follow_read asked for has been sent: from here on it is as it happens. */
    void (*on_caught_up)(void *owner, struct follow *follow);
    /* UNKNOWN_EVENT: what is so now is sent instead. NOT_YOURS, UNREADABLE: nothing more will come. */
    void (*on_trouble)(void *owner, struct follow *follow, enum follow_trouble trouble, const char *detail);
};

/* Nothing is sent before follow_read, or follow_is_new, is called. The session is the tenant's; `user_id` "":
 * nobody in particular; `only`: of this request alone; NULL: of all. */
struct follow *follow_new(struct live *live, struct str tenant, const char *session_id, const char *user_id,
                          const char *only, const struct follow_events *events, void *owner);
void follow_free(struct follow *follow); /* NULL does nothing */

/* Once for each follow. */
enum follow_from {
    FOLLOW_FROM_NOW,     /* nothing of what was */
    FOLLOW_FROM_PRESENT, /* the newest request and those on their way, from their beginnings */
    FOLLOW_FROM_EVENT,   /* what came after the event `id` */
    FOLLOW_FROM_REQUEST, /* the request `id` from its beginning */
};
void follow_read(struct follow *follow, enum follow_from from, struct str id);
void follow_is_new(struct follow *follow); /* there is no such session yet: nothing to read */
bool follow_is_caught_up(const struct follow *follow);
const char *follow_session(const struct follow *follow);
