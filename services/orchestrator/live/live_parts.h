/* live_parts.h: what live.c, follow.c and follow_partial.c share. Nobody else includes it. */
#pragma once

#include "base/map.h"
#include "base/metrics.h"
#include "live/live.h"
#include "live/rules_live.h"
#include "live/seen.h"

#define FOLLOW_ARENA_BYTES (1 << 20)

struct live {
    struct process *process;
    int64_t partial_ms;
    struct map sessions; /* to the first follow of each, by its key among those of all tenants */
    size_t count;
    struct metric *follows, *reads, *events;
};

struct follow {
    struct live *live;
    struct follow *same; /* the next one of the session */
    struct buf key;
    char *tenant, *session_id, *user_id, *only;
    const struct follow_events *events;
    void *owner;
    struct seen seen;
    struct partial *partial; /* NULL: none is held back */
    struct timer *retry;     /* NULL: never failed to read */
    int references;          /* of those who will come back to it */
    bool is_freed;           /* by its owner */
    bool is_reading;         /* then events are not sent: they are in what is read next, */
    bool read_again;         /* which this asks for */
    bool has_read;           /* at least once, or there was nothing */
    bool knows_owner;        /* of the session, and it is not somebody else */
};

/* live.c */
void live_add(struct live *live, struct follow *follow);
void live_remove(struct live *live, struct follow *follow);

/* follow.c: what has come of a request. */
void follow_take_progress(struct follow *follow, const Steward__V1__Progress *progress);
void follow_take_response(struct follow *follow, const Steward__V1__Response *response);
void follow_send(struct follow *follow, const struct live_sent *event);
void follow_release(struct follow *follow);          /* one of its references */
bool follow_is_settled(const struct follow *follow); /* it has been told all that is in the session's row */

/* follow_partial.c: one at a time; the next takes its place. It is in no row, and so it is held back while
 * the session is read, too. */
void partial_hold(struct follow *follow, const struct live_request *request,
                  const Steward__V1__Response *products);
void partial_go_on(struct follow *follow);                        /* after a reading */
void partial_drop(struct follow *follow, const char *request_id); /* if it is of that request; NULL: of any */
/* At once: the answer, which has been sent, with what marketplaces have said since. */
void partial_send_late(struct follow *follow, const struct live_request *request);
