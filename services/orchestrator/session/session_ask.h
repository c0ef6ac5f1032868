/* session_ask.h: what a session's request on its way asks of the other services, for decisions of the session
 * fold. Each enters the state that waits for the answer, and tells so. */
#pragma once

#include "fold/fold.h"
#include "steward/v1/composer.pb-c.h"
#include "steward/v1/state.pb-c.h"

void session_read(struct decision *d); /* of the media service: what its media say and show */
/* Of the catalogue: what that is together with what was typed. NULL: the media service is silent. */
void session_join(struct decision *d, const Steward__V1__ReadMediaResult *read);
void session_understand(struct decision *d); /* of the catalogue: what a message means */
void session_search(struct decision *d);     /* of the catalogue */
void session_rank(struct decision *d, const Steward__V1__SearchPassing *found); /* of the composer */
void session_say(struct decision *d, const Steward__V1__Turn *turn); /* of the composer: words alone */
