/* session_late.h: what marketplaces say after the answer, for decisions of the session fold.
 *
 * A request that somebody watches and that was answered while marketplaces were late is searched for and
 * ranked once more. What comes of it takes the answer's place in the record and in what the session
 * remembers, and those who follow are told. The next request that begins ends it. */
#pragma once

#include "fold/fold.h"
#include "steward/v1/state.pb-c.h"

/* What is needed to ask once more, of the request on its way before it is answered, with the time for that
 * noted in its response. NULL: nothing is to be asked. */
Steward__V1__Conversation *session_late_of(struct decision *d, Steward__V1__ResponsePassing *response);
void session_late_ask(struct decision *d, Steward__V1__Conversation *late,
                      const Steward__V1__ResponsePassing *answered);

/* As transitions. */
void session_late_rank(struct decision *d);
void session_late_tell(struct decision *d);
void session_late_leave(struct decision *d); /* the answer stays as it was told */
