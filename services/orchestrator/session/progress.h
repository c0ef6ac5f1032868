/* progress.h: telling on steward.progress how far a request has come, while somebody watches. */
#pragma once

#include "fold/fold.h"
#include "steward/v1/live.pb-c.h"
#include "steward/v1/state.pb-c.h"

#define PARTIAL_MAX 20 /* products shown before they are ranked */

/* Nothing of a request that is not live. `found` NULL: nothing to show yet. For a decision of the session
 * fold, after the step; one that ends the request is told by its response. */
void tell_progress(struct decision *d, const Steward__V1__Conversation *conversation,
                   const Steward__V1__SearchPassing *found);
/* Of one that is answered: what has taken the answer's place. */
void tell_late(struct decision *d, const Steward__V1__Conversation *conversation,
               const Steward__V1__ResponsePassing *response);
