/* dictate.h: a recording that is being spoken, on its way to the media service, which listens.
 *
 * It has a connection of its own there, so that all of it comes to the same copy, and one request at a time
 * on it: what comes meanwhile waits, and goes with the next. Nothing is called inside a call of this header.
 * Thread: the loop's. */
#pragma once

#include "live/live_fault.h"
#include "service/service.h"
#include "steward/v1/dictation.pb-c.h"

struct dictates;
struct dictate;

/* After `ended` and `failed` it is gone, and so it may be in none of the others. All borrow until they
 * return. */
struct dictate_events {
    void (*begun)(void *owner);
    void (*heard)(void *owner,
                  const Steward__V1__Dictation *said); /* how far it is: text, or why there is none */
    void (*ended)(void *owner, const Steward__V1__Dictated *said);
    void (*failed)(void *owner, const struct live_fault *why);
};

struct dictates *dictates_new(struct process *process);
void dictates_free(
    struct dictates *dictates); /* those that are left are gone, and told nothing; NULL does nothing */

struct dictate *dictate_new(struct dictates *dictates, struct str tenant, const struct dictate_events *events,
                            void *owner);
void dictate_add(struct dictate *dictate, struct str bytes); /* once it has begun */
void dictate_end(struct dictate *dictate);                   /* that was all */
void dictate_drop(struct dictate *dictate); /* it is told nothing any more, and forgotten there */
