/* given.h: media that come in a request itself (`data`). The media service keeps them before the request goes
 * on, for over Kafka only ids go.
 *
 * They are kept all at once, each for the request's tenant, with a deadline. What is kept twice is one thing
 * with one id there, so a request that is sent again is the same request. Thread: the loop's. */
#pragma once

#include "live/live_fault.h"
#include "service/service.h"
#include "steward/v1/request.pb-c.h"

struct given;

/* Never called inside given_keep. `why` NULL: each has a media_id in the place of its data. Else none was
 * touched, and what was kept ends like anything that nobody asks for. Lives until it returns. */
typedef void given_fn(void *owner, const struct live_fault *why);

/* Sending media takes a scope of its own, whatever they are sent with. */
#define GIVEN_SCOPE      "media"
#define GIVEN_SCOPE_SAID "media with data need the scope " GIVEN_SCOPE ", as sending them by themselves does"

bool given_any(const Steward__V1__Request *request);
/* The request is changed, and lives in the arena, both longer than this. `bearer`: for the media service
 * where there is no STEWARD_SERVICE_SECRET to sign a pass with; NULL: none. */
struct given *given_keep(struct process *process, struct str tenant, const char *bearer,
                         Steward__V1__Request *request, struct arena *arena, given_fn *kept, void *owner);
void given_drop(struct given *given); /* `kept` is not called any more; NULL does nothing */
