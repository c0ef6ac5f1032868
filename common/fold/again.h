/* fold/again.h: telling again what must not be told twice. Inside of the driver only. */
#pragma once

#include "fold/sending.h"

/* It was looked for at that time and is not there: makes it MISSING, or UNCERTAIN if it may still arrive or
 * is not for this copy to tell, and sets the time of the next look. */
void again_missing(struct sending *sending, int64_t looked_ms);
/* All that is MISSING is told again as soon as it is noted when; becomes UNCERTAIN if that fails. */
void again_note(struct fold_driver *driver);
