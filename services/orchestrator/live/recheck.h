/* recheck.h: whoever is let in for long (a WebSocket, a stream of events) is let in as long as the credential
 * is good. One timer looks again, once for all that came with the same one: a key or sign-in in the database
 * every RECHECK_LOOK_MS, a token at its end. While the database is away nobody is sent away but by the clock.
 */
#pragma once

#include "base/list.h"
#include "service/call.h"

#define RECHECK_LOOK_MS 15000
#define RECHECK_ENDED   "the key, token or sign-in that opened this has ended"

struct recheck;
struct rechecked_group;

struct rechecked { /* all zero: not rechecked */
    struct link link;
    struct rechecked_group *group;
    loop_fn *ended;
    void *owner;
};

struct recheck *recheck_new(struct process *process);
/* `ended` is called once at most, from the loop, and not after recheck_remove; it may not remove others. Who
 * came without a credential is not rechecked. */
void recheck_add(struct recheck *recheck, struct call *call, struct rechecked *rechecked, loop_fn *ended,
                 void *owner);
void recheck_remove(struct rechecked *rechecked); /* not rechecked: does nothing */
void recheck_free(struct recheck *recheck);       /* whoever is still rechecked is not any more */
