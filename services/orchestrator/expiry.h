/* expiry.h: sessions that nobody has used for STEWARD_SESSION_SECONDS are erased.
 *
 * Every copy looks now and then, and asks for the erasure of what it finds with a request like anybody's: to
 * ask twice changes nothing. Thread: the loop's. */
#pragma once

#include "service/service.h"

struct expiry;

struct expiry *expiry_start(struct process *process);
void expiry_stop(struct expiry *expiry); /* a look that is on its way ends without effect */
